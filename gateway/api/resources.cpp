#include "gateway/api/resources.hpp"

#include <array>

#include "gateway/api/people.hpp"
#include "gateway/api/roles.hpp"
#include "gateway/api/valuation.hpp"
#include "gateway/api/worker.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

template <class Row>
std::optional<std::string> written(const std::optional<Row>& row) {
    return row ? std::optional{json::write(*row)} : std::nullopt;
}

}  // namespace

std::string_view name_of(const Effect& effect) {
    static constexpr std::array<std::string_view, 10> names{"account", "order",     "user",       "user",   "user",
                                                            "role",    "watchlist", "instrument", "action", ""};
    return names[static_cast<std::size_t>(effect.thing)];
}

Model model_of(const Effect& effect) {
    switch (effect.thing) {
        case Effect::Thing::order: return Model::orders;
        case Effect::Thing::account:
        case Effect::Thing::watchlist: return Model::accounts;
        case Effect::Thing::instrument:
        case Effect::Thing::action: return Model::stock;
        default: return Model::access;
    }
}

std::string path_of(const Effect& effect) {
    switch (effect.thing) {
        case Effect::Thing::account: return "/api/v1/accounts/" + effect.id;
        case Effect::Thing::order: return "/api/v1/orders/" + effect.id;
        case Effect::Thing::user: return "/api/v1/users/" + effect.id;
        case Effect::Thing::me: return "/api/v1/users/me";
        case Effect::Thing::preferences: return "/api/v1/users/me/preferences";
        case Effect::Thing::role: return "/api/v1/roles/" + effect.id;
        case Effect::Thing::watchlist: return "/api/v1/watchlists/" + effect.id;
        case Effect::Thing::instrument: return "/api/v1/instruments/" + effect.id;
        case Effect::Thing::action: return "/api/v1/instruments/" + effect.symbol.text + "/actions/" + effect.id;
        case Effect::Thing::nothing: break;
    }
    return {};
}

std::optional<std::string> resource_of(Worker& worker, const Effect& effect) {
    const auto db = worker.models.open(model_of(effect));
    if (!db) return std::nullopt;
    const auto person = [&] { return security::AccessView::user(**db, {effect.id}); };
    switch (effect.thing) {
        case Effect::Thing::account:
            if (const auto row = portfolio::AccountsView::account(**db, {effect.id}))
                if (const auto account = valued(worker, *row)) return json::write(*account);
            break;
        case Effect::Thing::watchlist: return written(portfolio::AccountsView::watchlist(**db, effect.user, {effect.id}));
        case Effect::Thing::order: {
            // A replacement is accepted by the next fact after its being placed: what succeeded is not shown as pending.
            const auto row = order::OrdersView::find(**db, {effect.id});
            return row && row->status != order::Status::pending ? written(row) : std::nullopt;
        }
        case Effect::Thing::user:
        case Effect::Thing::me:
            if (const auto row = person()) return json::write(shown(*row, worker.persons));
            break;
        case Effect::Thing::preferences:
            if (const auto row = person()) return json::write(preferences_of(*row, worker.persons));
            break;
        case Effect::Thing::role: return written(find_role(**db, effect.id));
        case Effect::Thing::instrument: return written(stock::StockView::instrument(**db, {effect.id}));
        case Effect::Thing::action: return written(stock::StockView::action(**db, effect.symbol, effect.id));
        case Effect::Thing::nothing: break;
    }
    return std::nullopt;
}

}  // namespace andvari::gateway
