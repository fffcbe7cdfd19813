#include "shared/crypto/jws.hpp"

#include <algorithm>
#include <stdexcept>

#include "shared/encoding/base64url.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::crypto {
namespace {

using Fault = TokenFault;
constexpr std::string_view algorithm = "EdDSA", type = "at+jwt";
constexpr std::int64_t microseconds = 1'000'000;
// Beyond any year that an Instant is written in (2199); smaller ones cannot overflow when made into microseconds.
constexpr std::int64_t last_second = 7'258'118'400;

struct Header {
    std::string alg, typ, kid;
    static constexpr auto fields =
        json::fields(json::field("alg", &Header::alg), json::field("typ", &Header::typ), json::field("kid", &Header::kid));
};

/// AccessClaims as they stand in the token.
struct Payload {
    std::string iss, aud, sub, sid, jti, scope;
    std::int64_t iat = 0, exp = 0;
    std::optional<std::int64_t> nbf;
    static constexpr auto fields =
        json::fields(json::field("iss", &Payload::iss), json::field("aud", &Payload::aud), json::field("sub", &Payload::sub),
                     json::field("sid", &Payload::sid), json::field("jti", &Payload::jti), json::field("scope", &Payload::scope),
                     json::field("iat", &Payload::iat), json::field("exp", &Payload::exp), json::field("nbf", &Payload::nbf));
};

std::int64_t seconds(Instant moment) { return moment.microseconds / microseconds; }
Instant moment(std::int64_t seconds) { return {seconds * microseconds}; }
bool is_second(std::int64_t second) { return second >= 0 && second < last_second; }

Payload payload_of(const AccessClaims& c) {
    Payload payload{c.issuer, c.audience, c.subject, c.session, c.id, c.scope, seconds(c.issued_at), seconds(c.expires_at), {}};
    if (c.not_before) payload.nbf = seconds(*c.not_before);
    return payload;
}

AccessClaims claims_of(Payload p) {
    AccessClaims claims{std::move(p.iss), std::move(p.aud), std::move(p.sub),
                        std::move(p.sid), std::move(p.jti), std::move(p.scope),
                        moment(p.iat),    moment(p.exp),    {}};
    if (p.nbf) claims.not_before = moment(*p.nbf);
    return claims;
}

/// The JSON of one part of a token, and nothing when it is not exactly a T.
template <class T>
std::optional<T> read_part(json::Document& document, std::string_view part) {
    const auto text = from_base64url(part);
    if (!text) return std::nullopt;
    auto object = json::read<T>(document, *text);
    if (!object) return std::nullopt;
    return std::move(*object);
}

}  // namespace

std::string sign_access_token(const SigningKey& key, const AccessClaims& claims) {
    const Header header{std::string{algorithm}, std::string{type}, key.verifying().id()};
    auto token = to_base64url(json::write(header)) + '.' + to_base64url(json::write(payload_of(claims)));
    const auto signature = to_base64url(key.sign(token));
    token.append(1, '.').append(signature);
    if (token.size() > longest_access_token) throw std::length_error{"an access token is too long"};
    return token;
}

void throw_exception_from_error(TokenFault fault, const boost::source_location&) {
    throw std::logic_error{"a token was taken for accepted: " + std::string{json::name_of(fault)}};
}

AccessTokenVerifier::AccessTokenVerifier(std::string issuer, std::string audience, std::vector<VerifyingKey> keys)
    : issuer_{std::move(issuer)}, audience_{std::move(audience)}, keys_{std::move(keys)} {}

const VerifyingKey* AccessTokenVerifier::find(std::string_view id) const {
    const auto found = std::ranges::find(keys_, id, &VerifyingKey::id);
    return found == keys_.end() ? nullptr : &*found;
}

boost::system::result<AccessClaims, TokenFault> AccessTokenVerifier::verify(std::string_view token, Instant now) const {
    if (token.size() > longest_access_token) return Fault::token_malformed;
    const auto first = token.find('.'), last = token.rfind('.');
    if (first == last) return Fault::token_malformed;

    thread_local json::Document document;
    const auto header = read_part<Header>(document, token.substr(0, first));
    if (!header || header->alg != algorithm || header->typ != type) return Fault::token_malformed;
    const auto* key = find(header->kid);
    if (!key) return Fault::token_key_unknown;
    const auto signature = from_base64url(token.substr(last + 1));
    if (!signature) return Fault::token_malformed;
    if (!key->verifies(token.substr(0, last), *signature)) return Fault::token_signature_wrong;

    // A second point inside is no base64url, and so are claims with one refused.
    auto payload = read_part<Payload>(document, token.substr(first + 1, last - first - 1));
    if (!payload || !is_second(payload->iat) || !is_second(payload->exp) || !is_second(payload->nbf.value_or(0)))
        return Fault::token_malformed;
    if (payload->iss != issuer_ || payload->aud != audience_) return Fault::token_not_for_us;
    const auto latest_start = now.plus_seconds(access_token_skew_seconds);
    if (moment(payload->iat) > latest_start || moment(payload->nbf.value_or(0)) > latest_start) return Fault::token_not_yet_valid;
    if (now >= moment(payload->exp)) return Fault::token_expired;
    return claims_of(std::move(*payload));
}

}  // namespace andvari::crypto
