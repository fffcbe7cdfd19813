#include "services/stock/domain.hpp"

#include <algorithm>

#include "services/stock/announcements.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::stock {
namespace {
constexpr std::int64_t a_day = 86'400;

std::string text(Price price) { return price.text(); }

bool name_is_valid(std::string_view name) {
    return !name.empty() && name.size() <= 128 &&
           std::ranges::none_of(name, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// Nothing is wrong with one side of a quote, or what.
std::optional<Refusal> trouble_with(std::string_view side, Price price, Quantity size) {
    if (size.zero()) return std::nullopt;  // Nothing stands there, so its price says nothing.
    if (!price.positive()) return Refusal{"price_not_positive", "the " + std::string{side} + " is " + text(price)};
    if (price > largest_price) return Refusal{"price_too_large", "the " + std::string{side} + " is above " + text(largest_price)};
    return std::nullopt;
}

std::optional<Refusal> trouble_with(const Quote& q) {
    if (q.bid_size.negative() || q.ask_size.negative()) return Refusal{"size_negative", "a size is below zero"};
    if (q.bid_size > largest_quantity || q.ask_size > largest_quantity)
        return Refusal{"size_too_large", "a size is above " + largest_quantity.text()};
    if (q.bid_size.zero() && q.ask_size.zero()) return Refusal{"quote_empty", "neither side has a size"};
    if (auto trouble = trouble_with("bid", q.bid, q.bid_size)) return trouble;
    if (auto trouble = trouble_with("ask", q.ask, q.ask_size)) return trouble;
    if (q.bid_size.positive() && q.ask_size.positive() && q.bid > q.ask)
        return Refusal{"crossed_quote", "the bid " + text(q.bid) + " is above the ask " + text(q.ask)};
    return std::nullopt;
}

std::optional<Refusal> trouble_with(const Bar& b) {
    if (!b.low.positive()) return Refusal{"price_not_positive", "the low is " + text(b.low)};
    if (b.high > largest_price) return Refusal{"price_too_large", "the high is above " + text(largest_price)};
    const auto [least, most] = std::minmax(b.open, b.close);
    if (least < b.low || most > b.high) return Refusal{"bar_inconsistent", "open or close lie outside of low and high"};
    if (b.volume.negative()) return Refusal{"volume_negative", "the volume is below zero"};
    return std::nullopt;
}

/// The first sight of a symbol lists it under its own name.
Facts<Fact> listed_first(const Instrument& instrument, const Symbol& symbol) {
    if (instrument.exists()) return {};
    return {Listed{symbol, symbol.text, "USD"}};
}
}  // namespace

Decision<Fact> decide(const Instrument& instrument, const List& c, const Given& given) {
    if (!is_symbol(c.symbol.text)) return Refusal{"symbol_invalid", "not a symbol"};
    if (!name_is_valid(c.name)) return Refusal{"name_invalid", "a name has 1 to 128 bytes and no control characters"};
    if (!is_currency(c.currency)) return Refusal{"currency_invalid", "a currency has three capital letters"};
    if (instrument.exists() && instrument.currency != c.currency)
        return Refusal{"currency_mismatch", c.symbol.text + " is traded in " + instrument.currency};
    return Facts<Fact>{{Listed{c.symbol, c.name, c.currency}, given.command}};
}

Decision<Fact> decide(const Instrument& instrument, const TakeQuote& c, const Given& given) {
    if (!is_symbol(c.symbol.text)) return Refusal{"symbol_invalid", "not a symbol"};
    if (auto trouble = trouble_with(c.quote)) return *trouble;
    if (c.quote.time > given.time.plus_seconds(a_day)) return Refusal{"quote_from_future", "quoted at " + c.quote.time.text()};
    if (instrument.quote == c.quote) return Facts<Fact>{};
    if (instrument.quote && c.quote.time < instrument.quote->time)
        return Refusal{"quote_out_of_order", "quoted before " + instrument.quote->time.text() + ", the last one's time"};
    auto facts = listed_first(instrument, c.symbol);
    due_by(instrument, c.quote.time, facts);
    facts.emplace_back(Quoted{c.symbol, c.quote, c.received});
    return facts;
}

Decision<Fact> decide(const Instrument& instrument, const TakeBar& c, const Given& given) {
    if (!is_symbol(c.symbol.text)) return Refusal{"symbol_invalid", "not a symbol"};
    if (auto trouble = trouble_with(c.bar)) return *trouble;
    if (c.bar.time > given.time.plus_seconds(a_day)) return Refusal{"bar_from_future", "begins at " + c.bar.time.text()};
    const auto& last = instrument.last(c.bar.interval);
    if (last == c.bar) return Facts<Fact>{};
    if (last && c.bar.time <= last->time)
        return Refusal{"bar_out_of_order", "begins no later than " + last->time.text() + ", the last one"};
    auto facts = listed_first(instrument, c.symbol);
    facts.emplace_back(BarClosed{c.symbol, c.bar});
    return facts;
}

Refusal instrument_unknown(const Symbol& symbol) {
    return {"instrument_unknown", "nothing is known of " + symbol.text + ": list it first"};
}

void evolve(Instrument& instrument, const Listed& e) {
    instrument.name = e.name;
    instrument.currency = e.currency;
}

void evolve(Instrument& instrument, const Quoted& e) { instrument.quote = e.quote; }

void evolve(Instrument& instrument, const BarClosed& e) {
    (e.bar.interval == Interval::minute ? instrument.minute : instrument.day) = e.bar;
}

void evolve(Instrument&, const CommandRefused&) {}

namespace {
template <class C>
concept OfTheMarket = requires(const C& c) {
    c.market;
};

template <class T>
std::string aggregate(const T& of) {
    if constexpr (OfTheMarket<T>) return '@' + of.market;
    else if constexpr (requires { of.pair; }) return "fx:" + of.pair;
    else if constexpr (requires { of.base; }) return "fx:" + of.base + of.quote;
    else return of.symbol.text;
}
}  // namespace

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit([](const auto& c) { return aggregate(c); }, command);
}

std::string aggregate_of(const Fact& fact) {
    return std::visit([](const auto& e) { return aggregate(e); }, fact);
}

std::string key_of(const Fact& fact) {
    return std::visit(
        []<class F>(const F& e) {
            if constexpr (OfTheMarket<F>) return e.market;
            else if constexpr (requires { e.base; }) return e.base + e.quote;
            else return to_token(e.symbol);
        },
        fact);
}

std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command& command, const Given&, const Refusal& refusal) {
    return std::visit(
        [&]<class C>(const C& c) -> Fact {
            if constexpr (OfTheMarket<C> || std::is_same_v<C, TakeQuote> || std::is_same_v<C, TakeBar> ||
                          std::is_same_v<C, TakeStatus> || std::is_same_v<C, TakeFx>)
                eventing::never_refused("market data", refusal.code);
            else return CommandRefused{c.symbol, refusal.code, refusal.reason};
        },
        command);
}

}  // namespace andvari::stock
