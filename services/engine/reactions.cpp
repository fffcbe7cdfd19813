#include "services/engine/reactions.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::engine {

std::vector<Command> react(const order::Fact& fact, const Market& market) {
    return std::visit(eventing::Overloaded{[&](const order::Accepted& e) {
                                               const auto* quoted = market.quote(e.ticket.symbol);
                                               return std::vector<Command>{BookOrder{
                                                   e.ticket, e.protection, quoted ? std::optional{quoted->quote} : std::nullopt}};
                                           },
                                           [](const order::CancelRequested& e) {
                                               return std::vector<Command>{CancelOrder{e.order, e.account, e.symbol}};
                                           },
                                           [](const auto&) { return std::vector<Command>{}; }},
                      fact);
}

std::vector<Command> react(const stock::Fact& fact) {
    const auto* e = std::get_if<stock::Quoted>(&fact);
    if (e == nullptr) return {};
    return {TakeQuote{e->symbol, e->quote}};
}

}  // namespace andvari::engine
