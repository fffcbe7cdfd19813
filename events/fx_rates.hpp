// The latest rates, and how one currency is exchanged for another by them: by the pair itself, by the pair the other way round,
// or over the US dollar, each leg one of these. A rate that follows from others is rounded to nine places, half to even, and used
// so.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "events/fx.hpp"

namespace andvari {

class FxRates {
public:
    /// What one unit costs, and the rates that say so.
    struct Found {
        Rate rate;
        std::vector<stock::FxRate> quotes;
    };

    void learn(const stock::FxQuoted& e) { rates_.insert_or_assign({e.base, e.quote}, e); }

    /// By what was received at `since` or later. Nothing where nothing leads from the one to the other.
    std::optional<Found> between(const std::string& from, const std::string& to, Instant since) const {
        if (auto found = leg(from, to, since)) return found;
        const auto first = leg(from, middle, since), second = leg(middle, to, since);
        if (!first || !second) return std::nullopt;
        const auto rate = chained(first->rate, second->rate);
        if (!rate) return std::nullopt;
        return Found{*rate, {first->quotes.front(), second->quotes.front()}};
    }

private:
    static constexpr const char* middle = "USD";

    const stock::FxQuoted* latest(const std::string& base, const std::string& quote, Instant since) const {
        const auto found = rates_.find({base, quote});
        return found == rates_.end() || found->second.received < since ? nullptr : &found->second;
    }
    std::optional<Found> leg(const std::string& from, const std::string& to, Instant since) const {
        if (const auto* direct = latest(from, to, since)) return Found{direct->rate, {said(*direct)}};
        const auto* reverse = latest(to, from, since);
        const auto rate = reverse == nullptr ? std::nullopt : inverse(reverse->rate);
        return rate ? std::optional{Found{*rate, {said(*reverse)}}} : std::nullopt;
    }
    static stock::FxRate said(const stock::FxQuoted& e) { return {e.base, e.quote, e.rate, e.time}; }

    std::map<std::pair<std::string, std::string>, stock::FxQuoted> rates_;
};

}  // namespace andvari
