// Market data as Alpaca writes them: single letters, numbers.
#pragma once

#include <string>

#include "events/stock.hpp"
#include "services/engine/trades_view.hpp"

namespace andvari::gateway::alpaca {

/// What a reader may ask bars to be made of: so many minutes, hours, days, weeks or months.
struct Timeframe {
    enum class Unit { minute, hour, day, week, month } unit = Unit::day;
    int count = 1;

    static std::optional<Timeframe> parse(std::string_view text);
    /// The interval that the feed has it made of.
    stock::Interval source() const { return unit <= Unit::hour ? stock::Interval::minute : stock::Interval::day; }
    /// The beginning of the bar that this moment falls into.
    Instant floor(Instant) const;
};

/// Bars joined to larger ones, as they come, oldest first.
class BarJoiner {
public:
    explicit BarJoiner(Timeframe timeframe) : timeframe_{timeframe} {}
    /// The bar that this one ends, if it does.
    std::optional<stock::Bar> add(const stock::Bar&);
    /// The last one, which nothing has ended.
    std::optional<stock::Bar> rest() const { return open_; }

private:
    const Timeframe timeframe_;
    std::optional<stock::Bar> open_;
};

/// `symbol` and `type` stand in messages of the stream alone; empty elsewhere.
void append_bar(std::string& out, const stock::Bar&, std::string_view type = {}, std::string_view symbol = {});
void append_trade(std::string& out, const engine::TradeRow&);
/// For the stream: a halt, or its end.
void append_status(std::string& out, const stock::StatusChanged&);
void append_quote(std::string& out, const stock::Quote&, std::string_view type = {}, std::string_view symbol = {});

}  // namespace andvari::gateway::alpaca
