// The rules of an instrument: what a feed may say about it. Pure: no clock, no ids made here, no I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "events/stock.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::stock {

/// mkt.quote.<symbol>, received at `received` by our clock.
struct TakeQuote {
    Symbol symbol;
    Quote quote;
    Instant received;
};

/// mkt.bar.<symbol>
struct TakeBar {
    Symbol symbol;
    Bar bar;
};

using Command = std::variant<List, TakeQuote, TakeBar>;

/// One instrument, unknown while it has no currency. Only the latest of each kind is kept, to judge the next by.
struct Instrument {
    std::string name;
    std::string currency;
    std::optional<Quote> quote;
    std::optional<Bar> minute, day;

    bool exists() const { return !currency.empty(); }
    const std::optional<Bar>& last(Interval interval) const { return interval == Interval::minute ? minute : day; }
    static constexpr auto fields =
        json::fields(json::field("name", &Instrument::name), json::field("currency", &Instrument::currency),
                     json::field("quote", &Instrument::quote), json::field("minute", &Instrument::minute),
                     json::field("day", &Instrument::day));
};

/// Refused, in this order: symbol_invalid, name_invalid, currency_invalid, currency_mismatch (of a listed one: it never changes).
Decision<Fact> decide(const Instrument&, const List&, const Given&);
/// Refused, in this order: symbol_invalid, size_negative, size_too_large, quote_empty, price_not_positive, price_too_large,
/// crossed_quote, quote_from_future (over a day), quote_out_of_order. The same quote again is nothing new.
Decision<Fact> decide(const Instrument&, const TakeQuote&, const Given&);
/// Refused, in this order: symbol_invalid, price_not_positive, price_too_large, bar_inconsistent, volume_negative,
/// bar_from_future, bar_out_of_order (or changed). The same bar again is nothing new.
Decision<Fact> decide(const Instrument&, const TakeBar&, const Given&);

void evolve(Instrument&, const Listed&);
void evolve(Instrument&, const Quoted&);
void evolve(Instrument&, const BarClosed&);
void evolve(Instrument&, const CommandRefused&);

/// The symbol.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The symbol as a subject token.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// The refusal of a List. What a feed sends is refused into the dead letters instead: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

using InstrumentImage = Instrument;
inline InstrumentImage image(const Instrument& instrument) { return instrument; }
inline Instrument restore(const InstrumentImage& image) { return image; }

}  // namespace andvari::stock
