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
}
