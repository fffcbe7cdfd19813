// Every order as it stands now.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "events/order.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::order {

/// Those before `filled` are open. Stored by number: append only. The rules' own Status (domain.hpp) has the same name in the
/// same namespace, so both must stay alike, word for word.
enum class Status { pending, accepted, partially_filled, filled, rejected, cancelled, expired, replaced };
constexpr bool is_open(Status status) { return status < Status::filled; }

struct OrderRow {
    OrderId id;
    AccountId account;
    Symbol symbol;
    Side side{};
    Kind type{};
    TimeInForce time_in_force{};
    Quantity quantity;
    std::optional<Price> limit_price;
    std::optional<std::string> client_order_id;
    Status status{};
    Quantity filled_quantity;
    std::optional<Price> average_price;  ///< Absent before the first trade.
    std::optional<std::string> reject_code, reject_reason;
    Instant created_at, updated_at;
    std::optional<Price> stop_price, trail_price;
    std::optional<Percent> trail_percent;
    std::optional<Money> notional;
    std::optional<bool> extended_hours;
    std::optional<OrderClass> order_class;
    std::optional<TakeProfit> take_profit;
    std::optional<StopLoss> stop_loss;
    std::optional<OrderId> parent;  ///< The order whose exit this is.
    std::optional<OrderId> replaces, replaced_by;
    std::optional<bool> triggered;                ///< Of a stop order: its price was reached.
    std::optional<Price> high_water_mark;         ///< Of a trailing stop: the best price so far; its stop_price follows.
    std::optional<std::vector<OrderRow>> legs{};  ///< Its exits; only `find` tells of them.

    // Not in the JSON.
    Money filled_value;
    std::optional<Price> protection;  ///< Once accepted: no trade at a worse price.
    bool pending_cancel = false;      ///< A cancel is on its way to the engine.
    bool pending_replace = false;     ///< A replace waits for its answer.
    std::string actor;                ///< On whose behalf it was placed.
    std::uint64_t place = 0;          ///< Grows from order to order of an account, unique among all: the cursor of `list`.
    std::uint64_t version = 0;        ///< Sequence of the last fact that touched it: for an ETag.

    static constexpr auto fields = json::fields(
        json::field("id", &OrderRow::id), json::field("account", &OrderRow::account), json::field("symbol", &OrderRow::symbol),
        json::field("side", &OrderRow::side), json::field("type", &OrderRow::type),
        json::field("time_in_force", &OrderRow::time_in_force), json::field("quantity", &OrderRow::quantity),
        json::field("limit_price", &OrderRow::limit_price), json::field("client_order_id", &OrderRow::client_order_id),
        json::field("status", &OrderRow::status), json::field("filled_quantity", &OrderRow::filled_quantity),
        json::field("average_price", &OrderRow::average_price), json::field("reject_code", &OrderRow::reject_code),
        json::field("reject_reason", &OrderRow::reject_reason), json::field("created_at", &OrderRow::created_at),
        json::field("updated_at", &OrderRow::updated_at), json::field("stop_price", &OrderRow::stop_price),
        json::field("trail_price", &OrderRow::trail_price), json::field("trail_percent", &OrderRow::trail_percent),
        json::field("notional", &OrderRow::notional), json::field("extended_hours", &OrderRow::extended_hours),
        json::field("order_class", &OrderRow::order_class), json::field("take_profit", &OrderRow::take_profit),
        json::field("stop_loss", &OrderRow::stop_loss), json::field("parent", &OrderRow::parent),
        json::field("replaces", &OrderRow::replaces), json::field("replaced_by", &OrderRow::replaced_by),
        json::field("triggered", &OrderRow::triggered), json::field("high_water_mark", &OrderRow::high_water_mark),
        json::field("legs", &OrderRow::legs));
};

struct OrderQuery {
    enum class Which { all, open, closed };
    std::vector<AccountId> accounts;  ///< None: no orders, unless `all_accounts`.
    bool all_accounts = false;        ///< For operators.
    Which which = Which::all;
    std::optional<Status> status;  ///< Exactly this one.
    std::optional<Symbol> symbol;
    std::optional<std::uint64_t> before;  ///< The cursor: `place` of the last order of the page before.
    std::int64_t limit = 50;
};

class OrdersView final : public eventing::View {
public:
    OrdersView();

    static std::optional<OrderRow> find(store::Database&, const OrderId&);
    static std::optional<OrderRow> find_by_client_order_id(store::Database&, const AccountId&, std::string_view client_order_id);
    /// Newest first.
    static std::vector<OrderRow> list(store::Database&, const OrderQuery&);
    static std::optional<AccountId> account_of(store::Database&, const OrderId&);

    std::string_view name() const override { return "orders"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    struct Entry {
        OrderRow row;
        bool dirty = false;
    };
    Entry* load(store::Database&, const OrderId&);  ///< Null where there is none.
    void touch(Entry&, const eventing::Envelope&);
    void apply_own(store::Database&, const eventing::Occurrence&);

    std::unordered_map<OrderId, Entry> orders_;  ///< Open orders stay between batches, up to a bound.
    std::vector<OrderId> dirty_;                 ///< In the order of their first change.
    eventing::Rows rows_;
};

}  // namespace andvari::order

template <>
struct andvari::json::EnumNames<andvari::order::Status> {
    static constexpr std::array<std::string_view, 8> names{"pending",  "accepted",  "partially_filled", "filled",
                                                           "rejected", "cancelled", "expired",          "replaced"};
};
