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
    std::uint64_t version = 0;  ///< Sequence of the fact that wrote it last: for an ETag. Not in the JSON.
    static constexpr auto fields =
        json::fields(json::field("symbol", &InstrumentRow::symbol), json::field("name", &InstrumentRow::name),
                     json::field("currency", &InstrumentRow::currency));
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
