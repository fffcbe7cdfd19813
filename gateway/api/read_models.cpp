#include "gateway/api/read_models.hpp"

#include <algorithm>

#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/history_view.hpp"
#include "services/security/access_view.hpp"
#include "services/stock/quotes_view.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/eventing/projection.hpp"

namespace andvari::gateway {
namespace {

constexpr std::size_t most_owners_kept = 100'000;
// Asking PostgreSQL for a generation takes a connection of its own.
constexpr std::chrono::seconds postgres_look_interval{1};

Problem not_yet(Model model) {
    return unavailable("read_model_unavailable",
                       "The read model '" + std::string{model_names[static_cast<std::size_t>(model)]} + "' is not there yet.");
}

}  // namespace

bool shows(Model model, std::string_view context) {
    static const std::array<std::span<const std::string_view>, models> contexts{
        stock::StockView{}.contexts(),        order::OrdersView{}.contexts(),      engine::TradesView{}.contexts(),
        portfolio::AccountsView{}.contexts(), eventing::CommandsView{}.contexts(), eventing::ActivityView{}.contexts(),
        security::AccessView{}.contexts(),    portfolio::HistoryView{}.contexts(), stock::QuotesView{}.contexts()};
    const auto known = contexts[static_cast<std::size_t>(model)];
    return std::ranges::find(known, context) != known.end();
}

ReadModels::ReadModels(store::Location location, Progress& progress, http::Loop& loop)
    : location_{std::move(location)}, progress_{progress}, loop_{loop} {}

bool ReadModels::outdated(Model model, Opened& opened) {
    const auto notices = progress_.notices(model);
    if (opened.db && notices == opened.notices) return false;
    const auto now = std::chrono::steady_clock::now();
    if (opened.db && !location_.postgres.empty() && now - opened.looked_at < postgres_look_interval) return false;
    opened.notices = notices;
    opened.looked_at = now;
    return !opened.db ||
           store::generation(location_, eventing::Projection::database_name(model_names[static_cast<std::size_t>(model)])) !=
               opened.generation;
}

Result<store::Database*> ReadModels::open(Model model) {
    auto& opened = opened_[static_cast<std::size_t>(model)];
    if (outdated(model, opened))
        if (auto result = open_anew(model, opened); !result) return result;
    if (location_.postgres.empty()) begin_reading(model, opened);
    return opened.db.get();
}

Result<store::Database*> ReadModels::open_anew(Model model, Opened& opened) {
    const auto name = eventing::Projection::database_name(model_names[static_cast<std::size_t>(model)]);
    try {
        opened.db.reset();
        opened.reading = false;
        // Read first: where it is replaced in between, the next notice finds another one.
        opened.generation = store::generation(location_, name);
        if (opened.generation.empty()) return not_yet(model);
        opened.db = store::open(location_, name, store::Durability::relaxed, store::Access::read_only);
        ContextPositions reached;
        for (const auto& [source, position] : eventing::load_positions(*opened.db))
            reached[source.substr(0, source.find('/'))] = position.sequence;
        progress_.note(model, reached);
    } catch (const store::StoreError&) {
        // It is just being made, and has no tables yet.
        opened.db.reset();
        return not_yet(model);
    }
    if (model == Model::accounts) owners_.clear();
    return opened.db.get();
}

void ReadModels::begin_reading(Model model, Opened& opened) {
    const auto notices = progress_.notices(model);
    if (opened.reading && opened.read_at == notices) return;
    if (opened.reading) opened.db->commit();
    opened.reading = false;
    opened.db->begin_read();
    opened.reading = true;
    opened.read_at = notices;
    if (std::exchange(turn_ends_, true)) return;
    loop_.post([this] { end_turn(); });
}

void ReadModels::end_turn() {
    turn_ends_ = false;
    for (auto& opened : opened_) {
        if (!std::exchange(opened.reading, false)) continue;
        try {
            opened.db->commit();
        } catch (const store::StoreError&) {
            opened.db.reset();  // Whatever state it is in, the next request opens it anew.
        }
    }
}

Result<bool> ReadModels::may_see(const Caller& caller, const AccountId& account) {
    const auto owner = owner_of(account);
    if (!owner) return owner.error();
    return *owner && (caller.sees_everything || **owner == caller.actor);
}

Result<bool> ReadModels::may_act_on(const Caller& caller, const AccountId& account) {
    const auto owner = owner_of(account);
    if (!owner) return owner.error();
    return *owner && (caller.is_operator() || **owner == caller.actor);
}

Result<const std::string*> ReadModels::owner_of(const AccountId& account) {
    constexpr const std::string* nobody = nullptr;
    if (!is_token(account.text)) return nobody;
    if (const auto known = owners_.find(account); known != owners_.end()) return &std::as_const(known->second);
    const auto db = open(Model::accounts);
    if (!db) return db.error();
    auto owner = portfolio::AccountsView::owner_of(**db, account);
    if (!owner) return nobody;
    if (owners_.size() >= most_owners_kept) owners_.clear();
    return &std::as_const(owners_.emplace(account, std::move(*owner)).first->second);
}

}  // namespace andvari::gateway
