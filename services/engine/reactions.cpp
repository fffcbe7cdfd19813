#include "services/engine/reactions.hpp"

#include "shared/eventing/rules.hpp"

namespace andvari::engine {

std::vector<Command> react(const order::Fact& fact, const Market& market) {
    const auto latest = [&](const Symbol& symbol) {
        const auto* quoted = market.quote(symbol);
        return quoted ? std::optional{quoted->quote} : std::nullopt;
    };
    return std::visit(
        eventing::Overloaded{[&](const order::Accepted& e) {
                                 // A replacement came to the book by the engine's own decision.
                                 if (e.ticket.replaces) return std::vector<Command>{};
                                 return std::vector<Command>{BookOrder{e.ticket, e.protection, latest(e.ticket.symbol), e.owner,
                                                                       e.most, e.stop_protection}};
                             },
                             [&](const order::ReplaceSent& e) {
                                 return std::vector<Command>{ReplaceOrder{e, latest(e.replacement.ticket.symbol)}};
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
