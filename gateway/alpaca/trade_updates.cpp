#include "gateway/alpaca/trade_updates.hpp"

#include <chrono>
#include <deque>

#include "events/portfolio.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/order_json.hpp"
#include "gateway/api/recently_used.hpp"
#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using eventing::ActivityRow;
using order::OrderRow;
using order::Status;

constexpr std::size_t most_settled = 4096, most_told = 4096;
constexpr std::int64_t ledger_looked_through = 50;
constexpr std::chrono::milliseconds looked_again_after{200};

/// One message on its way.
struct Update {
    std::string event, execution;
    Instant time;
    OrderRow order;
    std::optional<Quantity> quantity, held;
    std::optional<Price> price;
    std::string awaited;                             ///< The trade and order whose settlement it waits for; empty for none.
    std::chrono::steady_clock::time_point looked{};  ///< When the ledger was last searched for it.
};

/// What a fact that does not say it leaves as it was.
struct Standing {
    Status status;
    Quantity filled;
    std::optional<Price> average;
};

std::string settlement_of(const OrderId& order, const TradeId& trade) { return order.text + ' ' + trade.text; }

std::string written(const Update& update) {
    std::string out;
    {
        JsonObject object{out};
        object.text("stream", "trade_updates");
        std::string data;
        {
            JsonObject inner{data};
            inner.text("event", update.event).text("execution_id", update.execution).text("timestamp", update.time);
            if (update.price) inner.text("price", *update.price).text("qty", update.quantity);
            if (update.held) inner.text("position_qty", *update.held);
            inner.raw("order", order_json(update.order));
        }
        object.raw("data", data);
    }
    return out;
}

class TradeUpdates final : public EventOutlet {
public:
    TradeUpdates(Worker& worker, UpdatesReader reader)
        : worker_{worker}, reader_{std::move(reader)}, settled_{most_settled}, told_{most_told} {}

    void tell(const ActivityRow& row, const EventPosition&) override {
        on<order::Placed>(row, "pending_new", [](OrderRow& order, const auto&) { begin(order, Status::pending); });
        on<order::Accepted>(row, "new", [](OrderRow& order, const auto&) { begin(order, Status::accepted); });
        on<order::Rejected>(row, "rejected", [](OrderRow& order, const auto&) { begin(order, Status::rejected); });
        on<order::CancelRequested>(row, "pending_cancel", [](OrderRow& order, const auto&) { order.pending_cancel = true; });
        on<order::CancelRejected>(row, "order_cancel_rejected", [](OrderRow&, const auto&) {});
        on<order::ReplaceRequested>(row, "pending_replace", [](OrderRow& order, const auto&) { order.pending_replace = true; });
        on<order::ReplaceRejected>(row, "order_replace_rejected", [](OrderRow&, const auto&) {});
        on<order::Replaced>(row, "replaced", [](OrderRow& order, const auto& fact) {
            order.status = Status::replaced;
            order.replaced_by = fact.replaced_by;
        });
        on<order::Cancelled>(row, "canceled", [](OrderRow& order, const auto&) { order.status = Status::cancelled; });
        on<order::Expired>(row, "expired", [](OrderRow& order, const auto&) { order.status = Status::expired; });
        on_fill<order::PartiallyFilled>(row, "partial_fill", Status::partially_filled);
        on_fill<order::Filled>(row, "fill", Status::filled);
        if (row.type == portfolio::Settled::type) on_settled(row);
    }
    void flush() override {
        for (; !queue_.empty() && (queue_.front().awaited.empty() || find_held(queue_.front())); queue_.pop_front())
            reader_.say(written(queue_.front()));
    }
    std::size_t unsent() const override { return reader_.unsent(); }
    void end(std::string_view event, std::string_view) override { reader_.end(event); }

private:
    /// As it was before anything had been traded of it.
    static void begin(OrderRow& order, Status status) {
        order.status = status;
        order.filled_quantity = {};
        order.average_price = {};
        order.pending_cancel = order.pending_replace = false;
    }

