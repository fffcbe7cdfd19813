#include "gateway/api/resources.hpp"

#include "gateway/api/worker.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

template <class Row>
std::optional<std::string> written(const std::optional<Row>& row) {
    return row ? std::optional{json::write(*row)} : std::nullopt;
}

}  // namespace

std::string path_of(const Effect& effect) {
    return (effect.thing == Effect::Thing::order ? "/api/v1/orders/" : "/api/v1/accounts/") + effect.id;
}

std::optional<std::string> resource_of(Worker& worker, const Effect& effect) {
    const auto db = worker.models.open(effect.thing == Effect::Thing::order ? Model::orders : Model::accounts);
    if (!db) return std::nullopt;
    if (effect.thing == Effect::Thing::order) return written(order::OrdersView::find(**db, {effect.id}));
    return written(portfolio::AccountsView::account(**db, {effect.id}));
}

}  // namespace andvari::gateway
