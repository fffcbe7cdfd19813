// The door for people and bots: HTTP in, commands out, read models asked. It holds no business rule, and no state that a
// restart would lose; any number of gateways can run side by side.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "events/portfolio.hpp"
#include "shared/bus/bus.hpp"
#include "shared/observability/health.hpp"
#include "shared/observability/metrics.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway {

/// Who a key acts for: "owner:<name>", who sees and touches their own accounts only, or "system:operator", who sees all.
struct ApiKey {
    std::string key;
    std::string actor;
};

/// Requests a minute, a tenth of them at once; 0: as many as they like. Each gateway counts by itself.
struct LimitSettings {
    std::int64_t requests_per_minute = 12'000;          ///< Of a user.
    std::int64_t key_requests_per_minute = 6'000;       ///< Of an API key: one alone cannot spend all that its user has.
    std::int64_t address_requests_per_minute = 24'000;  ///< Of an address; of IPv6 a /64.
    std::int64_t sign_in_per_minute = 30;               ///< Of an address, to what is below /api/v1/auth/.
};

struct GatewaySettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;             ///< 0: any free one.
    std::string certificate, private_key;  ///< PEM files; both: HTTPS, neither: HTTP.
    int threads = 1;
    std::size_t connections = 2000;              ///< 503 to those beyond.
    std::size_t connections_per_address = 64;    ///< The same, for each address.
    std::size_t requests_per_connection = 1000;  ///< Then it is closed; 0: any number.
    std::size_t head_bytes = 8192;
    std::size_t body_bytes = 16384;
    std::vector<std::string> hosts;             ///< Names in the Host field that are answered; empty: any.
    std::chrono::milliseconds head_time{5000};  ///< From a head's first byte to its last.
    std::chrono::milliseconds body_time{10000};
    std::chrono::milliseconds idle_time{30000};
    std::chrono::milliseconds write_time{10000};
    std::chrono::seconds longest_wait{60};         ///< The most that `Prefer: wait` is granted.
    std::chrono::milliseconds visible_time{5000};  ///< How long a query with Andvari-Min-Sequence waits for its read model.
    std::chrono::milliseconds stored_time{5000};   ///< How long a command waits for the stream's acknowledgement.
    std::chrono::milliseconds heartbeat{15000};    ///< Between the comments that keep an event stream alive.
    std::size_t waiting = 10000;                   ///< Requests that wait for something, on each thread; 503 to those beyond.
    std::size_t streams = 256;                     ///< Event streams on each thread; 503 to those beyond.
    std::int64_t collar_basis_points = 500;        ///< The portfolio's, for previews; so is this:
    std::int64_t quote_max_age_seconds = 60;
    portfolio::FeeModel fees{};
    std::vector<ApiKey> keys;
    LimitSettings limits;
    std::vector<std::string> origins;  ///< Whose pages may ask from a browser, such as "https://app.example"; empty: only ours.
};

/// What the host answers at /health, /ready and /metrics. Called on the gateway's threads: quick, and without blocking.
struct Hooks {
    std::function<Health::Answer()> health, ready;
    std::function<std::string()> metrics;
};

class Gateway {
public:
    virtual ~Gateway() = default;

    /// Listens when it returns. Registry and the databases' location must outlive it. Throws std::system_error when the address
    /// cannot be had, std::invalid_argument for a key or actor that cannot be one,
    /// std::runtime_error when the certificate cannot be used.
    static std::unique_ptr<Gateway> start(GatewaySettings, std::shared_ptr<bus::Connection>, store::Location, Hooks,
                                          metrics::Registry&);

    virtual std::uint16_t port() const = 0;
    /// Accepts no more, ends event streams, lets other requests finish, not longer than `patience`.
    virtual void stop(std::chrono::milliseconds patience) = 0;
};

}  // namespace andvari::gateway
