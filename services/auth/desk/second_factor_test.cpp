#include "services/auth/desk/desk_world.hpp"
#include "shared/crypto/totp.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
struct FactorWorld : AdasWorld {
    std::string secret;
    std::vector<std::string> recovery_codes;

    void offer() { secret = result<secrets::OfferedFactor>(ask(secrets::OfferSecondFactor{ada_password}, ada)).secret; }
    /// The app's code, of a step that was not used yet where `later` is right.
    std::string code(std::int64_t later) {
        return std::string{crypto::totp_code(secret, crypto::totp_step(Instant::now()) + later).view()};
    }
    /// With the code of the step before, so that two more are good.
    void enable() {
        offer();
        recovery_codes = result<secrets::RecoveryCodes>(ask(secrets::EnableSecondFactor{code(-1)}, ada)).recovery_codes;
    }
    std::optional<std::string> refusal(const std::optional<std::string>& code) {
        return try_log_in(ada_email, ada_password, code).code;
    }
};
}  // namespace

TEST_SUITE("the desk: the second factor") {
    TEST_CASE_FIXTURE(FactorWorld, "a seed is offered for the password, and asked for only once a code of it was right") {
        CHECK(ask(secrets::OfferSecondFactor{"wrong password"}, ada).code == "password_wrong");
        CHECK(ask(secrets::EnableSecondFactor{"123456"}, ada).code == "second_factor_not_offered");
        const auto offered = result<secrets::OfferedFactor>(ask(secrets::OfferSecondFactor{ada_password}, ada));
        CHECK(offered.uri.starts_with("otpauth://totp/Andvari"));
        CHECK(offered.uri.find(offered.secret) != std::string::npos);
        CHECK(!refusal({}));
        secret = offered.secret;
        const auto wrong = code(1000);
        CHECK(ask(secrets::EnableSecondFactor{wrong}, ada).code == "second_factor_wrong");
        CHECK(result<secrets::RecoveryCodes>(ask(secrets::EnableSecondFactor{code(0)}, ada)).recovery_codes.size() == 10);
        CHECK(ask(secrets::EnableSecondFactor{code(1)}, ada).code == "second_factor_enabled");
        CHECK(ask(secrets::OfferSecondFactor{ada_password}, ada).code == "second_factor_enabled");
    }

    TEST_CASE_FIXTURE(FactorWorld, "it is asked for after a right password only") {
        enable();
        CHECK(try_log_in(ada_email, "wrong password", "123456").code == "login_failed");
        CHECK(try_log_in(ada_email, "wrong password").code == "login_failed");
        CHECK(refusal({}) == "second_factor_required");
        CHECK(refusal(code(1000)) == "second_factor_wrong");
        CHECK(!refusal(code(1)));
    }

    TEST_CASE_FIXTURE(FactorWorld, "no code is good twice, also for two at the same time") {
        enable();
        const auto once = code(1);
        const auto one = send(secrets::LogIn{ada_email, ada_password, once}),
                   other = send(secrets::LogIn{ada_email, ada_password, once});
        const auto first = receive(one).code, second = receive(other).code;
        CHECK(first.has_value() != second.has_value());
        CHECK((first ? first : second) == "second_factor_wrong");
        CHECK(refusal(once) == "second_factor_wrong");
    }

    TEST_CASE_FIXTURE(FactorWorld, "a recovery code lets in once, however it is typed") {
        enable();
        auto typed = recovery_codes[3];
        std::erase(typed, '-');
        CHECK(!refusal(typed));
        CHECK(refusal(recovery_codes[3]) == "second_factor_wrong");
        CHECK(!refusal(recovery_codes[4]));
    }

    TEST_CASE_FIXTURE(FactorWorld, "guessing codes with the right password is slowed down, and asking what is needed is not") {
        enable();
        for (int i = 0; i < 10; ++i) CHECK(refusal({}) == "second_factor_required");
        for (int i = 0; i < 5; ++i) CHECK(refusal("000000") == "second_factor_wrong");
        CHECK(refusal(recovery_codes[0]) == "too_many_attempts");
    }

    TEST_CASE_FIXTURE(FactorWorld, "password and code switch it off, and a mail tells of it") {
        enable();
        const auto mails = postbox->count();
        CHECK(ask(secrets::DisableSecondFactor{"wrong password", code(1)}, ada).code == "password_wrong");
        CHECK(ask(secrets::DisableSecondFactor{ada_password, "000000"}, ada).code == "second_factor_wrong");
        CHECK(!ask(secrets::DisableSecondFactor{ada_password, code(1)}, ada).code);
        CHECK(postbox->wait(ada_email, mails + 1).subject == "Your second factor was switched off");
        CHECK(!refusal({}));
        CHECK(ask(secrets::DisableSecondFactor{ada_password, recovery_codes[0]}, ada).code == "second_factor_not_enabled");
    }
}