    template <class Fact>
    static const OrderId& order_of(const Fact& fact) {
        if constexpr (requires { fact.ticket; }) return fact.ticket.order;
        else return fact.order;
    }

    /// The read model may know already how the order ended: it is told as it stood when it was last heard of here, or, where
    /// that was before this stream began, as open.
    void as_last_told(OrderRow& order) {
        if (const auto* last = told_.find(order.id)) {
            order.status = last->status;
            order.filled_quantity = last->filled;
            order.average_price = last->average;
        } else if (!order::is_open(order.status)) {
            order.status = order.filled_quantity == Quantity{} ? Status::accepted : Status::partially_filled;
        }
        order.pending_cancel = order.pending_replace = false;
        order.replaced_by = std::nullopt;
    }

    void note(const OrderRow& order) {
        if (order::is_open(order.status)) told_.put(order.id, {order.status, order.filled_quantity, order.average_price});
        else told_.forget(order.id);
    }

    /// `as_it_was` takes the order from where it stood to where this fact left it.
    template <class Fact, class AsItWas>
    void on(const ActivityRow& row, std::string_view event, AsItWas as_it_was) {
        if (row.type != Fact::type) return;
        const auto fact = json::read<Fact>(row.fact.text);
        const auto db = worker_.models.open(Model::orders);
        auto order = fact && db ? order::OrdersView::find(**db, order_of(*fact)) : std::nullopt;
        if (!order) return;
        as_last_told(*order);
        if constexpr (requires { fact->filled; }) order->filled_quantity = fact->filled;
        order->updated_at = row.time;
        as_it_was(*order, *fact);
        note(*order);
        queue_.push_back({std::string{event},
                          derive_id({"execution", row.source, std::to_string(row.sequence)}),
                          row.time,
                          std::move(*order),
                          {},
                          {},
                          {},
                          {},
                          {}});
    }

    template <class Fact>
    void on_fill(const ActivityRow& row, std::string_view event, Status status) {
        const auto before = queue_.size();
        on<Fact>(row, event, [&](OrderRow& order, const Fact& fact) {
            order.status = status;
            order.average_price = price_of(fact.value, fact.filled);
        });
        if (queue_.size() == before) return;
        const auto fact = json::read<Fact>(row.fact.text);
        auto& update = queue_.back();
        update.execution = fact->trade.text;
        update.quantity = fact->quantity;
        update.price = fact->price;
        update.awaited = settlement_of(fact->order, fact->trade);
    }

    void on_settled(const ActivityRow& row) {
        const auto fact = json::read<portfolio::Settled>(row.fact.text);
        if (fact) settled_.put(settlement_of(fact->order, fact->trade), fact->held);
    }

    /// Known from the settlement, or, where that came before this stream began, from what the account holds now.
    bool find_held(Update& update) {
        if (const auto* held = settled_.find(update.awaited)) return update.held = *held, true;
        const auto now = std::chrono::steady_clock::now();
        const auto db = worker_.models.open(Model::accounts);
        if (!db || now - update.looked < looked_again_after) return false;
        update.looked = now;
        const auto& order = update.order;
        for (const auto& entry : portfolio::AccountsView::ledger(**db, order.account, std::nullopt, ledger_looked_through)) {
            if (!entry.trade || !entry.order || settlement_of(*entry.order, *entry.trade) != update.awaited) continue;
            const auto position = portfolio::AccountsView::any_position(**db, order.account, order.symbol);
            update.held = position ? position->quantity : Quantity{};
            return true;
        }
        return false;
    }

    Worker& worker_;
    const UpdatesReader reader_;
    std::deque<Update> queue_;
    RecentlyUsed<std::string, Quantity> settled_;
    RecentlyUsed<OrderId, Standing> told_;
};

}  // namespace

std::unique_ptr<EventOutlet> trade_updates(Worker& worker, UpdatesReader reader) {
    return std::make_unique<TradeUpdates>(worker, std::move(reader));
}

}  // namespace andvari::gateway::alpaca
