#include "services/portfolio/domain.hpp"

#include "shared/encoding/utf8.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::portfolio {
namespace {
constexpr std::string_view accepted_currency = "USD";

std::string actor_of_owner(std::string_view owner) {
    constexpr std::string_view prefix = "owner:";
    return (owner.starts_with(prefix) ? std::string{} : std::string{prefix}).append(owner);
}

/// What is wrong with an amount that moves in or out of the account, whichever way.
std::optional<Refusal> trouble_with(const Account& account, const auto& c, const Given& given) {
    if (!account.may_act(given.actor)) return account_not_found(c.account);
    if (c.currency != account.currency) return Refusal{"currency_mismatch", "the account is in " + account.currency};
    if (!c.amount.positive()) return Refusal{"amount_not_positive", "an amount is above zero"};
    if (c.amount > largest_balance) return Refusal{"amount_too_large", "an amount is at most " + largest_balance.text()};
    return std::nullopt;
}

}  // namespace

Decision<Fact> decide(const Account& account, const Open& c, const Given& given) {
    const auto owner = c.owner ? actor_of_owner(*c.owner) : given.actor;
    if (account.exists()) return Refusal{"account_exists", "account " + c.account.text + " exists"};
    if (c.name.empty() || !is_plain_text(c.name, 64))
        return Refusal{"name_invalid", "a name has 1 to 64 characters, none of them a control character"};
    if (c.currency != accepted_currency) return Refusal{"currency_not_supported", "accounts are in USD"};
    if (c.owner && !is_token(std::string_view{owner}.substr(owner.find(':') + 1)))
        return Refusal{"owner_invalid", "not a name of an owner"};
    if (!is_operator(given.actor) && owner != given.actor)
        return Refusal{"owner_not_allowed", "only an operator opens for others"};
    return Facts<Fact>{{Opened{c.account, c.name, c.currency, owner}, given.command}};
}

Decision<Fact> decide(const Account& account, const Deposit& c, const Given& given) {
    if (auto trouble = trouble_with(account, c, given)) return *trouble;
    if (account.cash + c.amount > largest_balance)
        return Refusal{"balance_too_large", "a balance is at most " + largest_balance.text()};
    return Facts<Fact>{{Deposited{c.account, c.amount, c.currency, account.cash + c.amount}, given.command}};
}

Decision<Fact> decide(const Account& account, const Withdraw& c, const Given& given) {
    if (auto trouble = trouble_with(account, c, given)) return *trouble;
    if (c.amount > account.free()) return Refusal{"insufficient_cash", account.free().text() + " is free"};
    return Facts<Fact>{{Withdrawn{c.account, c.amount, c.currency, account.cash - c.amount}, given.command}};
}

void evolve(Account& account, const Opened& e) {
    account.owner = e.owner;
    account.currency = e.currency;
}

void evolve(Account& account, const Deposited& e) { account.cash = e.cash; }
void evolve(Account& account, const Withdrawn& e) { account.cash = e.cash; }

void evolve(Account&, const CommandRefused&) {}

Refusal account_not_found(const AccountId& account) { return {"account_not_found", "no account " + account.text}; }

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit(eventing::Overloaded{[](const Reserve& c) { return c.ticket.account.text; },
                                           [](const auto& c) { return c.account.text; }},
                      command);
}

std::string aggregate_of(const Fact& fact) { return key_of(fact); }

std::string key_of(const Fact& fact) {
    return std::visit([](const auto& e) { return e.account.text; }, fact);
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
                             [&](const Settle&) -> Fact { eventing::never_refused("Settle", refusal.code); },
                             [&](const Release&) -> Fact { eventing::never_refused("Release", refusal.code); },
                             [&](const auto& c) -> Fact {
                                 return CommandRefused{c.account, refusal.code, refusal.reason};
                             }},
        command);
}

}  // namespace andvari::portfolio
