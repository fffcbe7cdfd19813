#include "services/order/reactions.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::order {

std::vector<Command> react(const portfolio::Fact& fact) {
    return std::visit(eventing::Overloaded{[](const portfolio::Reserved& e) {
                                               return std::vector<Command>{Accept{e.order, e.account, e.protection}};
                                           },
                                           [](const portfolio::ReservationDenied& e) {
                                               return std::vector<Command>{Reject{e.order, e.account, e.code, e.reason}};
                                           },
                                           [](const auto&) { return std::vector<Command>{}; }},
                      fact);
}

std::vector<Command> react(const engine::Fact& fact) {
    return std::visit(
        eventing::Overloaded{[](const engine::Traded& e) {
                                 std::vector<Command> fills;
                                 for (const auto& party : {e.buyer, e.seller})
                                     if (party) fills.push_back(Fill{party->order, party->account, e.trade, e.quantity, e.price});
                                 return fills;
                             },
                             [](const engine::Cancelled& e) {
                                 return std::vector<Command>{ConfirmCancel{e.order, e.account, e.remaining}};
                             },
                             [](const engine::CancelRefused& e) {
                                 return std::vector<Command>{RefuseCancel{e.order, e.account}};
                             },
                             [](const engine::Expired& e) {
                                 return std::vector<Command>{Expire{e.order, e.account, e.remaining}};
                             },
                             [](const engine::Booked&) { return std::vector<Command>{}; }},
        fact);
}

}  // namespace andvari::order
