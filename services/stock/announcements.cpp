#include "services/stock/announcements.hpp"

#include <algorithm>

namespace andvari::stock {
namespace {
constexpr std::int64_t largest_side = 10'000;
constexpr Money largest_dividend = Money::whole(1'000'000);

std::optional<Refusal> trouble_with(const Instrument& instrument, const Symbol& symbol) {
    if (!instrument.exists()) return instrument_unknown(symbol);
    if (instrument.announced.size() >= most_announced)
        return Refusal{"too_many_announced", "of an instrument at most " + std::to_string(most_announced) + " are to come"};
    return std::nullopt;
}

/// Of one that was quoted later already, it is due at once.
Facts<Fact> with_what_is_due(const Instrument& instrument, Fact announced, const Given& given) {
    Facts<Fact> facts{{announced, given.command}};
    if (!instrument.quote) return facts;
    auto after = instrument;
    std::visit(
        [&](const auto& e) {
            if constexpr (requires { evolve(after, e); }) evolve(after, e);
        },
        announced);
    after.announced.erase(after.announced.begin(), after.announced.end() - 1);
    due_by(after, instrument.quote->time, facts);
    return facts;
}
}  // namespace

void due_by(const Instrument& instrument, Instant moment, Facts<Fact>& facts) {
    for (const auto& [split, dividend, owed] : instrument.announced) {
        if (split && split->effective <= moment)
            facts.emplace_back(SplitDue{split->symbol, split->action, split->ratio, split->effective});
        if (!dividend) continue;
        if (!owed && dividend->ex <= moment)
            facts.emplace_back(
                DividendDue{dividend->symbol, dividend->action, dividend->per_share, dividend->currency, dividend->ex});
        if ((owed || dividend->ex <= moment) && dividend->pays <= moment)
            facts.emplace_back(DividendPayable{dividend->symbol, dividend->action});
    }
}

Decision<Fact> decide(const Instrument& instrument, const AnnounceSplit& c, const Given& given) {
    if (auto trouble = trouble_with(instrument, c.symbol)) return *trouble;
    const auto [numerator, denominator] = c.ratio;
    if (numerator < 1 || denominator < 1 || numerator > largest_side || denominator > largest_side)
        return Refusal{"ratio_out_of_range", "each side of a ratio is from 1 to " + std::to_string(largest_side)};
    if (numerator == denominator) return Refusal{"ratio_changes_nothing", "both sides of the ratio are the same"};
    return with_what_is_due(instrument, SplitAnnounced{c.symbol, given.command, c.ratio, c.effective}, given);
}

Decision<Fact> decide(const Instrument& instrument, const AnnounceDividend& c, const Given& given) {
    if (auto trouble = trouble_with(instrument, c.symbol)) return *trouble;
    if (!c.per_share.positive()) return Refusal{"amount_not_positive", "a dividend is above zero"};
    if (c.per_share > largest_dividend)
        return Refusal{"amount_too_large", "a dividend is at most " + largest_dividend.text() + " a share"};
    const auto pays = c.pays.value_or(c.ex);
    if (pays < c.ex) return Refusal{"pays_before_ex", "a dividend is paid when it is due or later"};
    return with_what_is_due(instrument, DividendAnnounced{c.symbol, given.command, c.per_share, instrument.currency, c.ex, pays},
                            given);
}

namespace {
bool is_called(const Announced& announced, const std::string& action) {
    return (announced.split && announced.split->action == action) || (announced.dividend && announced.dividend->action == action);
}

void forget(Instrument& instrument, const std::string& action) {
    std::erase_if(instrument.announced, [&](const Announced& announced) { return is_called(announced, action); });
}
}  // namespace

Decision<Fact> decide(const Instrument& instrument, const CancelAction& c, const Given& given) {
    if (!instrument.exists()) return instrument_unknown(c.symbol);
    const auto pending = [&](const Announced& announced) { return !announced.owed && is_called(announced, c.action); };
    if (std::ranges::none_of(instrument.announced, pending))
        return Refusal{"action_not_pending", "nothing of this id is to come: it is due already, or was cancelled"};
    return Facts<Fact>{{ActionCancelled{c.symbol, c.action}, given.command}};
}

void evolve(Instrument& instrument, const SplitAnnounced& e) { instrument.announced.push_back({e, std::nullopt}); }
void evolve(Instrument& instrument, const SplitDue& e) { forget(instrument, e.action); }
void evolve(Instrument& instrument, const DividendAnnounced& e) { instrument.announced.push_back({std::nullopt, e}); }
void evolve(Instrument& instrument, const DividendDue& e) {
    for (auto& announced : instrument.announced)
        if (announced.dividend && announced.dividend->action == e.action) announced.owed = true;
}
void evolve(Instrument& instrument, const DividendPayable& e) { forget(instrument, e.action); }
void evolve(Instrument& instrument, const ActionCancelled& e) { forget(instrument, e.action); }

}  // namespace andvari::stock
