#include "gateway/api/credentials.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway;

namespace {

http::Request with(std::vector<http::Field> fields) {
    http::Request request;
    request.fields = std::move(fields);
    return request;
}
using Kind = Credentials::Kind;

}  // namespace

TEST_SUITE("gateway: credentials") {
    TEST_CASE("are found in the fields that they may stand in") {
        CHECK(credentials_of(with({{"Host", "x"}, {"Cookie", "theme=dark"}}))->kind == Kind::none);
        const auto bearer = credentials_of(with({{"authorization", "bearer abc.def"}}));
        CHECK(bearer->kind == Kind::bearer);
        CHECK(bearer->secret == "abc.def");
        const auto key = credentials_of(with({{"apca-api-key-id", "AK"}, {"APCA-API-SECRET-KEY", "s"}}));
        CHECK(key->kind == Kind::key_headers);
        CHECK(key->key == "AK");
        CHECK(key->secret == "s");
        const auto cookie = credentials_of(with({{"Cookie", "a=b; __Host-session=tok=en; c=d"}}));
        CHECK(cookie->kind == Kind::cookie);
        CHECK(cookie->secret == "tok=en");
    }
    TEST_CASE("of another scheme, or half of them, are there but empty, and so are refused later") {
        for (const char* field : {"", "Bearer", "Basic YTpi", "Bearer\tabc"}) {
            const auto found = credentials_of(with({{"Authorization", field}}));
            CHECK(found->kind == Kind::bearer);
            CHECK(found->secret.empty());
        }
        CHECK(credentials_of(with({{"APCA-API-SECRET-KEY", "s"}}))->kind == Kind::key_headers);
    }
    TEST_CASE("of two kinds, or one twice, are refused") {
        const http::Field bearer{"Authorization", "Bearer a"}, key{"APCA-API-KEY-ID", "k"}, secret{"APCA-API-SECRET-KEY", "s"},
            cookie{"Cookie", "__Host-session=t"};
        for (const auto& fields : std::vector<std::vector<http::Field>>{{bearer, key, secret},
                                                                        {bearer, secret},
                                                                        {bearer, cookie},
                                                                        {key, secret, cookie},
                                                                        {bearer, bearer},
                                                                        {key, key, secret},
                                                                        {cookie, cookie},
                                                                        {{"Cookie", "__Host-session=a; __Host-session=b"}}}) {
            const auto found = credentials_of(with(fields));
            REQUIRE_FALSE(found.has_value());
            CHECK(found.error().status == 400);
            CHECK(found.error().code == "credentials_ambiguous");
        }
    }
    TEST_CASE("by cookie are looked up by their exact name") {
        const auto request = with({{"Cookie", "x__Host-refresh=no; __Host-refresh=yes; __host-refresh=no"}});
        CHECK(cookie_of(request, refresh_cookie) == "yes");
        CHECK(cookie_of(with({{"Cookie", "=; ;;a"}}), refresh_cookie).empty());
    }
}

TEST_SUITE("gateway: who had a browser send a request") {
    TEST_CASE("is what Fetch Metadata says") {
        const http::Field host{"Host", "broker.example"};
        CHECK(initiator_of(with({host, {"Sec-Fetch-Site", "same-origin"}})) == Initiator::ours);
        CHECK(initiator_of(with({host, {"Sec-Fetch-Site", "none"}})) == Initiator::ours);
        for (const char* site : {"cross-site", "same-site", "Same-Origin", "nonsense"})
            CHECK(initiator_of(with({host, {"Sec-Fetch-Site", site}, {"Origin", "https://broker.example"}})) ==
                  Initiator::another_site);
    }
    TEST_CASE("is otherwise what Origin says, and unknown without it") {
        const http::Field host{"Host", "broker.example:8443"};
        CHECK(initiator_of(with({host})) == Initiator::unknown);
        CHECK(initiator_of(with({host, {"Origin", "https://Broker.example:8443"}})) == Initiator::ours);
        for (const char* origin : {"null", "https://broker.example", "https://broker.example:8443.evil.example",
                                   "https://evil.example", "ftp://broker.example:8443"})
            CHECK_MESSAGE(initiator_of(with({host, {"Origin", origin}})) == Initiator::another_site, origin);
    }
    TEST_CASE("is not a page without TLS where the request came with it") {
        auto request = with({{"Host", "broker.example"}, {"Origin", "http://broker.example"}});
        CHECK(initiator_of(request) == Initiator::ours);
        request.encrypted = true;
        CHECK(initiator_of(request) == Initiator::another_site);
    }
}
