// Trades as each account saw them: one row for each side that is a customer's.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/engine.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::engine {

enum class Counterparty { market, customer };

struct TradeRow {
    TradeId id;  ///< The same on both sides.
    AccountId account;
    OrderId order;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;
    Price price;
    Money value;  ///< quantity × price.
    Counterparty counterparty{};
    std::optional<stock::Quote> quote;  ///< The quote that stood at that moment.
    Instant time;

    // Not in the JSON.
    std::uint64_t place = 0;     ///< Unique, and grows from trade to trade of a symbol: the cursor.
    std::uint64_t sequence = 0;  ///< Of the fact.

    static constexpr auto fields = json::fields(
        json::field("id", &TradeRow::id), json::field("account", &TradeRow::account), json::field("order", &TradeRow::order),
        json::field("symbol", &TradeRow::symbol), json::field("side", &TradeRow::side),
        json::field("quantity", &TradeRow::quantity), json::field("price", &TradeRow::price),
        json::field("value", &TradeRow::value), json::field("counterparty", &TradeRow::counterparty),
        json::field("quote", &TradeRow::quote), json::field("time", &TradeRow::time));
};

struct TradeQuery {
    std::vector<AccountId> accounts;  ///< None: no trades, unless `all_accounts`.
    bool all_accounts = false;        ///< For operators.
    std::optional<Symbol> symbol;
    std::optional<std::uint64_t> before;  ///< The cursor: `place` of the last trade of the page before.
    std::int64_t limit = 50;
};

/// Which trades of one symbol, each once, whoever made it: the public tape.
struct TapeQuery {
    Symbol symbol;
    std::optional<Instant> from;  ///< Inclusive.
    std::optional<Instant> to;    ///< Exclusive.
    bool newest_first = false;
    std::optional<std::uint64_t> behind;  ///< The cursor: `place` of the last trade of the page before.
    std::int64_t limit = 100;
};

class TradesView final : public eventing::View {
public:
    TradesView();

    /// Newest first.
    static std::vector<TradeRow> list(store::Database&, const TradeQuery&);
    /// In the order in which they were made, unless the query wants it otherwise.
    static std::vector<TradeRow> tape(store::Database&, const TapeQuery&);
    /// Oldest first, beginning after place `after` (0: with the first).
    static std::vector<TradeRow> of_order(store::Database&, const OrderId&, std::uint64_t after, std::int64_t limit);

    std::string_view name() const override { return "trades"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    eventing::Rows rows_;
};

}  // namespace andvari::engine

template <>
struct andvari::json::EnumNames<andvari::engine::Counterparty> {
    static constexpr std::array<std::string_view, 2> names{"market", "customer"};
};
