#include "services/portfolio/reactions.hpp"

#include <algorithm>

#include "services/portfolio/symbol_rules.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;

using Protection = boost::system::result<Price, Refusal>;

/// `price`, and the collar beyond it, in which an order of this side may trade.
Price collared(Side side, Price price, const Settings& settings) {
    if (side == Side::buy) return std::min(add_basis_points(price, settings.collar_basis_points), largest_price);
    return std::max(add_basis_points(price, -settings.collar_basis_points), Price::of_units(1));
}

/// The other side's price, from a quote that is neither missing nor old, nor in old shares.
Protection price_now(const order::Ticket& t, Instant time, const Market& market, const Settings& settings,
                     const Holders& holders) {
    const auto* quoted = market.quote(t.symbol);
    if (quoted == nullptr || holders.is_in_old_shares(t.symbol, quoted->quote.time))
        return Refusal{"no_quote", "there is no quote of " + t.symbol.text};
    // Outside the regular hours the last quote is as good as it gets: the order waits for the opening, and trades at no worse
    // price.
    const bool trades_now = market.is_regular() && !market.is_halted(t.symbol);
    if (trades_now && time > quoted->received.plus_seconds(settings.quote_max_age_seconds))
        return Refusal{"stale_quote", "the last quote of " + t.symbol.text + " came at " + quoted->received.text()};
    const bool buy = t.side == Side::buy;
    if ((buy ? quoted->quote.ask_size : quoted->quote.bid_size).zero())
        return Refusal{"no_quote", "the last quote of " + t.symbol.text + (buy ? " has no ask" : " has no bid")};
    return buy ? quoted->quote.ask : quoted->quote.bid;
}

/// Where a trailing stop stands now. A sell's only rises from there, a buy's only falls.
Price trailing_from(Price price, const order::Ticket& t) {
    const auto stop = order::trailing_stop(t.side, price, t.trail_price, t.trail_percent);
    return std::clamp(stop, Price::of_units(1), largest_price);
}

/// The price that the order may trade at: its own limit, or a collar beyond its stop or the market.
Protection protection_of(const order::Ticket& t, Instant time, const Market& market, const Settings& settings,
                         const Holders& holders) {
    if (t.limit_price) return *t.limit_price;
    if (t.stop_price) return collared(t.side, *t.stop_price, settings);
    const auto now = price_now(t, time, market, settings, holders);
    if (!now) return now.error();
    return collared(t.side, t.kind == order::Kind::trailing_stop ? trailing_from(*now, t) : *now, settings);
}

/// What the exchange's day and the symbol's rules speak against the order.
std::optional<Refusal> trouble_with_trading(const order::Ticket& t, const Market& market) {
    const bool auction = t.time_in_force == order::TimeInForce::opg || t.time_in_force == order::TimeInForce::cls;
    if (auction && !market.phase)
        return Refusal{"market_never_closes", "this market has no opening and no close: choose day, gtc, ioc or fok"};
    const auto* rules = market.rules_of(t.symbol);
    return rules == nullptr ? std::nullopt : trouble_with_rules(t, *rules);
}

Reserve reserve(const order::Placed& placed, const Market& market, const Settings& settings, const Holders& holders) {
    const auto& t = placed.ticket;
    Reserve command{t, placed.actor, Price{}, {}, std::nullopt};
    command.fees = settings.fees;
    if (const auto splits = holders.splits.find(t.symbol); splits != holders.splits.end()) command.splits = splits->second;
    const auto* instrument = market.instrument(t.symbol);
    if (instrument == nullptr) {
        command.trouble = Refusal{"unknown_instrument", "nothing is known of " + t.symbol.text};
        return command;
    }
    command.currency = instrument->currency;
    if (auto trouble = trouble_with_trading(t, market)) {
        command.trouble = std::move(trouble);
        return command;
    }
    if (const auto price = protection_of(t, placed.time, market, settings, holders)) command.protection = *price;
    else command.trouble = price.error();
    if (t.stop_loss)
        command.stop_protection =
            t.stop_loss->limit_price ? *t.stop_loss->limit_price : collared(Side::sell, t.stop_loss->stop_price, settings);
    if (t.notional && !command.trouble) {
        // At the lowest price that it may trade at, it comes to the most shares.
        command.price = *price_now(t, placed.time, market, settings, holders);
        command.most = affordable(*t.notional, collared(Side::sell, *command.price, settings));
    }
    return command;
}

Raise raise(const order::ReplaceRequested& e, const Market& market, const Settings& settings, const Holders& holders) {
    const auto& t = e.replacement.ticket;
    Raise command{e.account, e.order, t, e.total, e.replacement.actor, Price{}, std::nullopt};
    if (auto trouble = trouble_with_trading(t, market)) {
        command.trouble = std::move(trouble);
        return command;
    }
    const auto* quoted = market.quote(t.symbol);
    // A trailing stop may follow from an old quote as well: its mark is the engine's.
    const auto price = protection_of(t, quoted != nullptr ? quoted->received : Instant{}, market, settings, holders);
    if (price) command.protection = *price;
    else command.trouble = price.error();
    return command;
}
}  // namespace

