#include "services/portfolio/domain.hpp"

#include "services/portfolio/settlement.hpp"
#include "shared/encoding/utf8.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::portfolio {
namespace {
std::string actor_of_owner(std::string_view owner) {
    constexpr std::string_view prefix = "owner:";
    return (owner.starts_with(prefix) ? std::string{} : std::string{prefix}).append(owner);
}

}  // namespace

Decision<Fact> decide(const Account& account, const Open& c, const Given& given) {
    const auto owner = c.owner ? actor_of_owner(*c.owner) : given.actor;
    if (account.exists()) return Refusal{"account_exists", "account " + c.account.text + " exists"};
    if (c.name.empty() || !is_plain_text(c.name, 64))
        return Refusal{"name_invalid", "a name has 1 to 64 characters, none of them a control character"};
    if (!contains(currencies, c.currency)) return Refusal{"currency_not_supported", "accounts are in USD, CAD, EUR or GBP"};
    if (c.kind == AccountKind::margin) return Refusal{"margin_not_offered", "nobody lends here: an account has what is paid in"};
    if (c.owner && !is_token(std::string_view{owner}.substr(owner.find(':') + 1)))
        return Refusal{"owner_invalid", "not a name of an owner"};
    if (!is_operator(given.actor) && owner != given.actor)
        return Refusal{"owner_not_allowed", "only an operator opens for others"};
    return Facts<Fact>{{Opened{c.account, c.name, c.currency, owner, c.kind}, given.command}};
}

Decision<Fact> decide(const Account& account, const Deposit& c, const Given& given) {
    if (auto trouble = trouble_with(account, c.account, c.amount, c.currency, given)) return *trouble;
    if (account.cash + c.amount > largest_balance)
        return Refusal{"balance_too_large", "a balance is at most " + largest_balance.text()};
    return Facts<Fact>{{Deposited{c.account, c.amount, c.currency, account.cash + c.amount}, given.command}};
}

Decision<Fact> decide(const Account& account, const Withdraw& c, const Given& given) {
    if (auto trouble = trouble_with(account, c.account, c.amount, c.currency, given)) return *trouble;
    if (auto trouble = trouble_with_leaving(account, c.amount, given.time)) return *trouble;
    return Facts<Fact>{{Withdrawn{c.account, c.amount, c.currency, account.cash - c.amount}, given.command}};
}

Decision<Fact> decide(const Account& account, const Close& c, const Given& given) {
    if (!account.may_act(given.actor)) return account_not_found(c.account);
    if (account.closed) return account_closed(c.account);
    if (!account.reservations.empty()) return Refusal{"orders_open", "cancel the open orders first"};
    if (!account.sent.empty()) return Refusal{"transfers_open", "a transfer is on its way; try again"};
    if (!account.owed.empty()) return Refusal{"dividends_owed", "a dividend is still to be paid"};
    if (!account.cash.zero() || !account.holdings.empty())
        return Refusal{"account_not_empty", "sell what is held, and withdraw or transfer " + account.cash.text() + " first"};
    return Facts<Fact>{{Closed{c.account}, given.command}};
}

Decision<Fact> decide(const Account& account, const Reset& c, const Given& given) {
    if (!account.may_act(given.actor)) return account_not_found(c.account);
    if (account.closed) return account_closed(c.account);
    if (account.kind != AccountKind::paper) return Refusal{"not_a_paper_account", "only a paper account begins again"};
    if (c.cash.negative()) return Refusal{"amount_negative", "an account has no debts"};
    if (c.cash > largest_balance) return Refusal{"amount_too_large", "an amount is at most " + largest_balance.text()};
    if (!account.reservations.empty()) return Refusal{"orders_open", "cancel the open orders first"};
    if (!account.sent.empty()) return Refusal{"transfers_open", "a transfer is on its way; try again"};
    Facts<Fact> facts;
    for (const auto& [symbol, holding] : account.holdings) facts.emplace_back(HoldingDropped{c.account, {symbol}, holding.held});
    facts.emplace_back(AccountReset{c.account, account.cash, c.cash, account.currency}, given.command);
    return facts;
}

