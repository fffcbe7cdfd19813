#include "cli/desk_part.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/system.hpp"
#include "services/auth/desk/desk.hpp"
#include "shared/mail/mailer.hpp"
#include "shared/mail/outbox.hpp"
#include "shared/mail/smtp.hpp"

namespace andvari::cli {
namespace {
/// Empty where the gateway takes any free port: then mails name paths only.
std::string public_url(const Configuration::Http& http) {
    if (!http.public_url.empty() || http.port == 0) return http.public_url;
    const bool v6 = http.address.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}:{}", http.certificate.empty() ? "http" : "https", v6 ? "[" : "", http.address, v6 ? "]" : "",
                       http.port);
}

std::shared_ptr<mail::Mailer> make_mailer(const Configuration& c) {
    std::unique_ptr<mail::Carrier> carrier;
    if (c.mail.smtp.empty()) carrier = std::make_unique<mail::Outbox>(c.data + "/outbox");
    else carrier = std::make_unique<mail::Smtp>(mail::SmtpServer{c.mail.smtp, c.mail.user, c.mail.password, c.mail.authorities});
    return std::make_shared<mail::QueuedMailer>(std::move(carrier), c.mail.from);
}

// Never logged: whoever has the token is the administrator.
void introduce(const std::string& url, const std::string& email, const std::string& token) {
    fmt::print(R"(
The first administrator is {1}. Choose the password within 7 days; this is shown once:

  curl -X POST {0}/api/v1/auth/password/reset -H 'Content-Type: application/json' -d '{{"token":"{2}","new_password":"…"}}'

)",
               url, email, token);
    std::fflush(stdout);
}
}  // namespace

std::shared_ptr<Part> make_desk_part(Host& host) {
    const auto& c = host.configuration;
    desk::DeskSettings settings;
    settings.bus = host.bus("desk");
    settings.location = host.location();
    settings.admin_email = c.auth.admin_email;
    settings.public_url = public_url(c.http);
    settings.hashing = {static_cast<std::size_t>(c.auth.hashing_threads), static_cast<std::size_t>(c.auth.hashing_queue)};
    settings.access_token_seconds = c.auth.access_token_seconds;
    settings.mailer = make_mailer(c);
    settings.on_first_administrator = [url = settings.public_url](const std::string& email, const std::string& token) {
        introduce(url, email, token);
    };
    return std::make_shared<desk::Desk>(std::move(settings), host.metrics, host.health,
                                        [&host](std::string reason) { host.stop.request(std::move(reason), true); });
}

}  // namespace andvari::cli
