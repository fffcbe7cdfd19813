#include "cli/up_command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/bus_access.hpp"
#include "cli/bus_server_part.hpp"
#include "cli/clock_part.hpp"
#include "cli/demo_part.hpp"
#include "cli/gateway_part.hpp"
#include "cli/runtime_files.hpp"
#include "cli/system.hpp"
#include "cli/view_watch.hpp"
#include "services/security/access_view.hpp"
#include "shared/lifecycle/data_folder.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
// The order is accepted when the first answer comes; its position is there a moment later, so the second one asks until it is.
void introduce(const std::string& address, const Host& host, const std::string& key) {
    const auto symbol = host.configuration.demo.symbols.front();
    fmt::print(R"(
Andvari is running.

  address   {0}
  bus       {1}
  account   {2}, holding 100,000 USD
  key       {3}

Place a first order and look at the position:

  curl -s -X POST {0}/api/v1/orders -H 'Authorization: Bearer {3}' -H 'Content-Type: application/json' -H 'Prefer: wait=5' -d '{{"account":"{2}","symbol":"{4}","side":"buy","type":"market","quantity":"10"}}' && echo && curl -s --fail --retry 5 --retry-all-errors '{0}/api/v1/positions/{4}?account={2}' -H 'Authorization: Bearer {3}' && echo

Ctrl-C stops it; it goes on where it stopped when started again.
)",
               address, host.bus_url, demo_account, key, symbol);
    std::fflush(stdout);
}

// Nobody can sign in before the door knows the desk's keys.
void wait_for_the_desk(const Host& host) {
    constexpr std::chrono::seconds patience{10};
    const auto connection = bus::connect(host.bus("gateway"));
    ViewWatch access{*connection, host.location(), "access"};
    if (!access.wait_for([](store::Database& db) { return security::AccessView::ring(db).has_value(); }, patience))
        log::warn("the desk has not published its keys yet; until it has, nobody can sign in");
}

// All parts but the bus; they are gone when this returns, so that none complains of the bus's end.
int run_everything(Host& host, bool demo, const std::string& key) {
    Parts parts;
    std::shared_ptr<GatewayPart> gateway;
    for (const auto name : part_names()) {
        if (name == "gateway") parts.add(gateway = make_gateway_part(host));
        else parts.add(make_part(host, name));
    }
    using Market = Configuration::MarketHours;
    const auto& market = host.configuration.market;
    if (market.calendar == Market::Calendar::new_york && market.clock == Market::Clock::wall) parts.add(make_clock_part(host));
    if (demo) parts.add(make_demo_part(host));
    parts.start();
    wait_for_the_desk(host);

    const auto& c = host.configuration;
    const auto address =
        fmt::format("{}://{}:{}", c.http.certificate.empty() ? "http" : "https", c.http.address, gateway->port());
    write_running(c.data, {host.bus_url, user_keys(c).string(), address});
    if (demo) introduce(address, host, key);
    else fmt::print("Andvari is running at {}, its bus at {}.\n", address, host.bus_url);
    std::fflush(stdout);
    const int status = run_until_stopped(host, parts);
    remove_running(c.data);
    return status;
}
}  // namespace

int up_command(const Configuration& configuration, StopSignal& stop, bool demo) {
    const DataFolder folder{configuration.data};
    Host host{configuration, stop};
    std::string key;
    if (demo) {
        key = demo_key(configuration.data);
        host.configuration.keys.emplace(key, std::string{demo_owner});
    }
    // The bus comes first and alone, because the others need its address.
    Parts bus_parts;
    bus_parts.add(std::make_shared<BusServerPart>(host));
    bus_parts.start();
    const int status = run_everything(host, demo, key);
    bus_parts.stop();
    return status;
}

}  // namespace andvari::cli
