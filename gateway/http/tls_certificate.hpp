// The certificate that HTTPS is served with, from its files. Private to the server.
#pragma once

#include <filesystem>
#include <string_view>

#include "gateway/http/tls_stream.hpp"

namespace andvari::http {

/// TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only; HTTP/1.1 where the client asks (ALPN); no
/// renegotiation, no compression. Used by one thread.
class TlsCertificate {
public:
    /// PEM files: the certificate with its chain, and its key without a password. Throws std::runtime_error that says which of
    /// them cannot be used, and why.
    TlsCertificate(std::string certificate, std::string private_key, std::function<void(std::string_view what)> on_fault);

    /// What the next connection uses. Looks at most once a second whether the files have changed; where new ones cannot be used,
    /// that is told to `on_fault`, once, and the old ones stay.
    TlsContext current(Clock::time_point now);

private:
    /// Changes when either file does.
    struct Stamp {
        std::filesystem::file_time_type certificate, private_key;
        bool operator==(const Stamp&) const = default;
    };
    Stamp stamp() const;
    TlsContext load() const;

    const std::string certificate_, private_key_;
    const std::function<void(std::string_view)> on_fault_;
    Stamp loaded_;
    TlsContext context_;
    Clock::time_point look_again_;
};

}  // namespace andvari::http
