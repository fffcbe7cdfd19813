// The life of each order, as its facts tell it: legal, and adding up.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>

#include "checks/findings.hpp"
#include "checks/ties.hpp"
#include "events/order.hpp"

namespace andvari::checks {

class Orders {
public:
    /// Both must outlive it.
    Orders(Ties& ties, Findings& findings) : ties_{ties}, findings_{findings} {}

    void on(const eventing::Envelope&, const order::Fact&);
    std::uint64_t placed() const { return placed_; }
    std::size_t open() const { return open_.size(); }

private:
    struct Open {
        order::Ticket ticket;
        Price protection;
        bool accepted = false;
        Quantity filled;
        Money value;
        Quantity quantity;  ///< The ticket's, or what it was resized to.
    };

    void on(const eventing::Envelope&, const order::Placed&);
    void on(const eventing::Envelope&, const order::Accepted&);
    void on(const eventing::Envelope&, const order::Rejected&);
    void on(const eventing::Envelope& e, const order::PartiallyFilled& fact) { fill(e, fact, false); }
    void on(const eventing::Envelope& e, const order::Filled& fact) { fill(e, fact, true); }
    void on(const eventing::Envelope&, const order::CancelRequested&);
    void on(const eventing::Envelope& e, const order::Cancelled& fact) {
        // One that came to the book after the split of its shares was never booked.
        if (fact.code == "split") ties_.bookings.spare(fact.order.text);
        end(e, fact.order, fact.filled, true);
    }
    void on(const eventing::Envelope& e, const order::Expired& fact) { end(e, fact.order, fact.filled, false); }
    void on(const eventing::Envelope&, const order::Withdrawn&) {}
    void on(const eventing::Envelope&, const order::CancelRejected&) {}
    void on(const eventing::Envelope&, const order::CommandRefused&) {}
    void on(const eventing::Envelope& e, const order::Triggered& fact) { in_state(e, fact.order, true); }
    void on(const eventing::Envelope&, const order::Repeated&) {}
    void on(const eventing::Envelope&, const order::Resized&);
    void on(const eventing::Envelope& e, const order::ReplaceRequested& fact) { in_state(e, fact.order, true); }
    void on(const eventing::Envelope& e, const order::ReplaceSent& fact) { in_state(e, fact.order, true); }
    void on(const eventing::Envelope& e, const order::Replaced& fact) { end(e, fact.order, fact.filled, false); }
    void on(const eventing::Envelope&, const order::ReplaceRejected&) {}

    template <class Trade>
    void fill(const eventing::Envelope&, const Trade&, bool last);
    void end(const eventing::Envelope&, const OrderId&, Quantity filled, bool pending_may);
    /// The open order, when it is in the state that the fact needs; otherwise a finding and null.
    Open* in_state(const eventing::Envelope&, const OrderId&, bool accepted);
    void found(const eventing::Envelope&, const OrderId&, std::string_view what);

    Ties& ties_;
    Findings& findings_;
    std::unordered_map<OrderId, Open> open_;
    std::uint64_t placed_ = 0;
};

}  // namespace andvari::checks
