#include "services/engine/reactions.hpp"

#include <algorithm>

#include "shared/eventing/rules.hpp"

namespace andvari::engine {

namespace {
Hours hours_in(const std::optional<stock::PhaseChanged>& phase, const Symbol& symbol, const Market& market,
               std::int64_t slippage) {
    Hours hours;
    hours.slippage_basis_points = slippage;
    if (phase) {
        hours.phase = phase->phase;
        hours.since = phase->since;
        hours.session = phase->session;
        hours.next = phase->next;
    }
    if (const auto* status = market.status(symbol)) {
        hours.halted = status->halted;
        hours.since = std::max(hours.since, Instant{status->since.microseconds + 1});
    }
    return hours;
}

std::optional<stock::Quote> latest_of(const Symbol& symbol, const Market& market) {
    const auto* quoted = market.quote(symbol);
    return quoted ? std::optional{quoted->quote} : std::nullopt;
}

/// For each book: the orders for the close where the regular hours have ended, then the end of day orders.
std::vector<Command> turn(const Market& market, std::int64_t slippage) {
    const auto& before = market.before;
    const auto regular = stock::Phase::regular;
    const bool ended = before && before->phase == regular && market.phase->phase != regular;
    std::vector<Command> commands;
    for (const auto& [symbol, listed] : market.instruments) {
        const auto latest = latest_of(symbol, market);
        if (ended) commands.emplace_back(CloseOut{symbol, latest, hours_in(before, symbol, market, slippage)});
        commands.emplace_back(Turn{symbol, latest, hours_in(market.phase, symbol, market, slippage)});
    }
    return commands;
}
}  // namespace

std::vector<Command> react(const order::Fact& fact, const Market& market, std::int64_t slippage) {
    const auto hours = [&](const Symbol& symbol) { return hours_in(market.phase, symbol, market, slippage); };
    return std::visit(
        eventing::Overloaded{[&](const order::Accepted& e) {
                                 // A replacement and an exit came to the book by the engine's own decision, and may have left it
                                 // since.
                                 if (e.ticket.replaces || e.ticket.parent) return std::vector<Command>{};
                                 const auto& symbol = e.ticket.symbol;
                                 return std::vector<Command>{BookOrder{e.ticket, e.protection, latest_of(symbol, market), e.owner,
                                                                       e.most, e.stop_protection, hours(symbol),
                                                                       e.splits.value_or(0)}};
                             },
                             [&](const order::ReplaceSent& e) {
                                 const auto& symbol = e.replacement.ticket.symbol;
                                 return std::vector<Command>{ReplaceOrder{e, latest_of(symbol, market), hours(symbol)}};
                             },
                             [&](const order::CancelRequested& e) {
                                 return std::vector<Command>{
                                     CancelOrder{e.order, e.account, e.symbol, latest_of(e.symbol, market), hours(e.symbol)}};
                             },
                             [](const auto&) { return std::vector<Command>{}; }},
        fact);
}

std::vector<Command> react(const stock::Fact& fact, const Market& market, std::int64_t slippage) {
    return std::visit(eventing::Overloaded{[&](const stock::Quoted& e) {
                                               const auto hours = hours_in(market.phase, e.symbol, market, slippage);
                                               return std::vector<Command>{TakeQuote{e.symbol, e.quote, hours}};
                                           },
                                           [&](const stock::PhaseChanged&) { return turn(market, slippage); },
                                           [](const stock::SplitDue& e) {
                                               return std::vector<Command>{SplitShares{e.symbol, e.action, e.ratio, e.effective}};
                                           },
                                           [](const stock::DividendDue& e) {
                                               const WentEx went{e.symbol, e.action, e.per_share, e.currency};
                                               return std::vector<Command>{PassOn{e.symbol, went}};
                                           },
                                           [](const stock::DividendPayable& e) {
                                               return std::vector<Command>{PassOn{e.symbol, DividendPayable{e.symbol, e.action}}};
                                           },
                                           [](const auto&) { return std::vector<Command>{}; }},
                      fact);
}

}  // namespace andvari::engine
