// When, and by which rules, instruments are traded: the phases of the exchange's day, halts, and rules of each symbol.
#pragma once

#include <optional>
#include <string>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::stock {

/// What time it is for the exchange.
struct Clock {
    Instant time;
    static constexpr std::string_view type = "andvari.stock.clock.v1";  ///< mkt.clock.<market>
    static constexpr auto fields = json::fields(json::field("time", &Clock::time));
};

/// closed: nothing trades. pre, post: the extended hours, for orders that ask for them. regular: everything trades.
enum class Phase { closed, pre, regular, post };

/// Another part of the exchange's day has begun.
struct PhaseChanged {
    std::string market;  ///< "XNYS": ISO 10383
    Phase phase{};
    std::int64_t session = 0;  ///< The trading day, since 1970-01-01, that this phase belongs to; while closed the one to come.
    std::int64_t next = 0;     ///< The trading day after that one.
    Instant since;             ///< When the phase began: quotes of before do not count in it.
    Instant until;             ///< When it ends.
    Instant opens, closes;     ///< The regular hours of `session`.
    Instant next_open;         ///< The next time that the regular hours begin,
    Instant next_close;        ///< and the next time that they end.
    friend bool operator==(const PhaseChanged&, const PhaseChanged&) = default;
    static constexpr std::string_view type = "andvari.stock.phase_changed.v1";
    static constexpr auto fields =
        json::fields(json::field("market", &PhaseChanged::market), json::field("phase", &PhaseChanged::phase),
                     json::field("session", &PhaseChanged::session), json::field("next", &PhaseChanged::next),
                     json::field("since", &PhaseChanged::since), json::field("until", &PhaseChanged::until),
                     json::field("opens", &PhaseChanged::opens), json::field("closes", &PhaseChanged::closes),
                     json::field("next_open", &PhaseChanged::next_open), json::field("next_close", &PhaseChanged::next_close));
};

/// What a feed says of an instrument's trading.
struct Status {
    bool halted = false;
    std::optional<std::string> reason;
    Instant time;                                                        ///< The market's clock.
    static constexpr std::string_view type = "andvari.stock.status.v1";  ///< mkt.status.<symbol>
    static constexpr auto fields = json::fields(json::field("halted", &Status::halted), json::field("reason", &Status::reason),
                                                json::field("time", &Status::time));
};

// Commands, for who may manage instruments.

/// cmd.stock.<symbol>.halt: nothing of it trades until it is resumed. Orders may be placed and cancelled meanwhile.
struct Halt {
    Symbol symbol;
    std::string reason;  ///< For people.
    static constexpr std::string_view type = "andvari.stock.halt.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &Halt::symbol), json::field("reason", &Halt::reason));
};

/// cmd.stock.<symbol>.resume: it trades again, from its next quote on.
struct Resume {
    Symbol symbol;
    static constexpr std::string_view type = "andvari.stock.resume.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &Resume::symbol));
};

/// What orders must keep to. What is absent is no rule.
struct Rules {
    std::optional<Price> tick;            ///< Limit and stop prices are multiples of this.
    std::optional<Quantity> lot;          ///< Quantities are multiples of this.
    std::optional<Money> least_notional;  ///< Of quantity times price.
    std::optional<bool> tradable;         ///< false: no new orders.
    std::optional<bool> fractionable;     ///< false: whole shares only, and no amounts of money.
    friend bool operator==(const Rules&, const Rules&) = default;
    static constexpr auto fields = json::fields(
        json::field("tick", &Rules::tick), json::field("lot", &Rules::lot), json::field("least_notional", &Rules::least_notional),
        json::field("tradable", &Rules::tradable), json::field("fractionable", &Rules::fractionable));
};

/// cmd.stock.<symbol>.set_rules: in place of all that were set before.
struct SetRules {
    Symbol symbol;
    Rules rules;
    static constexpr std::string_view type = "andvari.stock.set_rules.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &SetRules::symbol), json::field("rules", &SetRules::rules));
};

// Facts.

/// Trading of the instrument is halted, or goes on.
struct StatusChanged {
    Symbol symbol;
    bool halted = false;
    std::optional<std::string> reason;
    Instant since;  ///< The market's clock. Quotes of then and before do not count when it goes on.
    static constexpr std::string_view type = "andvari.stock.status_changed.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &StatusChanged::symbol), json::field("halted", &StatusChanged::halted),
                     json::field("reason", &StatusChanged::reason), json::field("since", &StatusChanged::since));
};

struct RulesSet {
    Symbol symbol;
    Rules rules;
    static constexpr std::string_view type = "andvari.stock.rules_set.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &RulesSet::symbol), json::field("rules", &RulesSet::rules));
};

}  // namespace andvari::stock

template <>
struct andvari::json::EnumNames<andvari::stock::Phase> {
    static constexpr std::array<std::string_view, 4> names{"closed", "pre", "regular", "post"};
};
