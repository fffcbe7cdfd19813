#include "cli/system.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <cstdlib>

#include "cli/bus_access.hpp"
#include "cli/clock_part.hpp"
#include "cli/desk_part.hpp"
#include "cli/fees.hpp"
#include "cli/gateway_part.hpp"
#include "services/auth/credentials_view.hpp"
#include "services/auth/service.hpp"
#include "services/engine/service.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/order/service.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/history_view.hpp"
#include "services/portfolio/service.hpp"
#include "services/security/access_view.hpp"
#include "services/security/service.hpp"
#include "services/stock/quotes_view.hpp"
#include "services/stock/service.hpp"
#include "services/stock/stock_view.hpp"
#include "services/user/service.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/projector.hpp"
#include "shared/observability/log.hpp"

#ifndef ANDVARI_VERSION
#error "the build defines ANDVARI_VERSION"
#endif

namespace andvari::cli {
namespace {
constexpr std::array<std::string_view, 10> names{"stock",    "order", "engine",    "portfolio", "auth",
                                                 "security", "user",  "projector", "desk",      "gateway"};

template <class V>
std::unique_ptr<eventing::View> make_view() {
    return std::make_unique<V>();
}

constexpr std::array all_views{
    NamedView{"stock", make_view<stock::StockView>},
    NamedView{"orders", make_view<order::OrdersView>},
    NamedView{"trades", make_view<engine::TradesView>},
    NamedView{"accounts", make_view<portfolio::AccountsView>},
    NamedView{"commands", make_view<eventing::CommandsView>},
    NamedView{"activity", make_view<eventing::ActivityView>},
    NamedView{"credentials", make_view<auth::CredentialsView>},
    NamedView{"access", make_view<security::AccessView>},
    NamedView{"history", make_view<portfolio::HistoryView>},
    NamedView{"quotes", make_view<stock::QuotesView>},
};

std::function<void(std::string)> stop_on_fault(Host& host) {
    return [&host](std::string reason) { host.stop.request(std::move(reason), true); };
}

std::shared_ptr<Part> make_service(Host& host, std::string_view context, eventing::MakeHosted hosted) {
    eventing::ServiceSettings settings{host.bus(context), host.location(),
                                       static_cast<std::size_t>(host.configuration.runtime.batch)};
    return std::make_shared<eventing::Service>(std::string{context}, std::move(hosted), std::move(settings), host.metrics,
                                               host.health, stop_on_fault(host));
}

stock::MarketClock clock_of(const Configuration::MarketHours& market) {
    using Market = Configuration::MarketHours;
    if (market.calendar == Market::Calendar::always) return stock::MarketClock::none;
    return market.clock == Market::Clock::feed ? stock::MarketClock::quotes : stock::MarketClock::told;
}

std::shared_ptr<Part> make_projector(Host& host) {
    eventing::ProjectorSettings settings{
        host.bus("projector"), host.location(), {}, 2 * static_cast<std::size_t>(host.configuration.runtime.batch)};
    for (const auto& view : all_views) settings.views.push_back(view.make);
    return std::make_shared<eventing::Projector>("projector", std::move(settings), host.metrics, host.health,
                                                 stop_on_fault(host));
}
}  // namespace

Host::Host(Configuration c, StopSignal& s)
    : configuration{std::move(c)}, stop{s}, health{ANDVARI_VERSION}, bus_url{configuration.nats.url} {}

store::Location Host::location() const { return {configuration.data, configuration.store.postgres, {}}; }

bus::Options Host::bus(std::string_view user) const {
    return bus_options(configuration, bus_url, user, user_keys(configuration));
}

std::span<const std::string_view> part_names() { return names; }

std::shared_ptr<Part> make_part(Host& host, std::string_view name) {
    const auto& c = host.configuration;
    if (name == "stock") return make_service(host, name, stock::host({clock_of(c.market)}));
    if (name == "order") return make_service(host, name, order::host());
    if (name == "engine") return make_service(host, name, engine::host({c.engine.slippage_basis_points}));
    if (name == "portfolio")
        return make_service(host, name,
                            portfolio::host({c.portfolio.collar_basis_points, c.portfolio.quote_max_age_seconds,
                                             fees_of(c.portfolio), c.portfolio.fx_max_age_seconds, c.portfolio.settlement_days}));
    if (name == "auth") return make_service(host, name, auth::host());
    if (name == "security") return make_service(host, name, security::host());
    if (name == "user") return make_service(host, name, user::host());
    if (name == "projector") return make_projector(host);
    if (name == "desk") return make_desk_part(host);
    if (name == "gateway") return make_gateway_part(host);
    if (name == "clock") return make_clock_part(host);
    throw std::invalid_argument{fmt::format("there is no part '{}'; there are: {}", name, fmt::join(names, ", "))};
}

std::span<const NamedView> views() { return all_views; }

const NamedView& view_named(std::string_view name) {
    std::string known;
    for (const auto& view : all_views) {
        if (view.name == name) return view;
        known.append(known.empty() ? "" : ", ").append(view.name);
    }
    throw std::invalid_argument{fmt::format("there is no read model '{}'; there are: {}", name, known)};
}

int run_until_stopped(Host& host, Parts& parts) {
    const auto reason = host.stop.wait();
    log::info("stopping", {{"reason", reason}});
    const auto late = parts.stop();
    if (late.empty()) {
        log::info("stopped");
        return host.stop.failed() ? 1 : 0;
    }
    log::error("some parts did not stop in time; leaving without them", {{"parts", fmt::format("{}", fmt::join(late, ", "))}});
    std::_Exit(1);
}

}  // namespace andvari::cli
