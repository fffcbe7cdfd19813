#include "shared/crypto/totp.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "shared/crypto/recovery_codes.hpp"
#include "shared/encoding/base32.hpp"

using namespace andvari;
using namespace andvari::crypto;

namespace {
Instant at(std::int64_t second) { return Instant{}.plus_seconds(second); }
const auto rfc_secret = to_base32("12345678901234567890");
constexpr std::int64_t noon = 1'800'000'000;  // The first second of a step.
}  // namespace

TEST_SUITE("crypto: codes of an authenticator app") {
    TEST_CASE("are those of RFC 6238, appendix B, in their last six digits") {
        const std::pair<std::int64_t, const char*> table[] = {{59, "287082"},         {1111111109, "081804"},
                                                              {1111111111, "050471"}, {1234567890, "005924"},
                                                              {2000000000, "279037"}, {20000000000, "353130"}};
        for (const auto& [second, code] : table) {
            CHECK(totp_code(rfc_secret, totp_step(at(second))).view() == code);
            CHECK(verify_totp(rfc_secret, code, at(second), {}) == second / 30);
        }
    }
    TEST_CASE("fit one step earlier and later, and no more") {
        const auto step = totp_step(at(noon));
        const auto code = totp_code(rfc_secret, step);
        CHECK_FALSE(verify_totp(rfc_secret, code.view(), at(noon - 31), {}));
        CHECK(verify_totp(rfc_secret, code.view(), at(noon - 30), {}) == step);
        CHECK(verify_totp(rfc_secret, code.view(), at(noon), {}) == step);
        CHECK(verify_totp(rfc_secret, code.view(), at(noon + 59), {}) == step);
        CHECK_FALSE(verify_totp(rfc_secret, code.view(), at(noon + 60), {}));
    }
    TEST_CASE("serve once: neither the same again nor an earlier one") {
        const auto step = totp_step(at(noon));
        const auto code = totp_code(rfc_secret, step), earlier = totp_code(rfc_secret, step - 1),
                   later = totp_code(rfc_secret, step + 1);
        CHECK_FALSE(verify_totp(rfc_secret, code.view(), at(noon), step));
        CHECK_FALSE(verify_totp(rfc_secret, earlier.view(), at(noon), step));
        CHECK(verify_totp(rfc_secret, later.view(), at(noon), step) == step + 1);
        CHECK(verify_totp(rfc_secret, code.view(), at(noon), step - 1) == step);
    }
    TEST_CASE("are six digits and nothing else") {
        const std::string code{totp_code(rfc_secret, totp_step(at(noon))).view()};
        for (const auto& text :
             {std::string{}, code.substr(1), code + "0", " " + code, "+" + code.substr(1), std::string(6, '\0')})
            CHECK_FALSE(verify_totp(rfc_secret, text, at(noon), {}));
    }
    TEST_CASE("fit no secret that is none") {
        CHECK_FALSE(verify_totp("not base32", "000000", at(noon), {}));
        CHECK_THROWS_AS(totp_code("not base32", 1), std::invalid_argument);
    }
    TEST_CASE("come from a new secret for each user, which an app reads from a link") {
        const auto secret = new_totp_secret();
        CHECK(from_base32(secret.view())->size() == 20);
        CHECK_FALSE(secret == new_totp_secret());
        CHECK(totp_uri("Durin & Sons", "fili@example.org", "MZXW6YTBOI").view() ==
              "otpauth://totp/"
              "Durin%20%26%20Sons:fili%40example.org?secret=MZXW6YTBOI&issuer=Durin%20%26%20Sons&algorithm=SHA1&digits=6&period="
              "30");
    }
}

TEST_SUITE("crypto: recovery codes") {
    TEST_CASE("are ten, in groups that a person can copy") {
        std::set<std::string> seen;
        for (const auto& code : new_recovery_codes()) {
            REQUIRE(code.size() == 29);
            for (std::size_t i = 0; i < code.size(); ++i) {
                const char c = code.view()[i];
                CHECK((i % 5 == 4 ? c == '-' : (c >= 'a' && c <= 'z') || (c >= '2' && c <= '7')));
            }
            seen.emplace(code.view());
        }
        CHECK(seen.size() == 10);
    }
    TEST_CASE("are recognised however they are typed, for their owner only") {
        const auto hash = recovery_code_hash("fili", "abcd-efgh-2345-6722-wxyz-mnop");
        CHECK(hash == recovery_code_hash("fili", " ABCD EFGH 2345 6722 WXYZ MNOP "));
        CHECK(hash == recovery_code_hash("fili", "abcdefgh23456722wxyzmnop"));
        CHECK(hash != recovery_code_hash("kili", "abcd-efgh-2345-6722-wxyz-mnop"));
        CHECK(hash != recovery_code_hash("fili", "abcd-efgh-2345-6722-wxyz-mnoq"));
    }
}
