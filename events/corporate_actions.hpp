// What a company does with its shares: splits and cash dividends. Each is announced, and due with the first quote of the symbol
// at or after its moment.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::stock {

/// `numerator` shares for each `denominator` that was held.
struct Ratio {
    std::int64_t numerator = 1, denominator = 1;
    friend bool operator==(const Ratio&, const Ratio&) = default;
    static constexpr auto fields =
        json::fields(json::field("numerator", &Ratio::numerator), json::field("denominator", &Ratio::denominator));
};

/// Far above any position, and far from the end of 64 bits: an order's quantity on top still fits.
inline constexpr Quantity largest_after_split = Quantity::of_units(std::numeric_limits<std::int64_t>::max() / 2);

/// How many shares so many become, rounded down to billionths: nobody gets what is not there. At most largest_after_split.
inline Quantity after_split(Quantity quantity, const Ratio& ratio) {
    const auto exact = static_cast<__int128>(quantity.units()) * ratio.numerator / ratio.denominator;
    constexpr __int128 most = largest_after_split.units();
    return Quantity::of_units(static_cast<std::int64_t>(std::min(exact, most)));
}

/// What so many shares are owed; at most largest_money, which no account of this world comes to.
inline Money dividend_of(Quantity held, Money per_share) {
    const auto about = static_cast<__int128>(held.units()) * per_share.units() / Quantity::one;
    if (about >= largest_money.units()) return largest_money;
    return value_of(Price::of_units(per_share.units()), held);
}

/// cmd.stock.<symbol>.announce_split
struct AnnounceSplit {
    Symbol symbol;
    Ratio ratio;        ///< Each side from 1 to 10,000.
    Instant effective;  ///< From then on it is quoted in new shares.
    static constexpr std::string_view type = "andvari.stock.announce_split.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &AnnounceSplit::symbol), json::field("ratio", &AnnounceSplit::ratio),
                     json::field("effective", &AnnounceSplit::effective));
};

/// cmd.stock.<symbol>.announce_dividend
struct AnnounceDividend {
    Symbol symbol;
    Money per_share;
    Instant ex;                   ///< Who holds it before the first quote from then on is paid.
    std::optional<Instant> pays;  ///< When; absent: then.
    static constexpr std::string_view type = "andvari.stock.announce_dividend.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &AnnounceDividend::symbol), json::field("per_share", &AnnounceDividend::per_share),
                     json::field("ex", &AnnounceDividend::ex), json::field("pays", &AnnounceDividend::pays));
};

/// cmd.stock.<symbol>.cancel_action: what was announced does not come, as long as it is not due.
struct CancelAction {
    Symbol symbol;
    std::string action;
    static constexpr std::string_view type = "andvari.stock.cancel_action.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &CancelAction::symbol), json::field("action", &CancelAction::action));
};

// Facts. `action` is the id of the command that announced it.

struct SplitAnnounced {
    Symbol symbol;
    std::string action;
    Ratio ratio;
    Instant effective;
    static constexpr std::string_view type = "andvari.stock.split_announced.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &SplitAnnounced::symbol), json::field("action", &SplitAnnounced::action),
                     json::field("ratio", &SplitAnnounced::ratio), json::field("effective", &SplitAnnounced::effective));
};

/// Quotes are in new shares from here on. The engine says when nothing of the old ones trades any more: react to that.
struct SplitDue {
    Symbol symbol;
    std::string action;
    Ratio ratio;
    Instant effective;
    static constexpr std::string_view type = "andvari.stock.split_due.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &SplitDue::symbol), json::field("action", &SplitDue::action),
                     json::field("ratio", &SplitDue::ratio), json::field("effective", &SplitDue::effective));
};

struct DividendAnnounced {
    Symbol symbol;
    std::string action;
    Money per_share;
    std::string currency;  ///< The instrument's.
    Instant ex;
    Instant pays;
    static constexpr std::string_view type = "andvari.stock.dividend_announced.v1";
    static constexpr auto fields = json::fields(
        json::field("symbol", &DividendAnnounced::symbol), json::field("action", &DividendAnnounced::action),
        json::field("per_share", &DividendAnnounced::per_share), json::field("currency", &DividendAnnounced::currency),
        json::field("ex", &DividendAnnounced::ex), json::field("pays", &DividendAnnounced::pays));
};

/// Who holds it now is owed the dividend. As with splits, react to the engine's fact.
struct DividendDue {
    Symbol symbol;
    std::string action;
    Money per_share;
    std::string currency;
    Instant ex;
    static constexpr std::string_view type = "andvari.stock.dividend_due.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &DividendDue::symbol), json::field("action", &DividendDue::action),
                     json::field("per_share", &DividendDue::per_share), json::field("currency", &DividendDue::currency),
                     json::field("ex", &DividendDue::ex));
};

/// What is owed of it is paid. As with splits, react to the engine's fact.
struct DividendPayable {
    Symbol symbol;
    std::string action;
    static constexpr std::string_view type = "andvari.stock.dividend_payable.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &DividendPayable::symbol), json::field("action", &DividendPayable::action));
};

/// What was announced does not come.
struct ActionCancelled {
    Symbol symbol;
    std::string action;
    static constexpr std::string_view type = "andvari.stock.action_cancelled.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &ActionCancelled::symbol), json::field("action", &ActionCancelled::action));
};

}  // namespace andvari::stock
