#include "events/refusals.hpp"
#include "services/auth/desk/desk_world.hpp"
#include "shared/eventing/envelope.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
secrets::Register newcomer(const std::string& email, const std::string& password = ada_password) {
    return {email, password, "Ada", "Lovelace"};
}

/// How many facts of a type the stream holds.
int facts(World& world, std::string_view type) {
    int count = 0;
    const auto last = bus::stream_state(world.spine.connection(), "EVENTS")->last;
    for (std::uint64_t i = 1; i <= last; ++i)
        if (const auto message = bus::message_at(world.spine.connection(), "EVENTS", i))
            count += message->header("ce-type") == type;
    return count;
}
}  // namespace

TEST_SUITE("the desk: registering") {
    TEST_CASE_FIXTURE(OpenWorld, "who proves the e-mail address by the token in the mail can log in, and not before") {
        CHECK(!ask(newcomer(ada_email)).code);
        const auto mail = postbox->wait(ada_email);
        CHECK(try_log_in(ada_email, ada_password).code == "login_failed");
        const auto verified = ask(secrets::VerifyEmail{token_in(mail)});
        CHECK(!verified.code);
        CHECK(verified.places.size() == 1);
        const auto tokens = log_in();
        CHECK(tokens.expires_in == 600);
        CHECK(tokens.refresh_expires_in > 29 * 86'400);
    }

    TEST_CASE_FIXTURE(OpenWorld, "the link opened twice is no error, and another token is none") {
        CHECK(!ask(newcomer(ada_email)).code);
        const auto token = token_in(postbox->wait(ada_email));
        CHECK(!ask(secrets::VerifyEmail{token}).code);
        CHECK(!ask(secrets::VerifyEmail{token}).code);
        auto other = token;
        other.back() = other.back() == 'A' ? 'B' : 'A';
        for (const auto& wrong : {other, std::string{"ada.x"}, std::string{}, std::string(43, 'x'), token + "x"})
            CHECK(ask(secrets::VerifyEmail{wrong}).code == "token_invalid");
    }

    TEST_CASE_FIXTURE(OpenWorld, "the address is found in capitals, too") {
        register_and_verify("Ada@Example.org");
        CHECK(!try_log_in("ada@EXAMPLE.ORG", ada_password).code);
    }

    TEST_CASE_FIXTURE(OpenWorld, "an address that is known gets the same answer at the same cost, and its owner a mail") {
        const auto before = hashes();
        const auto unknown = ask(newcomer(ada_email));
        const auto cost = hashes() - before;
        REQUIRE(!ask(secrets::VerifyEmail{token_in(postbox->wait(ada_email))}).code);
        const auto known = ask(newcomer(ada_email, "another password"));
        CHECK(json::write(known) == json::write(unknown));
        CHECK(hashes() - before == 2 * cost);
        CHECK(cost == 1);
        CHECK(postbox->wait(ada_email, 2).subject == "Somebody tried to register with your e-mail address");
        CHECK(try_log_in(ada_email, "another password").code == "login_failed");
        CHECK(!try_log_in(ada_email, ada_password).code);
    }

    TEST_CASE_FIXTURE(OpenWorld,
                      "who registers an address that somebody else registered before and could not verify chooses the password") {
        CHECK(!ask(newcomer(ada_email, "the stranger's password")).code);
        postbox->wait(ada_email);
        CHECK(!ask(newcomer(ada_email)).code);
        const auto token = token_in(postbox->wait(ada_email, 2));
        CHECK(!ask(secrets::ResetPassword{token, "the owner's password"}).code);
        CHECK(try_log_in(ada_email, "the stranger's password").code == "login_failed");
        CHECK(!try_log_in(ada_email, "the owner's password").code);
    }

    TEST_CASE_FIXTURE(OpenWorld, "of registrations of one address at the same time one makes a person, and the others do not") {
        std::vector<Sent> all;
        for (int i = 0; i < 3; ++i) all.push_back(send(newcomer(ada_email)));
        for (const auto& sent : all) CHECK(!receive(sent).code);
        postbox->wait(ada_email, 3);
        CHECK(facts(*this, auth::Registered::type) == 2);  // The other is the first administrator.
    }

    TEST_CASE_FIXTURE(OpenWorld, "mails to one address are few, whoever asks for them, and nobody can tell") {
        const auto first = ask(newcomer(ada_email));
        postbox->wait(ada_email);
        for (int i = 0; i < 6; ++i) CHECK(json::write(ask(secrets::ResendVerification{ada_email})) == json::write(first));
        postbox->wait(ada_email, 3);
        CHECK(!ask(newcomer("bob@example.org")).code);
        postbox->wait("bob@example.org");
        CHECK(postbox->count() == 4);
    }

    TEST_CASE_FIXTURE(OpenWorld, "what cannot be registered is refused, and says why") {
        const auto code = [&](const secrets::Register& asked) { return ask(asked).code.value_or(""); };
        CHECK(code(newcomer("ada")) == "email_malformed");
        CHECK(code(newcomer("ada@example.org\r\nBcc: bob@example.org")) == "email_malformed");
        CHECK(code(newcomer(ada_email, "short")) == "password_too_short");
        CHECK(code(newcomer(ada_email, std::string(257, 'x'))) == "password_too_long");
        CHECK(code(newcomer(ada_email, "password123")) == "password_too_common");
        CHECK(code(newcomer(ada_email, ada_email)) == "password_too_common");
        CHECK(code({ada_email, ada_password, "Ada\nLovelace", {}}) == "name_malformed");
        CHECK(code({ada_email, ada_password, {}, std::string(101, 'x')}) == "name_malformed");
        CHECK(postbox->count() == 0);
    }

    TEST_CASE_FIXTURE(OpenWorld,
                      "another verification is mailed to who waits for one, and the answer is the same for who does not exist") {
        CHECK(!ask(newcomer(ada_email)).code);
        const auto first = token_in(postbox->wait(ada_email));
        const auto known = ask(secrets::ResendVerification{ada_email});
        const auto second = token_in(postbox->wait(ada_email, 2));
        CHECK(first != second);
        CHECK(json::write(ask(secrets::ResendVerification{"nobody@example.org"})) == json::write(known));
        CHECK(!ask(secrets::VerifyEmail{second}).code);
        CHECK(json::write(ask(secrets::ResendVerification{ada_email})) == json::write(known));
        CHECK(!ask(newcomer("bob@example.org")).code);
        postbox->wait("bob@example.org");
        CHECK(postbox->count() == 3);
    }
}
