#include <array>

#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/history_view.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/rebuild.hpp"
#include "tests/load/limits.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"

namespace andvari::load {
namespace {
template <class V>
std::unique_ptr<eventing::View> make() {
    return std::make_unique<V>();
}

constexpr std::array<eventing::MakeView, 6> views{make<stock::StockView>,       make<order::OrdersView>,
                                                  make<engine::TradesView>,     make<portfolio::AccountsView>,
                                                  make<eventing::CommandsView>, make<eventing::ActivityView>};

/// Seconds for the read model's copy, from nothing until it is on the disk.
double rebuild(const std::shared_ptr<bus::Connection>& connection, std::unique_ptr<eventing::View> view,
               const store::Location& location, Measured& m) {
    const std::string name{view->name()};
    const auto targets = eventing::end_of_log(*connection, *view);
    std::uint64_t facts = 0;
    const auto start = Clock::now();
    eventing::rebuild(connection, std::move(view), {.location = location, .copy = "copy_" + name, .targets = targets},
                      [&](const eventing::RebuildProgress& p) { facts = p.done; }, {});
    const auto seconds = seconds_since(start);
    m.more[name + "_facts_per_second"].push_back(static_cast<double>(facts) / seconds);
    store::drop(location, "copy_" + name);
    return seconds;
}
}  // namespace

Measured measure_replay(RunningSystem& system) {
    constexpr int rounds = 3;
    Measured m{.key = "replay",
               .what = "Replay of the six read models of trading, one after the other",
               .limit = "an ordered consumer that throws everything away",
               .unit = "facts/s",
               .goal = 0.4};
    Limits limits{system};
    const auto connection = system.connect();
    const store::Location location{system.folder().string(), {}, {}};
    for (int round = 0; round < rounds; ++round) {
        m.limits.push_back(limits.drained_per_second("EVENTS"));
        const auto facts = bus::stream_state(*connection, "EVENTS").value().messages;
        double seconds = 0;
        for (const auto view : views) seconds += rebuild(connection, view(), location, m);
        m.ours.push_back(static_cast<double>(facts) / seconds);
        m.more["facts"].push_back(static_cast<double>(facts));
        m.more["seconds"].push_back(seconds);
        rebuild(connection, make<portfolio::HistoryView>(), location, m);
    }
    return m;
}

}  // namespace andvari::load
