#include "shared/crypto/jws.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "shared/crypto/testing.hpp"
#include "shared/encoding/base64url.hpp"

using namespace andvari;
using namespace andvari::crypto;
using namespace andvari::crypto::testing;

TEST_SUITE("crypto: signing keys") {
    // RFC 8037, appendix A.
    const auto rfc_key = *SigningKey::from_seed(*from_base64url("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"));
    constexpr const char* rfc_x = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
    constexpr const char* rfc_text = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    constexpr const char* rfc_signature =
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

    TEST_CASE("the public key, its thumbprint and its signature are those of RFC 8037") {
        CHECK(rfc_key.verifying().x() == rfc_x);
        CHECK(rfc_key.verifying().id() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
        CHECK(to_base64url(rfc_key.sign(rfc_text)) == rfc_signature);
        CHECK(rfc_key.verifying().verifies(rfc_text, *from_base64url(rfc_signature)));
    }
    TEST_CASE("the public key is told as a JWK") {
        const std::string jwk =
            R"({"crv":"Ed25519","kty":"OKP","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","use":"sig","alg":"EdDSA",)"
            R"("kid":"kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"})";
        CHECK(rfc_key.verifying().jwk() == jwk);
        CHECK(jwks(std::vector{rfc_key.verifying(), rfc_key.verifying()}) == "{\"keys\":[" + jwk + "," + jwk + "]}");
        CHECK(jwks({}) == R"({"keys":[]})");
    }
    TEST_CASE("a key comes back from its seed, a public key from its text") {
        const auto key = SigningKey::generate();
        CHECK(SigningKey::from_seed(key.seed().view())->verifying() == key.verifying());
        CHECK(VerifyingKey::parse(key.verifying().x()) == key.verifying());
        CHECK_FALSE(SigningKey::generate().verifying() == key.verifying());
    }
    TEST_CASE("nothing of another size is a key") {
        CHECK_FALSE(SigningKey::from_seed("short").has_value());
        for (const char* text :
             {"", "AAAA", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR", "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="})
            CHECK_FALSE(VerifyingKey::parse(text).has_value());
        CHECK_THROWS_AS(VerifyingKey{std::string_view{"short"}}, std::invalid_argument);
    }
    TEST_CASE("a signature is good for its message, its key and its own bits only") {
        auto signature = rfc_key.sign("message");
        CHECK_FALSE(rfc_key.verifying().verifies("messagf", signature));
        CHECK_FALSE(SigningKey::generate().verifying().verifies("message", signature));
        CHECK_FALSE(rfc_key.verifying().verifies("message", signature + '\0'));
        CHECK_FALSE(rfc_key.verifying().verifies("message", ""));
        for (std::size_t bit = 0; bit < signature.size() * 8; ++bit)
            CHECK_FALSE(rfc_key.verifying().verifies("message", flipped(signature, bit)));
    }
}

TEST_SUITE("crypto: access tokens") {
    const auto key = SigningKey::generate();
    const AccessTokenVerifier verifier{
        "https://broker.example", "andvari", {SigningKey::generate().verifying(), key.verifying()}};

    TEST_CASE("a token tells its claims") {
        auto claims = usual_claims();
        CHECK(*verifier.verify(sign_access_token(key, claims), claims.issued_at) == claims);
        claims.not_before = claims.issued_at;
        CHECK(*verifier.verify(sign_access_token(key, claims), claims.issued_at) == claims);
    }
    TEST_CASE("its header and claims are spelled as the standards have them") {
        const auto token = sign_access_token(key, usual_claims());
        CHECK(from_base64url(token.substr(0, token.find('.'))) ==
              R"({"alg":"EdDSA","typ":"at+jwt","kid":")" + key.verifying().id() + "\"}");
        const auto begin = token.find('.') + 1;
        CHECK(from_base64url(token.substr(begin, token.rfind('.') - begin)) ==
              R"({"iss":"https://broker.example","aud":"andvari","sub":"018f-user","sid":"018f-session","jti":"018f-token",)"
              R"("scope":"orders:write market:read","iat":1800000000,"exp":1800000600})");
    }
    TEST_CASE("whatever texts are claimed come back") {
        CHECK(rc::check([&] {
            auto claims = usual_claims();
            for (auto* text : {&claims.subject, &claims.session, &claims.id, &claims.scope})
                *text = *rc::gen::string<std::string>();
            for (auto* text : {&claims.subject, &claims.session, &claims.id, &claims.scope})
                for (auto& c : *text) c = static_cast<char>(c & 0x7f);
            RC_ASSERT(*verifier.verify(sign_access_token(key, claims), claims.issued_at) == claims);
        }));
    }
    TEST_CASE("expires to the second") {
        const auto claims = usual_claims();
        const auto token = sign_access_token(key, claims);
        CHECK(verifier.verify(token, {claims.expires_at.microseconds - 1}).has_value());
        CHECK(verifier.verify(token, claims.expires_at).error() == TokenFault::token_expired);
        CHECK(verifier.verify(token, claims.expires_at.plus_seconds(86400)).error() == TokenFault::token_expired);
    }
    TEST_CASE("an issuer's clock may be a minute ahead, and no more") {
        const auto claims = usual_claims();
        const auto token = sign_access_token(key, claims);
        CHECK(verifier.verify(token, claims.issued_at.plus_seconds(-60)).has_value());
        CHECK(verifier.verify(token, claims.issued_at.plus_seconds(-61)).error() == TokenFault::token_not_yet_valid);
        auto later = claims;
        later.not_before = claims.issued_at.plus_seconds(100);
        const auto later_token = sign_access_token(key, later);
        CHECK(verifier.verify(later_token, claims.issued_at.plus_seconds(40)).has_value());
        CHECK(verifier.verify(later_token, claims.issued_at.plus_seconds(39)).error() == TokenFault::token_not_yet_valid);
    }
    TEST_CASE("another's tokens, and tokens for another, are refused") {
        auto claims = usual_claims();
        claims.issuer = "https://broker.example/";
        CHECK(verifier.verify(sign_access_token(key, claims), claims.issued_at).error() == TokenFault::token_not_for_us);
        claims = usual_claims();
        claims.audience = "another";
        CHECK(verifier.verify(sign_access_token(key, claims), claims.issued_at).error() == TokenFault::token_not_for_us);
    }
    TEST_CASE("a token that nobody would accept is not made") {
        auto claims = usual_claims();
        claims.scope = std::string(longest_access_token, 's');
        CHECK_THROWS_AS(sign_access_token(key, claims), std::length_error);
    }
}
