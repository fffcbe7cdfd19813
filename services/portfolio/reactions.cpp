#include "services/portfolio/reactions.hpp"

#include <algorithm>

#include "shared/eventing/rules.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;

/// The price that a market order may trade at: the other side's, and a collar beyond it.
boost::system::result<Price, Refusal> collared(const order::Placed& placed, const Market& market, const Settings& settings) {
    const auto& t = placed.ticket;
    const auto* quoted = market.quote(t.symbol);
    if (quoted == nullptr) return Refusal{"no_quote", "there is no quote of " + t.symbol.text};
    if (placed.time > quoted->received.plus_seconds(settings.quote_max_age_seconds))
        return Refusal{"stale_quote", "the last quote of " + t.symbol.text + " came at " + quoted->received.text()};
    const bool buy = t.side == Side::buy;
    if ((buy ? quoted->quote.ask_size : quoted->quote.bid_size).zero())
        return Refusal{"no_quote", "the last quote of " + t.symbol.text + (buy ? " has no ask" : " has no bid")};
    if (buy) return std::min(add_basis_points(quoted->quote.ask, settings.collar_basis_points), largest_price);
    return std::max(add_basis_points(quoted->quote.bid, -settings.collar_basis_points), Price::of_units(1));
}

Reserve reserve(const order::Placed& placed, const Market& market, const Settings& settings) {
    Reserve command{placed.ticket, placed.actor, Price{}, {}, std::nullopt};
    const auto* instrument = market.instrument(placed.ticket.symbol);
    if (instrument == nullptr) {
        command.trouble = Refusal{"unknown_instrument", "nothing is known of " + placed.ticket.symbol.text};
        return command;
    }
    command.currency = instrument->currency;
    if (placed.ticket.limit_price) {
        command.protection = *placed.ticket.limit_price;
    } else if (const auto price = collared(placed, market, settings)) {
        command.protection = *price;
    } else {
        command.trouble = price.error();
    }
    return command;
}
}  // namespace

std::vector<Command> react(const order::Fact& fact, const Market& market, const Settings& settings) {
    return std::visit(
        eventing::Overloaded{[&](const order::Placed& e) { return std::vector<Command>{reserve(e, market, settings)}; },
                             [](const order::Cancelled& e) {
                                 return std::vector<Command>{Release{e.account, e.order, e.filled}};
                             },
                             [](const order::Expired& e) {
                                 return std::vector<Command>{Release{e.account, e.order, e.filled}};
                             },
                             [](const order::Rejected& e) {
                                 return std::vector<Command>{Release{e.account, e.order, Quantity{}}};
                             },
                             [](const auto&) { return std::vector<Command>{}; }},
        fact);
}

std::vector<Command> react(const engine::Fact& fact) {
    const auto* e = std::get_if<engine::Traded>(&fact);
    std::vector<Command> commands;
    if (e == nullptr) return commands;
    const auto settle = [&](const std::optional<engine::Party>& party, Side side) {
        if (party) commands.push_back(Settle{party->account, party->order, e->trade, e->symbol, side, e->quantity, e->price});
    };
    settle(e->buyer, Side::buy);
    settle(e->seller, Side::sell);
    return commands;
}

}  // namespace andvari::portfolio
