// The rules of an instrument: what a feed may say about it. Pure: no clock, no ids made here, no I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/stock.hpp"
#include "services/stock/exchange.hpp"
#include "services/stock/fx.hpp"
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

/// mkt.status.<symbol>
struct TakeStatus {
    Symbol symbol;
    Status status;
};

using Command = std::variant<List, TakeQuote, TakeBar, TakeFx, Tick, TakeStatus, Halt, Resume, SetRules, AnnounceSplit,
                             AnnounceDividend, CancelAction>;

/// What was announced of an instrument and is not all due yet.
struct Announced {
    std::optional<SplitAnnounced> split;
    std::optional<DividendAnnounced> dividend;
    bool owed = false;  ///< The dividend was due; it is not paid yet.
    static constexpr auto fields =
        json::fields(json::field("split", &Announced::split), json::field("dividend", &Announced::dividend),
                     json::field("owed", &Announced::owed));
};
inline constexpr std::size_t most_announced = 64;

/// One instrument, unknown while it has no currency. Only the latest of each kind is kept, to judge the next by.
struct Instrument {
    std::string name;
    std::string currency;
    std::optional<Quote> quote;
    std::optional<Bar> minute, day;
    bool halted = false;
    std::vector<Announced> announced;  ///< As it was announced.

    bool exists() const { return !currency.empty(); }
    const std::optional<Bar>& last(Interval interval) const { return interval == Interval::minute ? minute : day; }
    static constexpr auto fields =
        json::fields(json::field("name", &Instrument::name), json::field("currency", &Instrument::currency),
                     json::field("quote", &Instrument::quote), json::field("minute", &Instrument::minute),
                     json::field("day", &Instrument::day), json::field("halted", &Instrument::halted),
                     json::field("announced", &Instrument::announced));
};

/// What one aggregate of the context is: an instrument, the exchange, or a pair of currencies.
struct State : Instrument, Exchange, CurrencyPair {};

/// Refused, in this order: symbol_invalid, name_invalid, currency_invalid, currency_mismatch (of a listed one: it never changes).
Decision<Fact> decide(const Instrument&, const List&, const Given&);
/// What was announced and is due with it, then Quoted.
/// Refused, in this order: symbol_invalid, size_negative, size_too_large, quote_empty, price_not_positive, price_too_large,
/// crossed_quote, quote_from_future (over a day), quote_out_of_order. The same quote again is nothing new.
Decision<Fact> decide(const Instrument&, const TakeQuote&, const Given&);
/// Refused, in this order: symbol_invalid, price_not_positive, price_too_large, bar_inconsistent, volume_negative,
/// bar_from_future, bar_out_of_order (or changed). The same bar again is nothing new.
Decision<Fact> decide(const Instrument&, const TakeBar&, const Given&);

/// Refused: symbol_invalid, instrument_unknown. The same again is nothing new.
Decision<Fact> decide(const Instrument&, const TakeStatus&, const Given&);
/// Refused: instrument_unknown, reason_invalid, already_halted.
Decision<Fact> decide(const Instrument&, const Halt&, const Given&);
/// Refused: instrument_unknown, not_halted.
Decision<Fact> decide(const Instrument&, const Resume&, const Given&);
/// Refused: instrument_unknown, tick_not_positive, lot_not_positive, least_notional_negative.
Decision<Fact> decide(const Instrument&, const SetRules&, const Given&);
/// Refused: instrument_unknown, too_many_announced, ratio_out_of_range, ratio_changes_nothing.
Decision<Fact> decide(const Instrument&, const AnnounceSplit&, const Given&);
/// Refused: instrument_unknown, too_many_announced, amount_not_positive, amount_too_large, pays_before_ex.
Decision<Fact> decide(const Instrument&, const AnnounceDividend&, const Given&);
/// Refused: instrument_unknown, action_not_pending.
Decision<Fact> decide(const Instrument&, const CancelAction&, const Given&);

/// What all refuse but what lists it.
Refusal instrument_unknown(const Symbol&);

void evolve(Instrument&, const Listed&);
void evolve(Instrument&, const Quoted&);
void evolve(Instrument&, const BarClosed&);
void evolve(Instrument&, const CommandRefused&);
void evolve(Instrument&, const StatusChanged&);
void evolve(Instrument&, const RulesSet&);
void evolve(Instrument&, const SplitAnnounced&);
void evolve(Instrument&, const SplitDue&);
void evolve(Instrument&, const DividendAnnounced&);
void evolve(Instrument&, const DividendDue&);
void evolve(Instrument&, const DividendPayable&);
void evolve(Instrument&, const ActionCancelled&);

/// The symbol, or "@" and the market, or "fx:" and the pair.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The symbol as a subject token, or the market, or the pair.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// The refusal of a command from outside. What a feed sends is refused into the dead letters instead: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

/// For snapshots.
struct Image {
    Instrument instrument;
    Exchange exchange;
    CurrencyPair pair;
    static constexpr auto fields = json::fields(json::field("instrument", &Image::instrument),
                                                json::field("exchange", &Image::exchange), json::field("pair", &Image::pair));
};
inline Image image(const State& state) { return {state, state, state}; }
inline State restore(const Image& image) { return {image.instrument, image.exchange, image.pair}; }

}  // namespace andvari::stock
