#include "gateway/http/tls_certificate.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdexcept>

namespace andvari::http {
namespace {

constexpr std::chrono::seconds between_looks{1};

constexpr const char* ciphers_of_tls_1_2 =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
constexpr const char* groups = "X25519:P-256:P-384";
constexpr unsigned char session_context[] = "andvari";

[[noreturn]] void fail(const std::string& what) {
    std::string reason = "it does not fit";
    if (const auto code = ERR_peek_last_error())
        if (const char* text = ERR_reason_error_string(code)) reason = text;
    ERR_clear_error();
    throw std::runtime_error{what + ": " + reason};
}

/// HTTP/1.1 for whoever offers it. Whoever offers other protocols only would not understand us (RFC 7301, 3.2).
int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* size, const unsigned char* offered, unsigned offered_size,
                    void*) {
    static constexpr unsigned char http_1_1[] = "\x08http/1.1";
    unsigned char* found = nullptr;
    if (SSL_select_next_proto(&found, size, http_1_1, sizeof http_1_1 - 1, offered, offered_size) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *chosen = found;
    return SSL_TLSEXT_ERR_OK;
}

void set_rules(SSL_CTX* context) {
    SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
    SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_PRIORITIZE_CHACHA);
    // Sessions are resumed by tickets, which the client keeps.
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_session_id_context(context, session_context, sizeof session_context - 1);
    // A connection writes what it can from where it is, gives its memory back while it rests, and lets others have a turn after
    // each message that brings no data.
    SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER | SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
    SSL_CTX_set_alpn_select_cb(context, choose_protocol, nullptr);
    // Nobody is there to type a password.
    SSL_CTX_set_default_passwd_cb(context, [](char*, int, int, void*) { return 0; });
    if (SSL_CTX_set_cipher_list(context, ciphers_of_tls_1_2) != 1 || SSL_CTX_set1_groups_list(context, groups) != 1)
        fail("TLS cannot be set up");
}

}  // namespace

TlsCertificate::TlsCertificate(std::string certificate, std::string private_key, std::function<void(std::string_view)> on_fault)
    : certificate_{std::move(certificate)},
      private_key_{std::move(private_key)},
      on_fault_{std::move(on_fault)},
      loaded_{stamp()},
      context_{load()} {}

TlsContext TlsCertificate::current(Clock::time_point now) {
    if (now < look_again_) return context_;
    look_again_ = now + between_looks;
    const auto there = stamp();
    if (there == loaded_) return context_;
    loaded_ = there;  // A change that cannot be used is told once; the next one is looked at again.
    try {
        context_ = load();
    } catch (const std::runtime_error& error) {
        if (on_fault_) on_fault_(std::string{"the certificate on disk is not used, the one before stays: "} + error.what());
    }
    return context_;
}

TlsCertificate::Stamp TlsCertificate::stamp() const {
    std::error_code missing;  // Its time is then the least; why it cannot be read is told by `load`.
    return {std::filesystem::last_write_time(certificate_, missing), std::filesystem::last_write_time(private_key_, missing)};
}

TlsContext TlsCertificate::load() const {
    if (certificate_.empty() || private_key_.empty())
        throw std::runtime_error{"a certificate and its private key are needed together"};
    ERR_clear_error();
    TlsContext context{SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
    if (!context) throw std::bad_alloc{};
    set_rules(context.get());
    if (SSL_CTX_use_certificate_chain_file(context.get(), certificate_.c_str()) != 1)
        fail("the certificate " + certificate_ + " cannot be used");
    if (SSL_CTX_use_PrivateKey_file(context.get(), private_key_.c_str(), SSL_FILETYPE_PEM) != 1 ||
        SSL_CTX_check_private_key(context.get()) != 1)
        fail("the private key " + private_key_ + " cannot be used");
    return context;
}

}  // namespace andvari::http
