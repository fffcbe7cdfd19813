// The mails that the desk writes.
#pragma once

#include <string>
#include <string_view>

#include "services/auth/desk/throttle.hpp"
#include "shared/mail/mail.hpp"

namespace andvari::desk {

inline constexpr std::int64_t verification_seconds = 24 * 3600, reset_seconds = 30 * 60;

/// Thread-safe. A mail that is not taken is logged, without its address and its text.
class Mails {
public:
    /// `public_url`: where the gateway is reached, such as "https://broker.example"; without a slash at its end.
    Mails(mail::Mailer& mailer, std::string public_url) : mailer_{mailer}, url_{std::move(public_url)} {}

    // What anybody can have sent to anybody who is registered, and so only a few of to one address in a while: `key` is what the
    // directory knows the address by. The answer is false where it is one too many; then nothing is to be offered either.

    bool may_be_sent(const std::string& key, Instant now) { return !sent_.begin({key, "mails"}, now); }
    void verification(const std::string& to, const std::string& token);
    /// Somebody registered an address that is verified already.
    void registered_already(const std::string& to);
    /// Somebody registered an address again before it was verified: whoever can read this may choose the password.
    void registered_again(const std::string& to, const std::string& token);
    void reset(const std::string& to, const std::string& token);

    // Warnings.

    void token_reused(const std::string& to);
    void password_changed(const std::string& to);
    void second_factor_disabled(const std::string& to);
    void key_created(const std::string& to, std::string_view key, std::string_view key_name);
    void new_device(const std::string& to, std::string_view device, std::string_view address);

    mail::Mailer& mailer() { return mailer_; }

private:
    void send(const std::string& to, std::string subject, std::string text);
    /// How a token is used.
    std::string call(std::string_view path, std::string_view body) const;
    std::string if_not_you() const;

    mail::Mailer& mailer_;
    const std::string url_;
    Throttle sent_{
        {.failures = 3, .failures_of_network = INT64_MAX, .first_delay = 60, .longest_delay = 3600, .forgotten_after = 6 * 3600}};
};

}  // namespace andvari::desk
