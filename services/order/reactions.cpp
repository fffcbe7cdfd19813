#include "services/order/reactions.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::order {

std::vector<Command> react(const portfolio::Fact& fact) {
    return std::visit(
        eventing::Overloaded{[](const portfolio::Reserved& e) {
                                 return std::vector<Command>{
                                     Accept{e.order, e.account, e.protection, e.owner, e.most, e.stop_protection, e.splits}};
                             },
                             [](const portfolio::ReservationDenied& e) {
                                 return std::vector<Command>{Reject{e.order, e.account, e.code, e.reason}};
                             },
                             [](const portfolio::Raised& e) {
                                 return std::vector<Command>{SendReplace{e.order, e.account, e.replacement, e.protection}};
                             },
                             [](const portfolio::RaiseDenied& e) {
                                 return std::vector<Command>{RefuseReplace{e.order, e.account, e.replacement, e.code, e.reason}};
                             },
                             [](const auto&) { return std::vector<Command>{}; }},
        fact);
}

std::vector<Command> react(const engine::Fact& fact) {
    return std::visit(eventing::Overloaded{
                          [](const engine::Traded& e) {
                              std::vector<Command> fills;
                              for (const auto& party : {e.buyer, e.seller})
                                  if (party) fills.push_back(Fill{party->order, party->account, e.trade, e.quantity, e.price});
                              return fills;
                          },
                          [](const engine::Cancelled& e) {
                              return std::vector<Command>{ConfirmCancel{e.order, e.account, e.remaining, e.code}};
                          },
                          [](const engine::CancelRefused& e) {
                              return std::vector<Command>{RefuseCancel{e.order, e.account}};
                          },
                          [](const engine::Expired& e) {
                              return std::vector<Command>{Expire{e.order, e.account, e.remaining}};
                          },
                          [](const engine::Triggered& e) {
                              return std::vector<Command>{Trigger{e.order, e.account, e.stop_price}};
                          },
                          [](const engine::Replaced& e) {
                              const auto& made = e.replacement;
                              return std::vector<Command>{FinishReplace{e.order, e.account, e.remaining, made.ticket.order},
                                                          Emerge{made.ticket.order, e.account, made, e.protection, e.owner}};
                          },
                          [](const engine::ReplaceRefused& e) {
                              return std::vector<Command>{RefuseReplace{e.order, e.account, e.replacement, e.code, e.reason}};
                          },
                          [](const engine::Resized& e) {
                              return std::vector<Command>{Resize{e.order, e.account, e.remaining}};
                          },
                          [](const engine::Booked& e) {
                              if (!e.ticket.parent) return std::vector<Command>{};
                              // An exit: of the account's owner, and answered with its parent.
                              const Replacement made{e.ticket, e.owner.value_or(""), e.ticket.parent->text};
                              return std::vector<Command>{Emerge{e.ticket.order, e.ticket.account, made, e.protection, e.owner}};
                          },
                          [](const auto&) { return std::vector<Command>{}; }},
                      fact);
}

}  // namespace andvari::order
