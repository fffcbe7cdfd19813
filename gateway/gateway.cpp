#include "gateway/gateway.hpp"

#include "gateway/api/worker.hpp"
#include "shared/observability/log.hpp"

namespace andvari::gateway {
namespace {

http::Settings http_settings(const GatewaySettings& s) {
    http::Settings http;
    http.address = s.address;
    http.port = s.port;
    http.certificate = s.certificate;
    http.private_key = s.private_key;
    http.threads = s.threads;
    http.limits.head = s.head_bytes;
    http.limits.body = s.body_bytes;
    http.limits.hosts = s.hosts;
    http.connections = s.connections;
    http.connections_per_address = s.connections_per_address;
    http.requests_per_connection = s.requests_per_connection;
    http.head_time = s.head_time;
    http.body_time = s.body_time;
    http.idle_time = s.idle_time;
    http.write_time = s.write_time;
    http.on_fault = [](std::string_view what) { log::error("the HTTP server met a fault", {{"reason", what}}); };
    return http;
}

class RunningGateway final : public Gateway {
public:
    RunningGateway(GatewaySettings settings, std::shared_ptr<bus::Connection> connection, store::Location location, Hooks hooks,
                   metrics::Registry& registry)
        : backend_{std::move(settings), std::move(connection), std::move(location), std::move(hooks), registry},
          server_{http::listen(http_settings(backend_.settings),
                               [this](http::Loop& loop) { return std::make_unique<Worker>(backend_, loop); })},
          connections_{registry.watch("andvari_http_connections", "Connections that are open.", {},
                                      [this] { return static_cast<double>(server_->connections()); })} {
        log::info("the gateway listens", {{"address", backend_.settings.address}, {"port", server_->port()}});
    }
    ~RunningGateway() override { RunningGateway::stop(std::chrono::milliseconds{0}); }

    std::uint16_t port() const override { return server_->port(); }

    void stop(std::chrono::milliseconds patience) override {
        if (std::exchange(stopped_, true)) return;
        server_->stop(patience);
        // What the bus's threads and the background still pass on goes to loops that exist, but run no more.
        backend_.background.stop();
        backend_.desk.stop();
        backend_.publisher->stop();
        backend_.publisher.reset();
    }

private:
    Backend backend_;
    std::unique_ptr<http::Server> server_;
    std::shared_ptr<void> connections_;
    bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Gateway> Gateway::start(GatewaySettings settings, std::shared_ptr<bus::Connection> connection,
                                        store::Location location, Hooks hooks, metrics::Registry& registry) {
    return std::make_unique<RunningGateway>(std::move(settings), std::move(connection), std::move(location), std::move(hooks),
                                            registry);
}

}  // namespace andvari::gateway
