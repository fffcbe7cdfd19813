#include "services/auth/desk/desk_world.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
const std::string another_password = "a quite different one";
}

TEST_SUITE("the desk: passwords") {
    TEST_CASE_FIXTURE(AdasWorld,
                      "who knows the password changes it: other sessions end, this one goes on, and a mail tells of it") {
        const auto other = log_in();
        const auto mails = postbox->count();
        const auto changed = ask(secrets::ChangePassword{ada_password, another_password}, ada);
        CHECK(!changed.code);
        CHECK(changed.places.size() == 1);
        CHECK(try_log_in(ada_email, ada_password).code == "login_failed");
        CHECK(!try_log_in(ada_email, another_password).code);
        CHECK(ask(secrets::Refresh{other.refresh_token}).code == "token_invalid");
        CHECK(!ask(secrets::Refresh{tokens.refresh_token}).code);
        CHECK(postbox->wait(ada_email, mails + 1).subject == "Your password was changed");
    }

    TEST_CASE_FIXTURE(AdasWorld, "a password is not changed by who does not know it, or to a bad one") {
        CHECK(ask(secrets::ChangePassword{"wrong password", another_password}, ada).code == "password_wrong");
        CHECK(ask(secrets::ChangePassword{ada_password, "short"}, ada).code == "password_too_short");
        CHECK(ask(secrets::ChangePassword{ada_password, ada_email}, ada).code == "password_too_common");
        CHECK(ask(secrets::ChangePassword{ada_password, another_password}).code == "permission_denied");
        CHECK(!try_log_in(ada_email, ada_password).code);
    }

    TEST_CASE_FIXTURE(AdasWorld, "guessing the password with a session that was stolen is slowed down") {
        for (int i = 0; i < 5; ++i)
            CHECK(ask(secrets::ChangePassword{"wrong password", another_password}, ada).code == "password_wrong");
        const auto slowed = ask(secrets::EraseMe{ada_password}, ada);
        CHECK(slowed.code == "too_many_attempts");
        CHECK(slowed.retry_after == 1);
    }

    TEST_CASE_FIXTURE(AdasWorld, "who forgot the password chooses another by the token in a mail, once, and all sessions end") {
        const auto mails = postbox->count();
        CHECK(!ask(secrets::RequestReset{ada_email}).code);
        const auto token = token_in(postbox->wait(ada_email, mails + 1));
        CHECK(ask(secrets::ResetPassword{token, "short"}).code == "password_too_short");
        CHECK(!ask(secrets::ResetPassword{token, another_password}).code);
        CHECK(ask(secrets::ResetPassword{token, "yet another one"}).code == "token_invalid");
        CHECK(try_log_in(ada_email, ada_password).code == "login_failed");
        CHECK(!try_log_in(ada_email, another_password).code);
        CHECK(ask(secrets::Refresh{tokens.refresh_token}).code == "token_invalid");
        CHECK(postbox->wait(ada_email, mails + 2).subject == "Your password was changed");
    }

    TEST_CASE_FIXTURE(AdasWorld, "the answer to who forgot a password does not tell whether the address is known") {
        const auto mails = postbox->count();
        const auto unknown = ask(secrets::RequestReset{"bob@example.org"});
        CHECK(json::write(ask(secrets::RequestReset{ada_email})) == json::write(unknown));
        postbox->wait(ada_email, mails + 1);
        CHECK(postbox->count() == mails + 1);
    }

    TEST_CASE_FIXTURE(AdasWorld, "what is no reset token is refused") {
        const auto verification = tokens.user.text + "." + std::string(43, 'A');
        for (const auto& wrong : {verification, std::string{}, std::string{"x"}, "nobody." + std::string(43, 'A')})
            CHECK(ask(secrets::ResetPassword{wrong, another_password}).code == "token_invalid");
        CHECK(!try_log_in(ada_email, ada_password).code);
    }
}
