// Encrypted connections, with certificates that openssl makes for the occasion.
#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>

#include "shared/bus/test_streams.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

constexpr std::chrono::milliseconds none{0};

/// An authority, and certificates that it or somebody else gave.
class Certificates {
public:
    Certificates() {
        authority("ours");
        authority("theirs");
        certificate("server", "ours", "IP:127.0.0.1");
        certificate("elsewhere", "ours", "DNS:elsewhere.example");
        certificate("client", "ours", "DNS:client.example");
        certificate("stranger", "theirs", "DNS:stranger.example");
        certificate("impostor", "theirs", "IP:127.0.0.1");
    }
    std::string file(const std::string& name) const { return (folder_.path / name).string(); }
    ServerTls server(const std::string& name, bool demand = false) const {
        return {file(name + ".pem"), file(name + ".key"), file("ours.pem"), demand};
    }
    Tls client(const std::string& authority, const std::string& name = {}) const {
        Tls tls;
        tls.authority = file(authority + ".pem");
        if (!name.empty()) {
            tls.certificate = file(name + ".pem");
            tls.private_key = file(name + ".key");
        }
        return tls;
    }

private:
    void run(const std::string& command) const {
        const auto line = "cd '" + folder_.path.string() + "' && openssl " + command + " >>log 2>&1";
        REQUIRE_MESSAGE(std::system(line.c_str()) == 0, command);
    }
    void authority(const std::string& name) const {
        run("req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=" + name + " -keyout " + name +
            ".key -out " + name + ".pem");
    }
    void certificate(const std::string& name, const std::string& by, const std::string& for_whom) const {
        std::ofstream{folder_.path / (name + ".ext")} << "subjectAltName=" << for_whom << "\n";
        run("req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=" + name + " -keyout " + name + ".key -out " +
            name + ".csr");
        run("x509 -req -days 2 -in " + name + ".csr -CA " + by + ".pem -CAkey " + by + ".key -CAcreateserial -extfile " + name +
            ".ext -out " + name + ".pem");
    }
    TemporaryFolder folder_;
};

const Certificates& certificates() {
    static const Certificates all;
    return all;
}

struct Encrypted {
    TemporaryFolder folder;
    NatsServer server;

    explicit Encrypted(ServerTls tls)
        : server{{.folder = folder.path, .tls = std::move(tls), .on_notice = [](std::string_view) {}}} {}
    std::shared_ptr<Connection> connect(Tls tls, const std::string& url = {}) const {
        return bus::connect({.url = url.empty() ? server.url() : url, .name = "test", .tls = std::move(tls)}, none);
    }
};

}  // namespace

TEST_SUITE("bus: encrypted connections") {
    TEST_CASE("the server is believed when its certificate is of the authority and for its address, and only then") {
        const auto& all = certificates();
        const Encrypted host{all.server("server")};
        CHECK(host.server.url().starts_with("tls://127.0.0.1:"));
        CHECK(host.connect(all.client("ours"))->connected());
        CHECK_THROWS_AS(host.connect(all.client("theirs")), BusError);
        CHECK_THROWS_AS(host.connect({}), BusError);
        CHECK_THROWS_AS(Encrypted{all.server("impostor")}.connect(all.client("ours")), BusError);
        CHECK_THROWS_AS(Encrypted{all.server("elsewhere")}.connect(all.client("ours")), BusError);
    }
    TEST_CASE("nobody talks to it in the clear") {
        const auto& all = certificates();
        const Encrypted host{all.server("server")};
        CHECK_THROWS_AS(host.connect(all.client("ours"), "nats://127.0.0.1:" + std::to_string(host.server.port())), BusError);
    }
    TEST_CASE("a server that demands certificates of its clients lets in who shows one of the authority") {
        const auto& all = certificates();
        const Encrypted host{all.server("server", true)};
        CHECK(host.connect(all.client("ours", "client"))->connected());
        CHECK_THROWS_AS(host.connect(all.client("ours")), BusError);
        CHECK_THROWS_AS(host.connect(all.client("ours", "stranger")), BusError);
    }
    TEST_CASE("files that are not there are named") {
        const auto& all = certificates();
        const Encrypted host{all.server("server")};
        Tls missing;
        missing.authority = "/nowhere/authority.pem";
        CHECK_THROWS_WITH_AS(host.connect(missing), doctest::Contains("/nowhere/authority.pem"), BusError);
        CHECK_THROWS_AS(Encrypted{all.server("missing")}, BusError);
    }
    TEST_CASE("publishing and reading survive the server's end in the midst of it") {
        const auto& all = certificates();
        Encrypted host{all.server("server")};
        const auto connection = host.connect(all.client("ours"));
        apply_topology(*connection, test_topology);
        constexpr int last = 6000;
        Collector collector{connection, {.stream = "T"}};
        const auto publisher = make_publisher(connection, {.in_flight = 256});
        std::thread writer{[&] {
            for (int i = 1; i <= last; ++i) StreamFixture::publish_one(*publisher, i);
        }};
        for (const std::size_t reached : {2000U, 4000U}) {
            REQUIRE(collector.has(reached));
            host.server.kill9();
            host.server.start();
        }
        writer.join();
        REQUIRE(publisher->drain(std::chrono::seconds{30}));
        REQUIRE(collector.has(last));
        CHECK(collector.is_run(1, last));
    }
}
