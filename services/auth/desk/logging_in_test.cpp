#include "services/auth/desk/desk_world.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/jws.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
crypto::AccessTokenVerifier verifier_of(const auth::RingChanged& ring) {
    std::vector<crypto::VerifyingKey> keys;
    for (const auto& key : ring.signing) keys.push_back(crypto::VerifyingKey::parse(key.public_key).value());
    return {std::string{secrets::token_issuer}, std::string{secrets::token_audience}, std::move(keys)};
}

std::uint64_t commands(World& world) { return bus::stream_state(world.spine.connection(), "COMMANDS")->last; }
}  // namespace

TEST_SUITE("the desk: logging in") {
    TEST_CASE_FIXTURE(AdasWorld, "an access token is verified by the keys that the facts tell of") {
        const auto claims = verifier_of(ring()).verify(tokens.access_token, Instant::now());
        REQUIRE(claims.has_value());
        CHECK(claims->subject == tokens.user.text);
        CHECK(claims->session == tokens.session.text);
        CHECK(claims->expires_at.microseconds - claims->issued_at.microseconds == 600'000'000);
        CHECK(!verifier_of(ring()).verify(tokens.access_token, Instant::now().plus_seconds(601)).has_value());
        const auto other = log_in();
        CHECK(verifier_of(ring()).verify(other.access_token, Instant::now())->id != claims->id);
        CHECK(other.session != tokens.session);
    }

    TEST_CASE_FIXTURE(AdasWorld, "a wrong e-mail address and a wrong password cannot be told apart, and cost the same") {
        const auto before = hashes();
        const auto wrong_password = try_log_in(ada_email, "wrong password");
        const auto cost = hashes() - before;
        const auto wrong_address = try_log_in("bob@example.org", "wrong password");
        CHECK(wrong_password.code == "login_failed");
        CHECK(json::write(wrong_password) == json::write(wrong_address));
        CHECK(cost == 1);
        CHECK(hashes() - before == 2 * cost);
    }

    TEST_CASE_FIXTURE(AdasWorld, "nothing is sent before the reply to a wrong password, as to a wrong address") {
        close_desk();
        const auto lease = store::try_lease(spine.location(), desk::database_name);
        const auto s = settings();
        desk::Workbench bench{s, spine.shared_connection(), lease->fence(), metrics};
        const secrets::Request request{"id", "", {}, {}, {}, "192.0.2.7", "a test", ""};
        for (const auto& email : {ada_email, std::string{"bob@example.org"}}) {
            const auto hashed = hashes();
            const auto sent = commands(*this);
            const auto answer = desk::answer(bench, request, secrets::LogIn{email, "wrong password", {}});
            CHECK(answer.reply.code == "login_failed");
            CHECK(hashes() == hashed + 1);
            CHECK(commands(*this) == sent);
            const auto registering = desk::answer(bench, request, secrets::Register{email, ada_password, {}, {}});
            CHECK(hashes() == hashed + 2);
            const auto resetting = desk::answer(bench, request, secrets::RequestReset{email});
            const auto resending = desk::answer(bench, request, secrets::ResendVerification{email});
            CHECK(hashes() == hashed + 2);
            CHECK(commands(*this) == sent);
        }
    }

    TEST_CASE_FIXTURE(AdasWorld, "a failure is a fact of the person's") {
        try_log_in(ada_email, "wrong password");
        const auto failed = spine.seen("credentials", [&](store::Database&) {
            return bus::last_message(spine.connection(), "EVENTS", "evt.auth." + tokens.user.text + ".login_failed");
        });
        CHECK(failed->header("ce-actor") == "system:desk");
        CHECK(std::string{failed->body()}.find("192.0.2.7") == std::string::npos);
    }

    TEST_CASE_FIXTURE(AdasWorld, "who fails too often has to wait, and the owner gets in from elsewhere") {
        for (int i = 0; i < 5; ++i) CHECK(try_log_in(ada_email, "wrong password").code == "login_failed");
        const auto hashed = hashes();
        const auto slowed = try_log_in(ada_email, ada_password);
        CHECK(slowed.code == "too_many_attempts");
        CHECK(slowed.retry_after == 1);
        CHECK(hashes() == hashed);
        CHECK(!try_log_in(ada_email, ada_password, {}, {.address = "198.51.100.7"}).code);
    }

    TEST_CASE_FIXTURE(AdasWorld, "an account that there is not is slowed down like one that there is") {
        for (int i = 0; i < 5; ++i) CHECK(try_log_in("bob@example.org", "wrong password").code == "login_failed");
        CHECK(try_log_in("bob@example.org", "wrong password").code == "too_many_attempts");
    }

    TEST_CASE_FIXTURE(AdasWorld, "success forgets the failures before it") {
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 4; ++i) CHECK(try_log_in(ada_email, "wrong password").code == "login_failed");
            CHECK(!try_log_in(ada_email, ada_password).code);
        }
    }

    TEST_CASE_FIXTURE(AdasWorld, "a password hashed at other costs is hashed anew when it was right") {
        close_desk();
        auto dearer = settings();
        dearer.hashing_cost.memory_bytes = 16 * 1024;
        const auto at_new_costs = make_desk(dearer);
        const auto was = spine.seen("credentials", [&](auto& db) { return auth::CredentialsView::find(db, tokens.user); });
        CHECK(!try_log_in(ada_email, ada_password).code);
        const auto is = spine.seen("credentials", [&](auto& db) {
            auto row = auth::CredentialsView::find(db, tokens.user);
            return row->password != was->password ? row : std::nullopt;
        });
        CHECK(is->password_revision == was->password_revision);
        const auto hashed = hashes();
        CHECK(!try_log_in(ada_email, ada_password).code);
        CHECK(hashes() == hashed + 1);
    }

    TEST_CASE_FIXTURE(AdasWorld, "a log-in from a device that was not seen before is told of by mail") {
        const auto mails = postbox->count();
        CHECK(!try_log_in(ada_email, ada_password).code);
        CHECK(!try_log_in(ada_email, ada_password, {}, {.address = "198.51.100.7", .device = "another device"}).code);
        const auto mail = postbox->wait(ada_email, mails + 1);
        CHECK(mail.subject == "A log-in from a device that was not seen before");
        CHECK(mail.text.find("another device") != std::string::npos);
    }
}
