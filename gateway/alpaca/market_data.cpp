#include "gateway/alpaca/market_data.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "gateway/alpaca/json_object.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::int64_t second = 1'000'000, minute = 60 * second, day = 86'400 * second;

/// The first day of the month that so many days since 1970-01-01 fall into, and the month counted from then (H. Hinnant's
/// civil calendar).
struct Month {
    std::int64_t first_day, number;
};
std::int64_t days_before(std::int64_t year, std::int64_t month) {
    year -= month <= 2;
    const auto era = year / 400, of_era = year - era * 400, of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}
Month month_of(std::int64_t days) {
    auto year = 1970 + days / 366;
    while (days_before(year + 1, 1) <= days) ++year;
    std::int64_t month = 1;
    while (month < 12 && days_before(year, month + 1) <= days) ++month;
    return {days_before(year, month), (year - 1970) * 12 + month - 1};
}

void begin(JsonObject& object, std::string_view type, std::string_view symbol) {
    if (!type.empty()) object.text("T", type).text("S", symbol);
}

}  // namespace

std::optional<Timeframe> Timeframe::parse(std::string_view text) {
    static constexpr std::array<std::pair<std::string_view, Unit>, 10> names{{{"Min", Unit::minute},
                                                                              {"T", Unit::minute},
                                                                              {"Hour", Unit::hour},
                                                                              {"H", Unit::hour},
                                                                              {"Day", Unit::day},
                                                                              {"D", Unit::day},
                                                                              {"Week", Unit::week},
                                                                              {"W", Unit::week},
                                                                              {"Month", Unit::month},
                                                                              {"M", Unit::month}}};
    Timeframe timeframe;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), timeframe.count);
    if (error != std::errc{} || text.front() == '-' || text.front() == '0') return std::nullopt;
    const auto name = text.substr(static_cast<std::size_t>(end - text.data()));
    const auto found = std::ranges::find(names, name, &std::pair<std::string_view, Unit>::first);
    if (found == names.end()) return std::nullopt;
    timeframe.unit = found->second;
    static constexpr std::array<int, 5> most{59, 23, 1, 1, 12};
    const bool whole = timeframe.unit != Unit::month || 12 % timeframe.count == 0;
    if (timeframe.count > most[static_cast<std::size_t>(timeframe.unit)] || !whole) return std::nullopt;
    return timeframe;
}

Instant Timeframe::floor(Instant time) const {
    const auto down = [&](std::int64_t step) { return Instant{time.microseconds / step * step}; };
    switch (unit) {
        case Unit::minute: return down(count * minute);
        case Unit::hour: return down(count * 60 * minute);
        case Unit::day: return down(day);
        case Unit::week: return {(time.day() - (time.day() + 3) % 7) * day};  // Mondays: 1970 began on a Thursday.
        case Unit::month: {
            auto month = month_of(time.day());
            for (auto back = month.number % count; back > 0; --back) month = month_of(month.first_day - 1);
            return {month.first_day * day};
        }
    }
    return time;
}

std::optional<stock::Bar> BarJoiner::add(const stock::Bar& bar) {
    const auto time = timeframe_.floor(bar.time);
    if (open_ && open_->time == time) {
        open_->high = std::max(open_->high, bar.high);
        open_->low = std::min(open_->low, bar.low);
        open_->close = bar.close;
        open_->volume += bar.volume;
        return std::nullopt;
    }
    auto ended = std::exchange(open_, bar);
    open_->time = time;
    return ended;
}

/// Feeds tell neither the number of trades nor the volume-weighted price: the typical price stands for the latter.
void append_bar(std::string& out, const stock::Bar& bar, std::string_view type, std::string_view symbol) {
    const auto typical = multiply_divide(bar.high.units() + bar.low.units() + bar.close.units(), 1, 3);
    JsonObject object{out};
    begin(object, type, symbol);
    object.text("t", bar.time).number("o", bar.open).number("h", bar.high).number("l", bar.low).number("c", bar.close);
    object.number("v", bar.volume).number("n", 0).number("vw", Price::of_units(typical));
}

void append_quote(std::string& out, const stock::Quote& quote, std::string_view type, std::string_view symbol) {
    JsonObject object{out};
    begin(object, type, symbol);
    object.text("t", quote.time).text("ax", "V").number("ap", quote.ask).number("as", quote.ask_size);
    object.text("bx", "V").number("bp", quote.bid).number("bs", quote.bid_size).raw("c", "[\"R\"]").text("z", "C");
}

void append_trade(std::string& out, const engine::TradeRow& row) {
    JsonObject object{out};
    object.text("t", row.time).text("x", "V").number("p", row.price).number("s", row.quantity).raw("c", "[\"@\"]");
    object.number("i", static_cast<std::int64_t>(row.sequence)).text("z", "C");
}

void append_status(std::string& out, const stock::StatusChanged& e) {
    JsonObject object{out};
    begin(object, "s", e.symbol.text);
    object.text("sc", e.halted ? "H" : "T").text("sm", e.halted ? "Trading Halt" : "Trading Resumption");
    object.text("rc", "").text("rm", e.reason.value_or("")).text("t", e.since).text("z", "C");
}

}  // namespace andvari::gateway::alpaca
