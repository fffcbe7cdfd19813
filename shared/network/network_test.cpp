#include "shared/network/network.hpp"

#include <doctest/doctest.h>

using namespace andvari;

namespace {
std::string around(std::string_view address) {
    const auto network = Network::around(address, 24, 64);
    return network ? network->text() : "none";
}
bool is_network(std::string_view text) { return Network::parse(text).has_value(); }
bool contains(std::string_view network, std::string_view address) { return Network::parse(network).value().contains(address); }
}  // namespace

TEST_SUITE("networks") {
    TEST_CASE("an address and a network are read, and written with their prefix") {
        CHECK(Network::parse("192.0.2.7")->text() == "192.0.2.7/32");
        CHECK(Network::parse("192.0.2.0/24")->text() == "192.0.2.0/24");
        CHECK(Network::parse("2001:db8::/32")->text() == "2001:db8::/32");
        CHECK(Network::parse("::1")->text() == "::1/128");
        CHECK(Network::parse("0.0.0.0/0")->text() == "0.0.0.0/0");
        CHECK(Network::parse("::/0")->text() == "::/0");
    }
    TEST_CASE("what is neither is refused, also where bits beyond the prefix are set") {
        for (const auto* text :
             {"", "/", "/8", "192.0.2", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/+8", "192.0.2.0/", "192.0.2.0/8x",
              "192.0.2.1/24", "2001:db8::1/64", "::/129", "host", "192.0.2.0/24/8", " 192.0.2.1"})
            CHECK_MESSAGE(!is_network(text), text);
        CHECK(!is_network(std::string_view{"192.0.2.1\0.5", 12}));
    }
    TEST_CASE("a network contains its addresses and no others") {
        CHECK(contains("192.0.2.0/24", "192.0.2.255"));
        CHECK(!contains("192.0.2.0/24", "192.0.3.0"));
        CHECK(contains("192.0.2.128/25", "192.0.2.129"));
        CHECK(!contains("192.0.2.128/25", "192.0.2.127"));
        CHECK(contains("2001:db8::/33", "2001:db8:7fff::1"));
        CHECK(!contains("2001:db8::/33", "2001:db8:8000::1"));
        CHECK(contains("192.0.2.0/24", "::ffff:192.0.2.1"));
        CHECK(contains("0.0.0.0/0", "203.0.113.9"));
        CHECK(!contains("0.0.0.0/0", "2001:db8::1"));
        CHECK(!contains("::/0", "nowhere"));
    }
    TEST_CASE("who tries from one network is known by it, however the address is written") {
        CHECK(around("192.0.2.77") == "192.0.2.0/24");
        CHECK(around("::ffff:192.0.2.77") == "192.0.2.0/24");
        CHECK(around("2001:db8:1:2:3:4:5:6") == "2001:db8:1:2::/64");
        CHECK(around("") == "none");
        CHECK(around("unix:") == "none");
    }
    TEST_CASE("one that is no network spoils the whole list") {
        CHECK(parse_networks({"192.0.2.1", "::/0"})->size() == 2);
        CHECK(parse_networks({})->empty());
        CHECK(!parse_networks({"192.0.2.1", "all"}));
    }
}
