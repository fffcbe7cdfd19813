// A history as a sequence of market messages. Pure: no clock, no bus.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <variant>

#include "events/stock.hpp"
#include "feed/history.hpp"

namespace andvari::feed {

/// One thing that the market says.
struct Tick {
    std::variant<stock::Quote, stock::Bar> content;
    Instant time;                       ///< When, by the market's clock: a quote's own time, for a bar the end of its day.
    std::chrono::microseconds elapsed;  ///< The same, counted from the first opening, while the market was open.
};

/// What is said after the history is used up.
enum class Afterwards {
    silence,
    again,  ///< The history once more, moved by as many whole weeks as it spans, so that time goes on; and so for ever.
};

/// The quotes of each day, then its bar; time grows strictly.
class Generator {
public:
    /// `history` must not be empty. Throws std::invalid_argument for a number of quotes outside fewest_quotes to most_quotes.
    Generator(History history, int quotes_per_day, Afterwards);

    /// Nothing when all is said, or when the year 2199, the last that a time can be in, is over.
    std::optional<Tick> next();
    /// Leaves out what is not later than `last`.
    void skip_through(Instant last);

    /// How many ticks of the present round are said, and how many it has.
    std::uint64_t said() const;
    std::uint64_t total() const;
    /// How long the market is open in a round.
    std::chrono::microseconds open_market() const;
    int round() const { return static_cast<int>(round_); }  ///< From 0.

private:
    bool at_end() const;
    TradingDay today() const;
    Tick current() const;
    void advance();
    void next_day();

    History history_;
    int quotes_;
    Afterwards afterwards_;
    std::int64_t period_;  ///< In days: what each round is moved by.
    std::int64_t round_ = 0;
    std::size_t day_ = 0;
    int index_ = 0;  ///< Of the quote; one past the last for the bar.
};

/// How a tick travels.
struct Message {
    std::string subject;    ///< mkt.quote.<symbol token> or mkt.bar.<symbol token>
    std::string id;         ///< A function of symbol, kind and time, so that one that is sent again is known.
    std::string_view type;  ///< "andvari.stock.quote.v1"
    std::string body;
};
Message message_of(const Symbol&, const Tick&);

}  // namespace andvari::feed
