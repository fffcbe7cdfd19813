// For tests: certificates made by the openssl program, and a client that speaks TLS and nothing else.
#pragma once

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <stdlib.h>

#include <filesystem>

#include "gateway/http/raw_client.hpp"

namespace andvari::http::testing {

/// A folder with a self-signed certificate, gone with the test.
class TestCertificate {
public:
    explicit TestCertificate(const std::string& name = "localhost") {
        std::string pattern = std::filesystem::temp_directory_path() / "andvari-tls-XXXXXX";
        folder_ = ::mkdtemp(pattern.data());
        make(name);
    }
    ~TestCertificate() { std::filesystem::remove_all(folder_); }
    TestCertificate(const TestCertificate&) = delete;
    TestCertificate& operator=(const TestCertificate&) = delete;

    /// Replaces what is there by one for another name, with another key.
    void make(const std::string& name) {
        const auto command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name + " -keyout " +
            private_key() + " -out " + certificate() + " 2>/dev/null";
        if (std::system(command.c_str()) != 0) throw std::runtime_error{"openssl cannot make a certificate"};
    }
    std::string certificate() const { return folder_ / "certificate.pem"; }
    std::string private_key() const { return folder_ / "key.pem"; }

private:
    std::filesystem::path folder_;
};

/// Believes any certificate. Every wait is bounded.
class TlsClient {
public:
    struct Wishes {
        int least = 0, most = 0;  ///< Versions of TLS; 0: any.
        std::string protocols;    ///< For ALPN, each after its length.
        SSL_SESSION* resume = nullptr;
    };

    explicit TlsClient(std::uint16_t port) : TlsClient{port, Wishes{}} {}
    TlsClient(std::uint16_t port, const Wishes& wishes) : tcp_{port}, context_{SSL_CTX_new(TLS_client_method()), SSL_CTX_free} {
        SSL_CTX_set_security_level(context_.get(), 0);  // Also what nobody should speak any more can be offered.
        SSL_CTX_set_min_proto_version(context_.get(), wishes.least);
        SSL_CTX_set_max_proto_version(context_.get(), wishes.most);
        native_ = {SSL_new(context_.get()), SSL_free};
        const auto* protocols = reinterpret_cast<const unsigned char*>(wishes.protocols.data());
        if (!wishes.protocols.empty())
            SSL_set_alpn_protos(native_.get(), protocols, static_cast<unsigned>(wishes.protocols.size()));
        if (wishes.resume) SSL_set_session(native_.get(), wishes.resume);
        SSL_set_fd(native_.get(), tcp_.handle());
        connected_ = SSL_connect(native_.get()) == 1;
    }

    bool connected() const { return connected_; }
    std::string version() const { return SSL_get_version(native_.get()); }
    SSL* native() { return native_.get(); }
    std::string protocol() const {
        const unsigned char* text = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(native_.get(), &text, &size);
        return {reinterpret_cast<const char*>(text), size};
    }
    /// The name that the server's certificate is made out to.
    std::string name() const {
        const std::unique_ptr<X509, decltype(&X509_free)> shown{SSL_get1_peer_certificate(native_.get()), X509_free};
        char text[256] = {};
        if (shown) X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text, sizeof text);
        return text;
    }

    TlsClient& send(std::string_view bytes) {
        SSL_write(native_.get(), bytes.data(), static_cast<int>(bytes.size()));
        return *this;
    }
    /// One whole answer with a Content-Length.
    std::string response() {
        for (;;) {
            if (const auto end = read_.find("\r\n\r\n"); end != std::string::npos) {
                const auto size = end + 4 + content_length(read_.substr(0, end));
                if (read_.size() >= size) {
                    auto result = read_.substr(0, size);
                    read_.erase(0, size);
                    return result;
                }
            }
            if (!read_more()) return std::exchange(read_, {}) + "<end>";
        }
    }
    std::string until(std::string_view text) {
        while (read_.find(text) == std::string::npos)
            if (!read_more()) return std::exchange(read_, {}) + "<end>";
        return std::exchange(read_, {});
    }
    /// True when the server says goodbye as TLS has it, so that nobody can have cut the answer short.
    bool said_goodbye() {
        while (read_more()) {}
        return end_ == SSL_ERROR_ZERO_RETURN;
    }

private:
    bool read_more() {
        char bytes[65536];
        ERR_clear_error();
        const int count = SSL_read(native_.get(), bytes, sizeof bytes);
        if (count <= 0) return end_ = SSL_get_error(native_.get(), count), false;
        read_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    RawClient tcp_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> native_{nullptr, SSL_free};
    std::string read_;
    int end_ = 0;
    bool connected_ = false;
};

}  // namespace andvari::http::testing
