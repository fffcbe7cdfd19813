#include "cli/gateway_part.hpp"

#include <fmt/format.h>

#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "cli/admission.hpp"
#include "cli/fees.hpp"
#include "cli/system.hpp"
#include "gateway/gateway.hpp"

namespace andvari::cli {
namespace {
gateway::GatewaySettings settings_of(const Configuration& c) {
    gateway::GatewaySettings s;
    s.address = c.http.address;
    s.port = static_cast<std::uint16_t>(c.http.port);
    s.certificate = c.http.certificate;
    s.private_key = c.http.private_key;
    s.threads = static_cast<int>(c.http.threads);
    s.connections = static_cast<std::size_t>(c.http.connections);
    s.connections_per_address = static_cast<std::size_t>(c.http.connections_per_address);
    s.head_bytes = static_cast<std::size_t>(c.http.head_bytes);
    s.body_bytes = static_cast<std::size_t>(c.http.body_bytes);
    s.requests_per_connection = static_cast<std::size_t>(c.http.requests_per_connection);
    s.head_time = std::chrono::seconds{c.http.head_seconds};
    s.body_time = std::chrono::seconds{c.http.body_seconds};
    s.idle_time = std::chrono::seconds{c.http.idle_seconds};
    s.longest_wait = std::chrono::seconds{c.http.wait_seconds};
    s.hosts = c.http.hosts;
    s.origins = c.http.origins;
    s.limits = {.requests_per_minute = c.limits.requests_per_minute,
                .key_requests_per_minute = c.limits.key_requests_per_minute,
                .address_requests_per_minute = c.limits.address_requests_per_minute,
                .sign_in_per_minute = c.limits.sign_in_per_minute};
    s.collar_basis_points = c.portfolio.collar_basis_points;
    s.quote_max_age_seconds = c.portfolio.quote_max_age_seconds;
    s.fees = fees_of(c.portfolio);
    for (const auto& [key, actor] : c.keys) s.keys.push_back({key, actor});
    return s;
}

class Running final : public GatewayPart {
public:
    explicit Running(Host& host) : host_{host} {}
    std::string_view name() const override { return "gateway"; }

    void start() override {
        gateway::Hooks hooks{[this] { return host_.health.health(); }, [this] { return host_.health.ready(); },
                             [this] { return host_.metrics.text(); }};
        const auto& http = host_.configuration.http;
        if (http.certificate.empty() != http.private_key.empty())
            throw std::runtime_error{"http.certificate and http.private_key belong together: set both for HTTPS, or neither"};
        const auto connection = bus::connect(host_.bus("gateway"));
        admit_owners(host_.configuration, connection, host_.location());
        try {
            gateway_ = gateway::Gateway::start(settings_of(host_.configuration), connection, host_.location(), std::move(hooks),
                                               host_.metrics);
        } catch (const boost::system::system_error& e) {
            throw std::runtime_error{
                fmt::format("cannot serve HTTP on {} port {}: {}; choose another by --http-address or --http-port", http.address,
                            http.port, e.code().message())};
        }
    }
    void stop(Deadline deadline) override {
        gateway_->stop(std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()));
    }
    std::uint16_t port() const override { return gateway_->port(); }

private:
    Host& host_;
    std::unique_ptr<gateway::Gateway> gateway_;
};
}  // namespace

std::shared_ptr<GatewayPart> make_gateway_part(Host& host) { return std::make_shared<Running>(host); }

}  // namespace andvari::cli
