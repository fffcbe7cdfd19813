#include "checks/ties.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::checks {

std::string text(const TradeSide& side) {
    return std::string{json::name_of(side.side)} + ' ' + side.quantity.text() + ' ' + side.symbol.text + " at " +
           side.price.text() + " for " + side.account.text;
}

std::string text(const Booking& booking) {
    const auto& t = booking.ticket;
    return std::string{json::name_of(t.side)} + ' ' + t.quantity.text() + ' ' + t.symbol.text + " no worse than " +
           booking.protection.text() + " for " + t.account.text;
}

std::string text(const Remainder& remainder) { return remainder.quantity.text(); }

void Ties::on(const eventing::Envelope& envelope, const engine::Fact& fact, Findings& findings) {
    const auto side = [&](const engine::Traded& e, const std::optional<engine::Party>& party, order::Side which) {
        if (party)
            trades.tell(engine_traded, trade_key(e.trade, party->order),
                        TradeSide{party->account, e.symbol, which, e.quantity, e.price}, envelope, findings);
    };
    std::visit(eventing::Overloaded{
                   [&](const engine::Booked& e) {
                       bookings.tell(engine_booked, e.ticket.order.text, Booking{e.ticket, e.protection}, envelope, findings);
                   },
                   [&](const engine::Traded& e) {
                       side(e, e.buyer, order::Side::buy);
                       side(e, e.seller, order::Side::sell);
                   },
                   [&]<class F>(const F& e) {
                       // Cancelled, Expired, Replaced; the others take nothing off the book.
                       constexpr bool goes_on = std::is_same_v<F, engine::Resized>;
                       if constexpr (requires { e.remaining; } && !goes_on)
                           removals.tell(engine_removed, e.order.text, Remainder{e.remaining}, envelope, findings);
                   }},
               fact);
}

bool Ties::overdue(const Due& due) const {
    return trades.overdue(due) || bookings.overdue(due) || removals.overdue(due) || releases.overdue(due);
}

void Ties::finish(Findings& findings, const Due& due) const {
    trades.finish(findings, due);
    bookings.finish(findings, due);
    removals.finish(findings, due);
    releases.finish(findings, due);
}

}  // namespace andvari::checks
