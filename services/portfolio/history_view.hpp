// What an account went through: its activities, the lots that it bought, and what it was worth at any time.
//
// What it was worth is not stored, because that would take two sources into one table: there are the account's balances and
// holdings as the portfolio tells them, and the market's prices as they came to us, and a question joins them. All times here
// are those at which Andvari heard of something, never the market's own: in a replay years of prices pass within minutes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "events/portfolio.hpp"
#include "events/stock.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::portfolio {

/// fill: a trade. csd, csw: cash deposited, withdrawn. jnlc: cash that moved between accounts. fee. misc: a paper account that
/// began again. div: a dividend. split: shares that came or went with a split.
enum class ActivityType { fill, csd, csw, jnlc, fee, misc, div, split };

struct ActivityRow {
    std::string id;
    AccountId account;
    ActivityType type{};
    Instant time;
    std::optional<Symbol> symbol;
    std::optional<order::Side> side;
    std::optional<Quantity> quantity;
    std::optional<Price> price;
    Money net_amount;  ///< What it did to the cash.
    std::string currency;
    std::optional<OrderId> order;
    std::optional<TradeId> trade;
    std::optional<TransferId> transfer;
    std::uint64_t place = 0;  ///< Unique, and grows: the cursor. Not in the JSON.
    static constexpr auto fields =
        json::fields(json::field("id", &ActivityRow::id), json::field("account", &ActivityRow::account),
                     json::field("type", &ActivityRow::type), json::field("time", &ActivityRow::time),
                     json::field("symbol", &ActivityRow::symbol), json::field("side", &ActivityRow::side),
                     json::field("quantity", &ActivityRow::quantity), json::field("price", &ActivityRow::price),
                     json::field("net_amount", &ActivityRow::net_amount), json::field("currency", &ActivityRow::currency),
                     json::field("order", &ActivityRow::order), json::field("trade", &ActivityRow::trade),
                     json::field("transfer", &ActivityRow::transfer));
};

struct ActivityQuery {
    AccountId account;
    std::vector<ActivityType> types;  ///< None: all.
    std::optional<Instant> from;      ///< Inclusive.
    std::optional<Instant> to;        ///< Exclusive.
    std::optional<std::uint64_t> before;
    std::int64_t limit = 50;
};

/// What one trade bought, and what became of it. The oldest is sold first.
struct LotRow {
    AccountId account;
    Symbol symbol;
    TradeId trade;
    Instant opened_at;
    Price price;
    Quantity quantity;  ///< Bought.
    Quantity left;      ///< Of these, still held.
    Money cost;         ///< Of all that was bought.
    Money left_cost;    ///< Of what is left.
    Money proceeds;     ///< Of what was sold,
    Money realised;     ///< and the profit in it: proceeds less its cost.
    std::uint64_t place = 0;
    static constexpr auto fields = json::fields(
        json::field("account", &LotRow::account), json::field("symbol", &LotRow::symbol), json::field("trade", &LotRow::trade),
        json::field("opened_at", &LotRow::opened_at), json::field("price", &LotRow::price),
        json::field("quantity", &LotRow::quantity), json::field("left", &LotRow::left), json::field("cost", &LotRow::cost),
        json::field("left_cost", &LotRow::left_cost), json::field("proceeds", &LotRow::proceeds),
        json::field("realised", &LotRow::realised));
};

/// How fine a history is kept: an account of years is asked for by days, one of hours by minutes.
enum class Grain { minute, day };
constexpr std::int64_t length_of(Grain grain) { return grain == Grain::minute ? 60'000'000 : 86'400'000'000; }

/// The last of a minute or a day, counted from 1970.
struct BalancePoint {
    std::int64_t bucket = 0;
    Money cash;
    Money flow;  ///< What came in from outside within it, less what went out.
};
struct HoldingPoint {
    std::int64_t bucket = 0;
    Symbol symbol;
    Quantity held;
    Price paid;  ///< Of the last trade.
};
struct MarkPoint {
    std::int64_t bucket = 0;
    Price price;
};

class HistoryView final : public eventing::View {
public:
    HistoryView();

    /// Newest first.
    static std::vector<ActivityRow> activities(store::Database&, const ActivityQuery&);
    /// Oldest first, those with something left, or all.
    static std::vector<LotRow> lots(store::Database&, const AccountId&, const Symbol&, bool all,
                                    std::optional<std::uint64_t> after, std::int64_t limit);

    // From the last one before `first` on (which tells what stood at its beginning), up to and with `last`, in order.
    static std::vector<BalancePoint> balances(store::Database&, const AccountId&, Grain, std::int64_t first, std::int64_t last);
    static std::vector<HoldingPoint> holdings(store::Database&, const AccountId&, Grain, std::int64_t first, std::int64_t last);
    static std::vector<MarkPoint> marks(store::Database&, const Symbol&, Grain, std::int64_t first, std::int64_t last);

    std::string_view name() const override { return "history"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    using BalanceKey = std::tuple<AccountId, Grain, std::int64_t>;
    using HoldingKey = std::tuple<AccountId, Symbol, Grain, std::int64_t>;
    using MarkKey = std::tuple<Symbol, Grain, std::int64_t>;

    void on(store::Database&, const eventing::Envelope&, const Deposited&);
    void on(store::Database&, const eventing::Envelope&, const Withdrawn&);
    void on(store::Database&, const eventing::Envelope&, const Settled&);
    void on(store::Database&, const eventing::Envelope&, const TransferSent&);
    void on(store::Database&, const eventing::Envelope&, const TransferReceived&);
    void on(store::Database&, const eventing::Envelope&, const TransferReturned&);
    void on(store::Database&, const eventing::Envelope&, const HoldingDropped&);
    void on(store::Database&, const eventing::Envelope&, const AccountReset&);
    void on(store::Database&, const eventing::Envelope&, const SharesSplit&);
    void on(store::Database&, const eventing::Envelope&, const DividendPaid&);
    void on(store::Database&, const eventing::Envelope&, const stock::Quoted&);
    void on(store::Database&, const eventing::Envelope&, const auto&) {}

    /// What it does to the cash, with the account's balance afterwards, and how much of that is a flow from outside.
    void note(const eventing::Envelope&, ActivityRow, Money cash, Money flow);
    void buy(store::Database&, const eventing::Envelope&, const Settled&);
    /// Takes the oldest lots. Nothing is brought where the shares go without a sale.
    void take(store::Database&, const AccountId&, const Symbol&, Quantity, Money proceeds);
    void split_lots(store::Database&, const SharesSplit&);
    void hold(const eventing::Envelope&, const AccountId&, const Symbol&, Quantity held, Price paid);

    // What this batch brought: only the last of each key is written, but flows add up.
    std::map<BalanceKey, BalancePoint> balances_;
    std::map<HoldingKey, HoldingPoint> holdings_;
    std::map<MarkKey, Price> marks_;
    eventing::Rows activity_rows_, balance_rows_, holding_rows_, mark_rows_;
};

}  // namespace andvari::portfolio

template <>
struct andvari::json::EnumNames<andvari::portfolio::ActivityType> {
    static constexpr std::array<std::string_view, 8> names{"FILL", "CSD", "CSW", "JNLC", "FEE", "MISC", "DIV", "SPLIT"};
};