std::vector<Command> react(const order::Fact& fact, const Market& market, const Settings& settings, const Holders& holders) {
    return std::visit(eventing::Overloaded{[&](const order::Placed& e) {
                                               // A replacement takes over what was set aside for another one, and exits what was
                                               // bought.
                                               if (e.ticket.replaces || e.ticket.parent) return std::vector<Command>{};
                                               return std::vector<Command>{reserve(e, market, settings, holders)};
                                           },
                                           [&](const order::ReplaceRequested& e) {
                                               return std::vector<Command>{raise(e, market, settings, holders)};
                                           },
                                           [](const order::Withdrawn& e) {
                                               return std::vector<Command>{ReleaseShared{e.account, e.order}};
                                           },
                                           [](const order::ReplaceRejected& e) {
                                               return std::vector<Command>{Lower{e.account, e.order, e.replacement}};
                                           },
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

Command priced(Transfer c, Instant now, const Market& market, const Settings& settings) {
    if (!c.to_currency || *c.to_currency == c.currency) return c;
    Send send{std::move(c), {}, {}};
    const auto& from = send.transfer.currency;
    const auto& to = *send.transfer.to_currency;
    if (const auto found = market.fx.between(from, to, now.plus_seconds(-settings.fx_max_age_seconds))) {
        if (const auto amount = exchanged(send.transfer.amount, found->rate))
            send.conversion = Conversion{from, to, send.transfer.amount, *amount, found->rate, found->quotes};
        else send.trouble = Refusal{"amount_too_large", "it would become more than " + largest_money.text()};
    } else if (const auto old = market.fx.between(from, to, Instant{})) {
        send.trouble =
            Refusal{"stale_fx_rate", "the last rate of " + from + " in " + to + " is of " + old->quotes.front().time.text()};
    } else {
        send.trouble = Refusal{"no_fx_rate", "nothing is known of " + from + " in " + to};
    }
    return send;
}

namespace {
/// One for each account that may hold the symbol.
template <class Make>
std::vector<Command> for_holders(const Symbol& symbol, const Holders& holders, Make&& make) {
    std::vector<Command> commands;
    const auto found = holders.of.find(symbol);
    if (found == holders.of.end()) return commands;
    for (const auto& account : found->second) commands.emplace_back(make(account));
    return commands;
}
}  // namespace

std::vector<Command> react(const engine::Fact& fact, const Holders& holders, const Settings& settings) {
    if (const auto* e = std::get_if<engine::Split>(&fact))
        return for_holders(e->symbol, holders, [&](const auto& account) {
            return Split{account, e->symbol, e->action, e->ratio};
        });
    if (const auto* e = std::get_if<engine::WentEx>(&fact))
        return for_holders(e->symbol, holders, [&](const auto& account) {
            return Accrue{account, e->symbol, e->action, e->per_share, e->currency};
        });
    if (const auto* e = std::get_if<engine::DividendPayable>(&fact))
        return for_holders(e->symbol, holders, [&](const auto& account) { return PayDividend{account, e->action}; });
    if (const auto* e = std::get_if<engine::Replaced>(&fact))
        return {Move{e->account, e->order, e->remaining, e->replacement.ticket, e->protection}};
    if (const auto* e = std::get_if<engine::Resized>(&fact)) return {Shrink{e->account, e->order, e->remaining}};
    if (const auto* e = std::get_if<engine::Expired>(&fact))
        return {ReleaseShared{e->account, e->shares_with.value_or(e->order)}};
    if (const auto* e = std::get_if<engine::Cancelled>(&fact)) {
        if (e->code == "exit_done") return {};  // The other exit goes on with what is set aside.
        return {ReleaseShared{e->account, e->shares_with.value_or(e->order)}};
    }
    const auto* e = std::get_if<engine::Traded>(&fact);
    std::vector<Command> commands;
    if (e == nullptr) return commands;
    const auto settle = [&](const std::optional<engine::Party>& party, Side side) {
        if (party)
            commands.push_back(Settle{party->account, party->order, e->trade, e->symbol, side, e->quantity, e->price,
                                      party->shares_with, e->quote ? std::optional{e->quote->time} : std::nullopt,
                                      settings.settlement_days});
    };
    settle(e->buyer, Side::buy);
    settle(e->seller, Side::sell);
    return commands;
}

std::vector<Command> react(const Fact& fact) {
    return std::visit(
        eventing::Overloaded{[](const TransferSent& e) {
                                 const auto& c = e.conversion;
                                 return std::vector<Command>{Receive{e.to, e.transfer, e.account, c ? c->to_amount : e.amount,
                                                                     c ? c->to_currency : e.currency, e.actor, e.kind, c}};
                             },
                             [](const TransferReceived& e) {
                                 return std::vector<Command>{Complete{e.from, e.transfer}};
                             },
                             [](const TransferRefused& e) {
                                 return std::vector<Command>{Return{e.from, e.transfer, e.code, e.reason}};
                             },
                             [](const auto&) { return std::vector<Command>{}; }},
        fact);
}

}  // namespace andvari::portfolio
