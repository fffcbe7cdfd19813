// What is for sale, what it costs now, and what it has cost: instruments, latest quotes, bars.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/stock.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::stock {

struct InstrumentRow {
    Symbol symbol;
    std::string name;
    std::string currency;
    bool halted = false;
    std::optional<std::string> halt_reason{};
    Rules rules{};
    std::optional<Instant> status_since{};  ///< As in StatusChanged; absent where it was never halted. Not in the JSON.
    std::uint64_t version = 0;              ///< Sequence of the fact that wrote it last: for an ETag. Not in the JSON.
    static constexpr auto fields =
        json::fields(json::field("symbol", &InstrumentRow::symbol), json::field("name", &InstrumentRow::name),
                     json::field("currency", &InstrumentRow::currency), json::field("halted", &InstrumentRow::halted),
                     json::field("halt_reason", &InstrumentRow::halt_reason), json::field("rules", &InstrumentRow::rules));
};

enum class ActionKind { split, dividend };

/// A split or a dividend, announced or due.
struct ActionRow {
    std::string id;
    Symbol symbol;
    ActionKind kind{};
    std::optional<Ratio> ratio;      ///< Of a split.
    std::optional<Money> per_share;  ///< Of a dividend.
    std::optional<std::string> currency;
    Instant effective;  ///< Of a dividend: when it goes ex.
    std::optional<Instant> pays;
    bool due = false;         ///< It has taken effect,
    bool cancelled = false;   ///< or never will.
    std::uint64_t place = 0;  ///< Grows with each: the cursor. Not in the JSON.
    static constexpr auto fields =
        json::fields(json::field("id", &ActionRow::id), json::field("symbol", &ActionRow::symbol),
                     json::field("kind", &ActionRow::kind), json::field("ratio", &ActionRow::ratio),
                     json::field("per_share", &ActionRow::per_share), json::field("currency", &ActionRow::currency),
                     json::field("effective", &ActionRow::effective), json::field("pays", &ActionRow::pays),
                     json::field("due", &ActionRow::due), json::field("cancelled", &ActionRow::cancelled));
};

/// What somebody did by a command to an instrument. What feeds say is none.
struct InstrumentAct {
    std::uint64_t place = 0;  ///< Grows: the cursor.
    Instant time;
    std::string actor, act;  ///< act: "listed", "halted", "resumed", "rules_set", "split_announced", …
    Symbol symbol;
    std::string command;                  ///< Of a split or dividend the same as the action's id.
    std::optional<std::string> reason{};  ///< Of a halt.
    static constexpr auto fields =
        json::fields(json::field("place", &InstrumentAct::place), json::field("time", &InstrumentAct::time),
                     json::field("actor", &InstrumentAct::actor), json::field("act", &InstrumentAct::act),
                     json::field("symbol", &InstrumentAct::symbol), json::field("command", &InstrumentAct::command),
                     json::field("reason", &InstrumentAct::reason));
};

struct QuoteRow {
    Symbol symbol;
    Price bid, ask;
    Quantity bid_size, ask_size;
    Instant time;               ///< The market's clock.
    Instant received;           ///< Ours.
    std::uint64_t version = 0;  ///< As above.
    static constexpr auto fields = json::fields(
        json::field("symbol", &QuoteRow::symbol), json::field("bid", &QuoteRow::bid), json::field("ask", &QuoteRow::ask),
        json::field("bid_size", &QuoteRow::bid_size), json::field("ask_size", &QuoteRow::ask_size),
        json::field("time", &QuoteRow::time), json::field("received", &QuoteRow::received));
};

/// What one unit of `base` costs in `quote`.
struct FxRow {
    std::string pair;  ///< base and quote together, such as "USDCAD".
    std::string base, quote;
    Rate rate;
    Instant time;               ///< The market's clock.
    Instant received;           ///< Ours.
    std::uint64_t version = 0;  ///< As above.
    static constexpr auto fields = json::fields(json::field("pair", &FxRow::pair), json::field("base", &FxRow::base),
                                                json::field("quote", &FxRow::quote), json::field("rate", &FxRow::rate),
                                                json::field("time", &FxRow::time), json::field("received", &FxRow::received));
};

/// Which bars: of one symbol and interval, by the time of their beginning.
struct BarQuery {
    Symbol symbol;
    Interval interval{};
    std::optional<Instant> from;   ///< Inclusive.
    std::optional<Instant> to;     ///< Exclusive.
    std::optional<Instant> after;  ///< The cursor: `time` of the last bar of the page before.
    std::int64_t limit = 100;
    bool newest_first = false;  ///< Then the cursor is `to`.
};

class StockView final : public eventing::View {
public:
    StockView();

    /// By symbol, beginning after `after_symbol` (empty: with the first).
    static std::vector<InstrumentRow> instruments(store::Database&, std::string_view after_symbol, std::int64_t limit);
    static std::optional<InstrumentRow> instrument(store::Database&, const Symbol&);
    /// The latest one; nothing before the first.
    static std::optional<QuoteRow> quote(store::Database&, const Symbol&);
    /// Of the exchange; nothing for a market that never closes.
    static std::optional<PhaseChanged> phase(store::Database&);
    /// The latest time of any quote.
    static std::optional<Instant> last_quoted(store::Database&);
    /// Splits and dividends of a symbol, in the order in which they were announced.
    static std::vector<ActionRow> actions(store::Database&, const Symbol&, std::optional<std::uint64_t> after,
                                          std::int64_t limit);
    /// Nothing where the symbol has no such one.
    static std::optional<ActionRow> action(store::Database&, const Symbol&, std::string_view id);
    /// Newest first.
    static std::vector<InstrumentAct> acts(store::Database&, std::optional<std::uint64_t> before, std::int64_t limit);
    /// The latest of each pair, by its name, beginning after `after_pair` (empty: with the first).
    static std::vector<FxRow> fx_rates(store::Database&, std::string_view after_pair, std::int64_t limit);
    static std::optional<FxRow> fx_rate(store::Database&, std::string_view pair);
    /// Oldest first, unless the query wants it otherwise.
    static std::vector<Bar> bars(store::Database&, const BarQuery&);

    std::string_view name() const override { return "stock"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    void announce(store::Database&, const eventing::Occurrence&, const ActionRow&);
    struct BarKey {
        Symbol symbol;
        Interval interval{};
        Instant time;
        friend auto operator<=>(const BarKey&, const BarKey&) = default;
    };
    // What this batch brought: only the last of each key is written.
    std::map<Symbol, QuoteRow> quotes_;
    std::map<BarKey, Bar> bars_;
    eventing::Rows quote_rows_, bar_rows_;
};

}  // namespace andvari::stock

template <>
struct andvari::json::EnumNames<andvari::stock::ActionKind> {
    static constexpr std::array<std::string_view, 2> names{"split", "dividend"};
};
