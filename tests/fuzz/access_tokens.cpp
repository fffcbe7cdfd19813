// Access tokens: as they come, and, where the input has two lines, a header and claims that are rightly signed whatever they say.
#include "shared/crypto/jws.hpp"
#include "shared/encoding/base64url.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using namespace andvari::crypto;

/// The same at every start, so that kept inputs stay what they are.
const SigningKey& key() {
    static const auto made = *SigningKey::from_seed(std::string(32, 'k'));
    return made;
}

const AccessTokenVerifier& verifier() {
    static const AccessTokenVerifier made{"https://broker.example", "andvari", {key().verifying()}};
    return made;
}

constexpr Instant now{1'800'000'000'000'000};

const std::string& good_token() {
    static const auto made = sign_access_token(
        key(), {"https://broker.example", "andvari", "u", "s", "t", "orders", now, now.plus_seconds(600), std::nullopt});
    return made;
}

void attack_claims(std::string_view header, std::string_view claims) {
    const auto text = to_base64url(header) + '.' + to_base64url(claims);
    const auto accepted = verifier().verify(text + '.' + to_base64url(key().sign(text)), now);
    if (!accepted) return;
    promise(accepted->issuer == "https://broker.example" && accepted->audience == "andvari", "a token is for us, by us");
    promise(now < accepted->expires_at, "a token that is accepted has not expired");
    promise(accepted->issued_at <= now.plus_seconds(access_token_skew_seconds), "a token that is accepted has begun");
    promise(header.find("none") == header.npos, "there is no token without a signature");
    const auto again = verifier().verify(sign_access_token(key(), *accepted), now);
    promise(again.has_value() && *again == *accepted, "claims that are signed again are the same");
}

}  // namespace

void attack(std::string_view input) {
    if (input.find('\n') != input.npos) {
        const auto header = take_until(input, "\n");
        return attack_claims(header, input);
    }
    promise(!verifier().verify(input, now) || input == good_token(), "only the holder of the key makes tokens");
    // What is put in, taken out or changed anywhere in a good one.
    if (input.empty()) return;
    auto token = good_token();
    const auto at = static_cast<unsigned char>(input.front()) * token.size() / 256;
    token.replace(at, std::min(input.size() - 1, token.size() - at), input.substr(1));
    promise(!verifier().verify(token, now) || token == good_token(), "a token that was altered is refused");
}

}  // namespace andvari::fuzz
