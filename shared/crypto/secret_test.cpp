#include "shared/crypto/secret.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>

#include "shared/crypto/secret_json.hpp"

using namespace andvari;
using namespace andvari::crypto;

namespace {
struct Login {
    std::string email;
    Secret password;
    static constexpr auto fields = json::fields(json::field("email", &Login::email), json::field("password", &Login::password));
};
}  // namespace

TEST_SUITE("crypto: secrets in memory") {
    TEST_CASE("a wiped text is gone from its buffer, the part beyond its end too") {
        for (const std::size_t size : {5u, 500u}) {
            std::string text(size, 'x');
            text.resize(3);
            const auto* buffer = text.data();
            const auto capacity = text.capacity();
            wipe(text);
            CHECK(text.empty());
            REQUIRE(text.data() == buffer);
            CHECK(std::all_of(buffer, buffer + capacity, [](char c) { return c == '\0'; }));
        }
    }
    TEST_CASE("what is taken from a text leaves nothing there") {
        std::string text = "hunter2";
        const auto* buffer = text.data();
        const auto secret = Secret::taken_from(std::move(text));
        CHECK(secret.view() == "hunter2");
        CHECK(std::memchr(buffer, 'h', 8) == nullptr);
    }
    TEST_CASE("a secret that was moved is in one place only") {
        Secret first{"hunter2"};
        Secret second{std::move(first)};
        CHECK(first.empty());  // NOLINT(bugprone-use-after-move): that it is empty is the point.
        CHECK(second.view() == "hunter2");
        CHECK(second.copy() == second);
    }
    TEST_CASE("secrets are equal by their bytes") {
        CHECK(Secret{"hunter2"} == Secret{"hunter2"});
        CHECK_FALSE(Secret{"hunter2"} == Secret{"hunter3"});
        CHECK_FALSE(Secret{"hunter2"} == Secret{"hunter"});
        CHECK(Secret{} == Secret{""});
    }
    TEST_CASE("a described type may have one") {
        const auto login = json::read<Login>(R"({"email":"a@b.c","password":"p\u00e4ss \"word\""})");
        REQUIRE(login.has_value());
        CHECK(login->password.view() == "p\xc3\xa4ss \"word\"");
        CHECK(json::write(*login) == "{\"email\":\"a@b.c\",\"password\":\"p\xc3\xa4ss \\\"word\\\"\"}");
    }
}
