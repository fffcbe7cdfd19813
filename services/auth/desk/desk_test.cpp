#include "services/auth/desk/desk_world.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
const secrets::LogIn stranger{"stranger@example.org", "wrong password", {}};

struct Unknown {
    std::string email;
    static constexpr std::string_view verb = "sing";
    static constexpr auto fields = json::fields(json::field("email", &Unknown::email));
};
struct Wrong {
    std::string email, passwort;
    static constexpr std::string_view verb = "log_in";
    static constexpr auto fields = json::fields(json::field("email", &Wrong::email), json::field("passwort", &Wrong::passwort));
};
}  // namespace

TEST_SUITE("the desk") {
    TEST_CASE_FIXTURE(AdasWorld, "stopped and started again it has the same keys and knows everybody") {
        const auto before = ring();
        close_desk();
        open_desk();
        CHECK(!try_log_in(ada_email, ada_password).code);
        CHECK(!ask(secrets::Refresh{tokens.refresh_token}).code);
        CHECK(json::write(ring()) == json::write(before));
        CHECK(!ask(secrets::Register{ada_email, "another password", {}, {}}).code);
        CHECK(try_log_in(ada_email, "another password").code == "login_failed");
    }

    TEST_CASE_FIXTURE(AdasWorld, "when its database was lost it has other keys, and finds everybody again") {
        register_and_verify("bob@example.org");
        const auto before = ring();
        close_desk();
        store::drop(spine.location(), "desk");
        open_desk();
        spine.seen("credentials", [&](store::Database& db) {
            const auto now = auth::CredentialsView::ring(db);
            return now && now->sealing != before.sealing ? std::optional{true} : std::nullopt;
        });
        CHECK(!try_log_in(ada_email, ada_password).code);
        CHECK(!try_log_in("bob@example.org", ada_password).code);
        CHECK(!ask(secrets::Refresh{tokens.refresh_token}).code);
        CHECK(ring().signing.size() == 2);
    }

    TEST_CASE_FIXTURE(AdasWorld, "a second one stands by until the first one leaves") {
        metrics::Registry other_metrics;
        Health other_health{"test"};
        desk::Desk second{settings(), other_metrics, other_health, [](const std::string& reason) { FAIL(reason); }};
        second.start();
        CHECK(!try_log_in(ada_email, ada_password).code);
        CHECK(!other_health.ready().ok);
        close_desk();
        CHECK(!try_log_in(ada_email, ada_password).code);
        CHECK(other_health.ready().ok);
    }

    TEST_CASE_FIXTURE(OpenWorld, "what is no request is passed over, whatever it is") {
        const auto key = crypto::SealingKey::parse(ring().sealing).value();
        send_bytes("log_in", "");
        send_bytes("log_in", "{}");
        send_bytes("log_in", std::string(200'000, 'x'));
        send_bytes("log_in", crypto::seal_to(key, ""));
        send_bytes("log_in", crypto::seal_to(key, R"({"id":"a b"})"));
        send_bytes("log_in", crypto::seal_to(key, std::string(100'000, '{')));
        send_bytes("log_in", crypto::seal_to(key, json::write(secrets::Request{"x", "no key", {}, {}, {}, "", "", "{}"})));
        CHECK(ask(stranger).code == "login_failed");
        CHECK(metrics.counter("andvari_secret_requests_unreadable_total", "Requests that could not be opened or read.").value() ==
              7);
    }

    TEST_CASE_FIXTURE(OpenWorld, "a request for another verb, or with a body of another, is refused") {
        CHECK(ask(Unknown{"x"}).code == "verb_unknown");
        CHECK(ask(Wrong{"ada@example.org", "secret words"}).code == "request_malformed");
        CHECK(ask(Wrong{"ada@example.org", "secret words"}).reason.value().find("secret words") == std::string::npos);
    }

    TEST_CASE_FIXTURE(
        OpenWorld, "of a thousand log-ins at once each is answered: a few are worked on, and the others hear that it is busy") {
        close_desk();
        auto narrow = settings();
        narrow.hashing = {.threads = 1, .waiting = 8};
        narrow.hashing_cost = {.memory_bytes = 8 * 1024 * 1024, .passes = 1};
        const auto narrow_desk = make_desk(narrow);
        std::vector<Sent> all;
        for (int i = 0; i < 1000; ++i) {
            const Caller from{.address = "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250)};
            all.push_back(send(secrets::LogIn{"somebody" + std::to_string(i) + "@example.org", "wrong password", {}}, from));
        }
        std::map<std::string, int> codes;
        for (const auto& sent : all) ++codes[receive(sent).code.value_or("none")];
        CHECK(codes["busy"] > 0);
        CHECK(codes["login_failed"] > 0);
        CHECK(codes["login_failed"] == static_cast<int>(hashes()));
        CHECK(codes["busy"] + codes["login_failed"] + codes["too_many_attempts"] == 1000);
    }

    TEST_CASE_FIXTURE(AdasWorld, "where nothing is decided in time the answer says so") {
        close_desk();
        auto hasty = settings();
        hasty.outcome_patience = std::chrono::milliseconds{100};
        const auto hasty_desk = make_desk(hasty);
        REQUIRE(try_log_in(ada_email, ada_password).code.value_or("") == "");
        // Commands are published, and nobody takes them up.
        const auto sealing = ring();
        spine.stop();
        const auto sent = send(secrets::LogIn{ada_email, ada_password, {}});
        CHECK(receive(sent).code == "unavailable");
        spine.start();
    }
}
