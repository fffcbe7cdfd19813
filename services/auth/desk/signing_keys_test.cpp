#include <algorithm>

#include "services/auth/desk/desk_world.hpp"
#include "shared/crypto/jws.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
const Caller an_operator{.grants = "0:rotate_keys"};

std::string kid(const auth::RingChanged& ring, auth::KeyState state) {
    const auto found = std::ranges::find(ring.signing, state, &auth::SigningKey::state);
    return found == ring.signing.end() ? std::string{} : found->kid;
}
}  // namespace

TEST_SUITE("the desk: signing keys") {
    TEST_CASE_FIXTURE(AdasWorld, "the next key becomes the current one, and tokens of the one before stay good") {
        const auto before = ring();
        CHECK(before.signing.size() == 2);
        const auto rotated = ask(secrets::RotateSigningKeys{"a test"}, an_operator);
        CHECK(!rotated.code);
        CHECK(rotated.places.size() == 1);
        const auto after = ring();
        CHECK(kid(after, auth::KeyState::retired) == kid(before, auth::KeyState::current));
        CHECK(kid(after, auth::KeyState::current) == kid(before, auth::KeyState::next));
        CHECK(after.sealing == before.sealing);

        // Who has seen only the ring before verifies what is signed now: its next key was told in advance.
        const auto later = log_in();
        std::vector<crypto::VerifyingKey> known;
        for (const auto& key : before.signing) known.push_back(crypto::VerifyingKey::parse(key.public_key).value());
        const crypto::AccessTokenVerifier verifier{std::string{secrets::token_issuer}, std::string{secrets::token_audience},
                                                   known};
        CHECK(verifier.verify(tokens.access_token, Instant::now()).has_value());
        CHECK(verifier.verify(later.access_token, Instant::now()).has_value());
    }

    TEST_CASE_FIXTURE(AdasWorld, "nobody rotates keys without being allowed to") {
        CHECK(ask(secrets::RotateSigningKeys{"a test"}).code == "permission_denied");
        CHECK(ask(secrets::RotateSigningKeys{"a test"}, ada).code == "permission_denied");
        CHECK(ask(secrets::RotateSigningKeys{"a test"}, {.grants = "nonsense"}).code == "permission_denied");
        CHECK(ring().signing.size() == 2);
    }

    TEST_CASE_FIXTURE(OpenWorld, "rotations at the same time come one after the other, and the ring stays small") {
        std::vector<Sent> all;
        for (int i = 0; i < 30; ++i) all.push_back(send(secrets::RotateSigningKeys{"a test"}, an_operator));
        int rotated = 0;
        for (const auto& sent : all) {
            const auto code = receive(sent).code;
            rotated += !code;
            if (code) CHECK(code == "rotated_too_often");
        }
        CHECK(rotated == 18);
        CHECK(ring().signing.size() == 20);
    }
}
