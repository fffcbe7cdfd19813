// A book under test: what comes to it, and what happens in short. For tests only.
#pragma once

#include <string>

#include "services/engine/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::engine {
using order::Side;
using order::TimeInForce;
inline const Symbol aapl{"AAPL"};
inline const Instant monday = *Instant::parse("2026-01-05T15:00:00Z");
inline const std::int64_t monday_session = monday.day();

inline Price price(const char* text) { return *Price::parse(text); }
inline Quantity shares(std::int64_t count) { return Quantity::whole(count); }

inline stock::Quote quote(const char* bid, std::int64_t bid_size, const char* ask, std::int64_t ask_size,
                          std::int64_t seconds = 0) {
    return {price(bid), price(ask), shares(bid_size), shares(ask_size), monday.plus_seconds(seconds)};
}
inline const stock::Quote wide = quote("90", 1'000, "110", 1'000);

/// Of the account that has the order's own name.
inline BookOrder book(Side side, const char* name, std::int64_t quantity, const char* limit,
                      std::optional<stock::Quote> seen = wide, TimeInForce in_force = TimeInForce::gtc) {
    order::Ticket ticket{{name}, {name}, aapl, side, order::Kind::limit, in_force, shares(quantity), price(limit), {}};
    return {std::move(ticket), price(limit), seen};
}
inline BookOrder buy(const char* name, std::int64_t quantity, const char* limit, std::optional<stock::Quote> seen = wide,
                     TimeInForce in_force = TimeInForce::gtc) {
    return book(Side::buy, name, quantity, limit, seen, in_force);
}
inline BookOrder sell(const char* name, std::int64_t quantity, const char* limit, std::optional<stock::Quote> seen = wide,
                      TimeInForce in_force = TimeInForce::gtc) {
    return book(Side::sell, name, quantity, limit, seen, in_force);
}
inline CancelOrder cancel(const char* name) { return {{name}, {name}, aapl}; }
inline TakeQuote take(stock::Quote q) { return {aapl, q}; }

class Market_ : public eventing::Scenario<Book, Command, Fact> {
public:
    Market_() { at(monday); }
    Market_& when(const Command& command) {
        all_.clear();
        take_up(command);
        for (auto more = next(state(), command); more; more = next(state(), *more)) take_up(*more);
        return *this;
    }
    /// The last decisions in short: "booked a; traded a x 5 @ 100 market; expired a 3".
    Market_& then_in_short(const std::string& expected) {
        CHECK(all_ == expected);
        return *this;
    }
    const std::string& in_short_all() const { return all_; }
    Market_& nothing_happens() { return then_in_short(""); }

private:
    void take_up(const Command& command) {
        Scenario::when(command);
        for (const auto& happened : facts())
            all_.append(all_.empty() ? "" : "; ").append(std::visit([](const auto& e) { return in_short(e); }, happened.fact));
    }
    static std::string name(const std::optional<Party>& party) { return party ? party->order.text : "market"; }
    static std::string in_short(const Booked& e) {
        return (e.queued.value_or(false) ? "queued " : "booked ") + e.ticket.order.text;
    }
    static std::string in_short(const Traded& e) {
        return name(e.buyer) + " buys " + e.quantity.text() + " of " + name(e.seller) + " at " + e.price.text();
    }
    static std::string in_short(const Cancelled& e) {
        return "cancelled " + e.order.text + " " + e.remaining.text() + (e.code ? " " + *e.code : "");
    }
    static std::string in_short(const CancelRefused& e) { return "cancel refused " + e.order.text; }
    static std::string in_short(const Expired& e) { return "expired " + e.order.text + " " + e.remaining.text(); }
    static std::string in_short(const Triggered& e) { return "triggered " + e.order.text + " at " + e.stop_price.text(); }
    static std::string in_short(const TrailMoved& e) {
        return "trail of " + std::string{json::name_of(e.side)} + "s to " + e.mark.text();
    }
    static std::string in_short(const Resized& e) { return "resized " + e.order.text + " " + e.remaining.text(); }
    static std::string in_short(const Replaced& e) {
        return "replaced " + e.order.text + " " + e.remaining.text() + " by " + e.replacement.ticket.quantity.text();
    }
    static std::string in_short(const ReplaceRefused& e) { return "replace refused " + e.order.text + " " + e.code; }
    static std::string in_short(const Opened& e) { return "opened at " + e.quote.bid.text() + " to " + e.quote.ask.text(); }
    static std::string in_short(const Admitted& e) { return "admitted " + e.order.text; }
    static std::string in_short(const Split& e) {
        return "split " + std::to_string(e.ratio.numerator) + " for " + std::to_string(e.ratio.denominator);
    }
    static std::string in_short(const WentEx& e) { return "went ex " + e.per_share.text(); }
    static std::string in_short(const DividendPayable& e) { return "payable " + e.action; }
    static std::string in_short(const Activated& e) { return "activated " + e.order.text + " " + e.quantity.text(); }

    std::string all_;
};

}  // namespace andvari::engine