void evolve(Account& account, const Opened& e) {
    account.owner = e.owner;
    account.currency = e.currency;
    account.kind = e.kind.value_or(AccountKind::cash);
}

void evolve(Account& account, const Closed&) { account.closed = true; }

void evolve(Account& account, const HoldingDropped& e) { account.holdings.erase(e.symbol.text); }
void evolve(Account& account, const AccountReset& e) {
    account.cash = e.cash;
    account.owed.clear();
    account.unsettled.clear();
}

void evolve(Account& account, const Deposited& e) { account.cash = e.cash; }
void evolve(Account& account, const Withdrawn& e) { set_cash(account, e.cash); }

void evolve(Account&, const CommandRefused&) {}

Refusal account_not_found(const AccountId& account) { return {"account_not_found", "no account " + account.text}; }
Refusal account_closed(const AccountId& account) { return {"account_closed", "account " + account.text + " is closed"}; }

std::optional<Refusal> trouble_with(const Account& account, const AccountId& id, Money amount, std::string_view currency,
                                    const Given& given) {
    if (!account.may_act(given.actor)) return account_not_found(id);
    if (account.closed) return account_closed(id);
    if (currency != account.currency) return Refusal{"currency_mismatch", "the account is in " + account.currency};
    if (!amount.positive()) return Refusal{"amount_not_positive", "an amount is above zero"};
    if (amount > largest_balance) return Refusal{"amount_too_large", "an amount is at most " + largest_balance.text()};
    return std::nullopt;
}

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit(eventing::Overloaded{[](const Reserve& c) { return c.ticket.account.text; },
                                           [](const Send& c) { return c.transfer.account.text; },
                                           [](const ListCommand auto& c) { return c.addressee(); },
                                           [](const auto& c) { return c.account.text; }},
                      command);
}

std::string aggregate_of(const Fact& fact) { return key_of(fact); }

std::string key_of(const Fact& fact) {
    return std::visit(
        []<class F>(const F& e) {
            if constexpr (requires { e.user; }) return '@' + e.user.text;
            else return e.account.text;
        },
        fact);
}

std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command& command, const Given&, const Refusal& refusal) {
    return std::visit(
        eventing::Overloaded{[&](const Reserve& c) -> Fact {
                                 return ReservationDenied{c.ticket.account, c.ticket.order, refusal.code, refusal.reason};
                             },
                             [&](const Raise& c) -> Fact {
                                 return RaiseDenied{c.account, c.order, c.replacement.order, refusal.code, refusal.reason};
                             },
                             [&](const Lower&) -> Fact { eventing::never_refused("Lower", refusal.code); },
                             [&](const Move&) -> Fact { eventing::never_refused("Move", refusal.code); },
                             [&](const Shrink&) -> Fact { eventing::never_refused("Shrink", refusal.code); },
                             [&](const ReleaseShared&) -> Fact { eventing::never_refused("ReleaseShared", refusal.code); },
                             [&](const Send& c) -> Fact {
                                 return CommandRefused{c.transfer.account, refusal.code, refusal.reason};
                             },
                             [&](const Receive& c) -> Fact {
                                 return TransferRefused{c.account, c.transfer, c.from, refusal.code, refusal.reason};
                             },
                             [&](const Settle&) -> Fact { eventing::never_refused("Settle", refusal.code); },
                             [&](const Release&) -> Fact { eventing::never_refused("Release", refusal.code); },
                             [&](const Split&) -> Fact { eventing::never_refused("Split", refusal.code); },
                             [&](const Accrue&) -> Fact { eventing::never_refused("Accrue", refusal.code); },
                             [&](const PayDividend&) -> Fact { eventing::never_refused("PayDividend", refusal.code); },
                             [&](const Complete&) -> Fact { eventing::never_refused("Complete", refusal.code); },
                             [&](const Return&) -> Fact { eventing::never_refused("Return", refusal.code); },
                             [&](const ListCommand auto& c) -> Fact {
                                 return WatchlistRefused{c.user, refusal.code, refusal.reason};
                             },
                             [&](const auto& c) -> Fact {
                                 return CommandRefused{c.account, refusal.code, refusal.reason};
                             }},
        command);
}

}  // namespace andvari::portfolio
