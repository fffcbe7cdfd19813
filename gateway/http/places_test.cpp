#include "gateway/http/places.hpp"

#include <doctest/doctest.h>

using namespace andvari::http;
using boost::asio::ip::make_address;

TEST_SUITE("http: places") {
    TEST_CASE("know an address by one form only") {
        CHECK(plain(make_address("::ffff:192.0.2.1")) == make_address("192.0.2.1"));
        CHECK(plain(make_address("192.0.2.1")) == make_address("192.0.2.1"));
        CHECK(plain(make_address("fe80::1%7")) == make_address("fe80::1"));
        CHECK(plain(make_address("::1")).is_loopback());
    }
    TEST_CASE("count all of a /64 of IPv6 as one, and each address of IPv4 for itself") {
        const auto places = std::make_shared<Places>(10, 1);
        const auto first = places->take(make_address("2001:db8:0:1::1"));
        CHECK(first);
        CHECK_FALSE(places->take(make_address("2001:db8:0:1:ffff:ffff:ffff:ffff")));
        const auto other = places->take(make_address("2001:db8:0:2::1"));
        CHECK(other);
        const auto third = places->take(make_address("192.0.2.1")), fourth = places->take(make_address("192.0.2.2"));
        CHECK(third);
        CHECK(fourth);
        CHECK(places->taken() == 4);
    }
    TEST_CASE("are given back") {
        const auto places = std::make_shared<Places>(1, 1);
        { const auto place = places->take(make_address("192.0.2.1")); }
        CHECK(places->take(make_address("192.0.2.2")));
    }
}
