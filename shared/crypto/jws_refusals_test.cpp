// Tokens as an attacker would write them.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "shared/crypto/jws.hpp"
#include "shared/crypto/testing.hpp"
#include "shared/encoding/base64url.hpp"

using namespace andvari;
using namespace andvari::crypto;
using namespace andvari::crypto::testing;

namespace {

const auto key = SigningKey::generate();
const AccessTokenVerifier verifier{"https://broker.example", "andvari", {key.verifying()}};
const auto now = usual_claims().issued_at;
const std::string usual_payload =
    R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000,"exp":1800000600})";

std::string usual_header() { return R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + key.verifying().id() + "\"}"; }

/// Rightly signed, whatever the parts are.
std::string token_of(const std::string& header, const std::string& payload, const SigningKey& by = key) {
    const auto text = to_base64url(header) + '.' + to_base64url(payload);
    return text + '.' + to_base64url(by.sign(text));
}
std::string with_header(const std::string& header) { return token_of(header, usual_payload); }
std::string with_payload(const std::string& payload) { return token_of(usual_header(), payload); }
std::string with_member(const std::string& member) {
    auto header = usual_header();
    return with_header(header.insert(header.size() - 1, "," + member));
}

std::optional<TokenFault> fault_of(const std::string& token) {
    const auto result = verifier.verify(token, now);
    return result ? std::nullopt : std::optional{result.error()};
}

}  // namespace

TEST_SUITE("crypto: refused tokens") {
    using enum TokenFault;

    TEST_CASE("the usual parts are accepted, so that the others are refused for what they differ in") {
        CHECK_FALSE(fault_of(token_of(usual_header(), usual_payload)).has_value());
    }
    TEST_CASE("every flipped bit") {
        const auto token = sign_access_token(key, usual_claims());
        for (std::size_t bit = 0; bit < token.size() * 8; ++bit) CHECK_MESSAGE(fault_of(flipped(token, bit)).has_value(), bit);
    }
    TEST_CASE("every cut, and everything put behind") {
        const auto token = sign_access_token(key, usual_claims());
        for (std::size_t size = 0; size < token.size(); ++size) CHECK_MESSAGE(fault_of(token.substr(0, size)).has_value(), size);
        for (const char* end : {"A", "=", ".", " ", "\n", ".AAAA"}) CHECK_MESSAGE(fault_of(token + end).has_value(), end);
        CHECK(fault_of(" " + token) == token_malformed);
    }
    TEST_CASE("other algorithms") {
        const auto kid = key.verifying().id();
        for (const char* alg : {"none", "None", "HS256", "RS256", "ES256", "Ed25519", "eddsa", "EdDSA ", ""})
            CHECK_MESSAGE(fault_of(with_header(std::string{R"({"alg":")"} + alg + R"(","typ":"at+jwt","kid":")" + kid + "\"}")) ==
                              token_malformed,
                          alg);
        const auto text =
            to_base64url(R"({"alg":"none","typ":"at+jwt","kid":")" + kid + "\"}") + '.' + to_base64url(usual_payload);
        CHECK(fault_of(text + '.') == token_malformed);
    }
    TEST_CASE("other types") {
        const auto kid = key.verifying().id();
        for (const char* typ : {"JWT", "jwt", "application/at+jwt", "AT+JWT", ""})
            CHECK_MESSAGE(fault_of(with_header(std::string{R"({"alg":"EdDSA","typ":")"} + typ + R"(","kid":")" + kid + "\"}")) ==
                              token_malformed,
                          typ);
        CHECK(fault_of(with_header(R"({"alg":"EdDSA","kid":")" + kid + "\"}")) == token_malformed);
    }
    TEST_CASE("keys that the token brings along or points to") {
        for (const char* member : {R"("jwk":{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})",
                                   R"("jku":"https://evil.example/jwks.json")", R"("x5u":"https://evil.example/")", R"("x5c":[])",
                                   R"("crit":["exp"])", R"("b64":false)", R"("zip":"DEF")", R"("cty":"JWT")"})
            CHECK_MESSAGE(fault_of(with_member(member)) == token_malformed, member);
    }
    TEST_CASE("members that stand twice, however they are spelled") {
        CHECK(fault_of(with_member(R"("alg":"EdDSA")")) == token_malformed);
        CHECK(fault_of(with_member(R"("\u0061lg":"EdDSA")")) == token_malformed);
        CHECK(fault_of(with_payload(R"({"sub":"root",)" + usual_payload.substr(1))) == token_malformed);
    }
    TEST_CASE("keys that are not known, and known ones that did not sign") {
        const auto other = SigningKey::generate();
        const auto stolen_name = token_of(usual_header(), usual_payload, other);
        CHECK(fault_of(stolen_name) == token_signature_wrong);
        CHECK(fault_of(sign_access_token(other, usual_claims())) == token_key_unknown);
        CHECK(fault_of(with_header(R"({"alg":"EdDSA","typ":"at+jwt","kid":""})")) == token_key_unknown);
        CHECK(fault_of(with_header(R"({"alg":"EdDSA","typ":"at+jwt"})")) == token_malformed);
    }
    TEST_CASE("signatures of another size") {
        const auto text = to_base64url(usual_header()) + '.' + to_base64url(usual_payload);
        CHECK(fault_of(text + '.') == token_signature_wrong);
        CHECK(fault_of(text + '.' + to_base64url(std::string(63, 's'))) == token_signature_wrong);
        CHECK(fault_of(text + '.' + to_base64url(key.sign(text) + "s")) == token_signature_wrong);
    }
    TEST_CASE("claims that are missing, of another kind, unknown, or out of range") {
        for (
            const char* payload :
            {"", "{}", "[]", "null", "\"text\"",
             R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000})",
             R"({"iss":"https://broker.example","aud":["andvari"],"sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000,"exp":1800000600})",
             R"({"iss":"https://broker.example","aud":"andvari","sub":1,"sid":"s","jti":"t","scope":"","iat":1800000000,"exp":1800000600})",
             R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000,"exp":"1800000600"})",
             R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000,"exp":1.8e9})",
             R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":-1,"exp":1800000600})",
             R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000,"exp":9223372036854775807})",
             R"({"iss":"https://broker.example","aud":"andvari","sub":"u","sid":"s","jti":"t","scope":"","iat":1800000000,"exp":1800000600,"admin":true})"})
            CHECK_MESSAGE(fault_of(with_payload(payload)) == token_malformed, payload);
    }
    TEST_CASE("other numbers of parts, and other spellings") {
        for (const char* text : {"", ".", "..", "...", "a.b.c", "a.b", "eyJhbGciOiJFZERTQSJ9.e30", "eyJhbGciOiJFZERTQSJ9.e30.",
                                 "eyJhbGciOiJFZERTQSJ9.e30.a.b.c"})
            CHECK_MESSAGE(fault_of(text) == token_malformed, text);
    }
    TEST_CASE("one that is too long, before anything of it is read") {
        CHECK(fault_of(std::string(longest_access_token + 1, 'a')) == token_malformed);
        CHECK(fault_of(with_payload(std::string(20000, ' ') + usual_payload)) == token_malformed);
    }
    TEST_CASE("whatever somebody writes") {
        CHECK(rc::check([](const std::string& text) { RC_ASSERT(fault_of(text).has_value()); }));
        CHECK(rc::check([](const std::string& header, const std::string& payload) {
            RC_ASSERT(fault_of(token_of(header, payload)).has_value());
        }));
    }
}
