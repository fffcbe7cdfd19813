// Mail through a server (RFC 5321), by libcurl.
#pragma once

#include <chrono>
#include <string>

#include "shared/mail/carrier.hpp"

namespace andvari::mail {

struct SmtpServer {
    std::string url;  ///< "smtp://host:port" or "smtps://host:port"; the port may be left out.
    /// With a user, the connection is encrypted and the server's certificate checked, or else nothing is sent. Without one,
    /// "smtp://" is encrypted when the server offers it, without a check: there is nothing to prove to a relay next door.
    std::string user;
    std::string password;
    std::string authorities;                     ///< PEM file with the certificates to trust; empty: the system's.
    std::chrono::milliseconds patience{30'000};  ///< For one letter, all in all.
};

class Smtp : public Carrier {
public:
    explicit Smtp(SmtpServer);
    /// A server's final refusal (5yz) and a refused password are not worth another try; all else is.
    void deliver(const Letter&, std::stop_token give_up) override;
    void remove_letters_to(std::string_view) override {}  // A server keeps its own.

private:
    SmtpServer server_;
};

}  // namespace andvari::mail
