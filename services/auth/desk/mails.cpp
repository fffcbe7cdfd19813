#include "services/auth/desk/mails.hpp"

#include <fmt/format.h>

#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
constexpr std::string_view verify_path = "/api/v1/auth/email/verify", reset_path = "/api/v1/auth/password/reset",
                           forgot_path = "/api/v1/auth/password/forgotten";
}  // namespace

void Mails::send(const std::string& to, std::string subject, std::string text) {
    const auto refusal = mailer_.send({to, subject, std::move(text)});
    if (refusal) log::warn("a mail was not taken", {{"subject", subject}, {"reason", json::name_of(*refusal)}});
}

std::string Mails::call(std::string_view path, std::string_view body) const {
    return fmt::format("    curl -X POST {}{} -H 'Content-Type: application/json' -d '{}'\n", url_, path, body);
}

void Mails::verification(const std::string& to, const std::string& token) {
    send(
        to, "Confirm your e-mail address",
        fmt::format("Somebody registered at Andvari with this address. If it was you, confirm it within 24 hours by giving this\n"
                    "token to the program that you registered with,\n\n    {}\n\nor by this command:\n\n{}\n"
                    "If it was not you, do nothing: nobody can log in before the address is confirmed.\n",
                    token, call(verify_path, fmt::format(R"({{"token":"{}"}})", token))));
}

void Mails::registered_already(const std::string& to) {
    send(to, "Somebody tried to register with your e-mail address",
         fmt::format(
             "Somebody tried to register at Andvari with this address, which is registered already. Nothing has changed.\n\n"
             "If it was you and you forgot your password, ask for a new one at\n\n    {}{}\n",
             url_, forgot_path));
}

void Mails::registered_again(const std::string& to, const std::string& token) {
    send(to, "Confirm your e-mail address, and choose a password",
         fmt::format(
             "Somebody registered at Andvari with this address again, before it was confirmed. If it was you, confirm the\n"
             "address and choose the password within 30 minutes by giving this token, as for a forgotten password, to the\n"
             "program that you registered with,\n\n    {}\n\nor by this command:\n\n{}\nIf it was not you, do nothing.\n",
             token, call(reset_path, fmt::format(R"({{"token":"{}","new_password":"…"}})", token))));
}

void Mails::reset(const std::string& to, const std::string& token) {
    send(to, "Choose a new password",
         fmt::format(
             "Somebody asked for a new password for your account at Andvari. If it was you, choose it within 30 minutes by\n"
             "giving this token to the program that you asked with,\n\n    {}\n\nor by this command:\n\n{}\n"
             "It ends all sessions. If it was not you, do nothing: the password stays as it is.\n",
             token, call(reset_path, fmt::format(R"({{"token":"{}","new_password":"…"}})", token))));
}

std::string Mails::if_not_you() const {
    return fmt::format(
        "If it was not you, somebody else may know your password: ask for a new one at\n\n    {}{}\n\nIt ends all sessions.\n",
        url_, forgot_path);
}

void Mails::token_reused(const std::string& to) {
    send(to, "A session was ended: its token was used twice",
         "A token that keeps one of your sessions at Andvari going was used twice, which happens when somebody has copied it.\n"
         "The session was ended; log in again to go on.\n\n" +
             if_not_you());
}

void Mails::password_changed(const std::string& to) {
    send(to, "Your password was changed",
         "The password of your account at Andvari was changed, and your other sessions were ended.\n\n" + if_not_you());
}

void Mails::second_factor_disabled(const std::string& to) {
    send(to, "Your second factor was switched off",
         "Logging in to your account at Andvari asks for the password alone from now on.\n\n" + if_not_you());
}

void Mails::key_created(const std::string& to, std::string_view key, std::string_view key_name) {
    send(to, "An API key was made",
         fmt::format("The API key {}, called “{}”, was made for your account at Andvari.\n\n{}", key, key_name, if_not_you()));
}

void Mails::new_device(const std::string& to, std::string_view device, std::string_view address) {
    send(to, "A log-in from a device that was not seen before",
         fmt::format("Somebody logged in to your account at Andvari:\n\n    device   {}\n    address  {}\n\n{}",
                     device.empty() ? "unknown" : device, address, if_not_you()));
}

}  // namespace andvari::desk
