#include <doctest/doctest.h>

#include <fstream>
#include <mutex>

#include "gateway/http/echo_server.hpp"
#include "gateway/http/tls_client.hpp"

using namespace andvari::http;
using namespace andvari::http::testing;

namespace {

/// The complaint about a pair of files, or nothing.
std::string complaint(const std::string& certificate, const std::string& private_key) {
    Settings settings;
    settings.certificate = certificate;
    settings.private_key = private_key;
    try {
        serve(settings);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return {};
}

/// Connects until the certificate shown is made out to `name`: the files are looked at once a second. False when that takes too
/// long.
bool comes_to_show(std::uint16_t port, const std::string& name) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds{10};
    while (std::chrono::steady_clock::now() < end)
        if (TlsClient{port}.name() == name) return true;
    return false;
}

/// What was told, from any thread.
struct Faults {
    std::mutex mutex;
    std::vector<std::string> all;

    std::size_t count() {
        const std::lock_guard lock{mutex};
        return all.size();
    }
    std::string last() {
        const std::lock_guard lock{mutex};
        return all.back();
    }
};

}  // namespace

TEST_SUITE("https server: its certificate") {
    TEST_CASE("that cannot be used is refused at once, and the file named") {
        const TestCertificate one, other;
        CHECK(complaint(one.certificate(), one.private_key()) == "");
        CHECK(complaint("/nowhere.pem", one.private_key()).starts_with("the certificate /nowhere.pem cannot be used: "));
        CHECK(complaint(one.certificate(), "/nowhere.pem").starts_with("the private key /nowhere.pem cannot be used: "));
        CHECK(complaint(one.private_key(), one.private_key()).starts_with("the certificate " + one.private_key()));
        CHECK(complaint(one.certificate(), other.private_key()).ends_with("cannot be used: key values mismatch"));
        CHECK(complaint(one.certificate(), "") == "a certificate and its private key are needed together");
        CHECK(complaint("", one.private_key()) == "a certificate and its private key are needed together");
    }
    TEST_CASE("has a key without a password: nobody is there to be asked") {
        const TestCertificate certificate;
        const auto locked = certificate.private_key() + ".locked";
        const auto command =
            "openssl ec -aes256 -passout pass:secret -in " + certificate.private_key() + " -out " + locked + " 2>/dev/null";
        REQUIRE(std::system(command.c_str()) == 0);
        CHECK(complaint(certificate.certificate(), locked).starts_with("the private key " + locked + " cannot be used: "));
    }
    TEST_CASE("is taken up anew when its files change, and stays when those cannot be used") {
        TestCertificate certificate{"before"};
        Faults faults;
        Settings settings;
        settings.certificate = certificate.certificate();
        settings.private_key = certificate.private_key();
        settings.on_fault = [&](std::string_view what) {
            const std::lock_guard lock{faults.mutex};
            faults.all.emplace_back(what);
        };
        const auto server = serve(settings);
        TlsClient old{server->port()};
        CHECK(old.name() == "before");

        certificate.make("after");
        CHECK(comes_to_show(server->port(), "after"));
        CHECK(old.send(get("/a")).response().ends_with("/a "));  // Connections that exist are left alone.

        const auto told = faults.count();  // The new pair may have been seen half written.
        std::ofstream{certificate.certificate()} << "nonsense";
        while (faults.count() == told) REQUIRE(TlsClient{server->port()}.name() == "after");
        CHECK(faults.last().find(certificate.certificate()) != std::string::npos);
        certificate.make("finally");
        CHECK(comes_to_show(server->port(), "finally"));
    }
}
