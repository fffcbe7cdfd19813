// Halts, and the rules that orders must keep to.
#include <algorithm>

#include "services/stock/domain.hpp"

namespace andvari::stock {
namespace {
bool reason_is_valid(std::string_view reason) {
    return !reason.empty() && reason.size() <= 200 &&
           std::ranges::none_of(reason, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

/// The market's time: of the last quote, where there was one.
Instant latest(const Instrument& instrument) { return instrument.quote ? instrument.quote->time : Instant{}; }
}  // namespace

Decision<Fact> decide(const Instrument& instrument, const TakeStatus& c, const Given&) {
    if (!is_symbol(c.symbol.text)) return Refusal{"symbol_invalid", "not a symbol"};
    if (!instrument.exists()) return instrument_unknown(c.symbol);
    if (c.status.reason && !reason_is_valid(*c.status.reason))
        return Refusal{"reason_invalid", "a reason has 1 to 200 bytes and no control characters"};
    if (c.status.halted == instrument.halted) return Facts<Fact>{};
    return Facts<Fact>{StatusChanged{c.symbol, c.status.halted, c.status.reason, latest(instrument)}};
}

Decision<Fact> decide(const Instrument& instrument, const Halt& c, const Given& given) {
    if (!instrument.exists()) return instrument_unknown(c.symbol);
    if (!reason_is_valid(c.reason)) return Refusal{"reason_invalid", "a reason has 1 to 200 bytes and no control characters"};
    if (instrument.halted) return Refusal{"already_halted", c.symbol.text + " is halted already"};
    return Facts<Fact>{{StatusChanged{c.symbol, true, c.reason, latest(instrument)}, given.command}};
}

Decision<Fact> decide(const Instrument& instrument, const Resume& c, const Given& given) {
    if (!instrument.exists()) return instrument_unknown(c.symbol);
    if (!instrument.halted) return Refusal{"not_halted", c.symbol.text + " is not halted"};
    return Facts<Fact>{{StatusChanged{c.symbol, false, std::nullopt, latest(instrument)}, given.command}};
}

Decision<Fact> decide(const Instrument& instrument, const SetRules& c, const Given& given) {
    if (!instrument.exists()) return instrument_unknown(c.symbol);
    const auto& r = c.rules;
    if (r.tick && !r.tick->positive()) return Refusal{"tick_not_positive", "a tick is above zero"};
    if (r.lot && !r.lot->positive()) return Refusal{"lot_not_positive", "a lot is above zero"};
    if (r.least_notional && r.least_notional->negative())
        return Refusal{"least_notional_negative", "a least notional is not below zero"};
    return Facts<Fact>{{RulesSet{c.symbol, r}, given.command}};
}

void evolve(Instrument& instrument, const StatusChanged& e) { instrument.halted = e.halted; }
void evolve(Instrument&, const RulesSet&) {}

}  // namespace andvari::stock
