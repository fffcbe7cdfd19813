// What the stock context hears from feeds and tells the world: instruments, quotes, bars.
#pragma once

#include <variant>

#include "events/corporate_actions.hpp"
#include "events/exchange.hpp"
#include "events/fx.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::stock {

/// The best bid and ask of a market, with the shares to be had at each. A side with nothing on it has size 0.
struct Quote {
    Price bid, ask;
    Quantity bid_size, ask_size;
    Instant time;  ///< The market's clock, not ours.
    friend bool operator==(const Quote&, const Quote&) = default;
    static constexpr std::string_view type = "andvari.stock.quote.v1";  ///< mkt.quote.<symbol>
    static constexpr auto fields =
        json::fields(json::field("bid", &Quote::bid), json::field("ask", &Quote::ask), json::field("bid_size", &Quote::bid_size),
                     json::field("ask_size", &Quote::ask_size), json::field("time", &Quote::time));
};

enum class Interval { minute, day };

/// The trading of one interval that has ended. `time` is its beginning.
struct Bar {
    Interval interval{};
    Instant time;
    Price open, high, low, close;
    Quantity volume;
    friend bool operator==(const Bar&, const Bar&) = default;
    static constexpr std::string_view type = "andvari.stock.bar.v1";  ///< mkt.bar.<symbol>
    static constexpr auto fields =
        json::fields(json::field("interval", &Bar::interval), json::field("time", &Bar::time), json::field("open", &Bar::open),
                     json::field("high", &Bar::high), json::field("low", &Bar::low), json::field("close", &Bar::close),
                     json::field("volume", &Bar::volume));
};

// Commands.

/// cmd.stock.<symbol>.list: makes an instrument known, or changes its name.
struct List {
    Symbol symbol;
    std::string name;
    std::string currency;  ///< ISO 4217
    static constexpr std::string_view type = "andvari.stock.list.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &List::symbol), json::field("name", &List::name),
                                                json::field("currency", &List::currency));
};

// Facts.

/// An instrument is known. The first quote or bar of an unknown symbol lists it under its own symbol, in USD.
struct Listed {
    Symbol symbol;
    std::string name;
    std::string currency;
    static constexpr std::string_view type = "andvari.stock.listed.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &Listed::symbol), json::field("name", &Listed::name),
                                                json::field("currency", &Listed::currency));
};

struct Quoted {
    Symbol symbol;
    Quote quote;
    Instant received;  ///< Our clock: the age of a quote is counted from here.
    static constexpr std::string_view type = "andvari.stock.quoted.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &Quoted::symbol), json::field("quote", &Quoted::quote),
                                                json::field("received", &Quoted::received));
};

struct BarClosed {
    Symbol symbol;
    Bar bar;
    static constexpr std::string_view type = "andvari.stock.bar_closed.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &BarClosed::symbol), json::field("bar", &BarClosed::bar));
};

/// A command that changed nothing, and why. `code` is stable, `reason` is for people.
struct CommandRefused {
    Symbol symbol;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.stock.command_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("symbol", &CommandRefused::symbol), json::field("code", &CommandRefused::code),
                     json::field("reason", &CommandRefused::reason));
};

using Fact = std::variant<Listed, Quoted, BarClosed, CommandRefused, PhaseChanged, StatusChanged, RulesSet, SplitAnnounced,
                          SplitDue, DividendAnnounced, DividendDue, DividendPayable, FxQuoted, ActionCancelled>;

}  // namespace andvari::stock

template <>
struct andvari::json::EnumNames<andvari::stock::Interval> {
    static constexpr std::array<std::string_view, 2> names{"1Min", "1Day"};
};
