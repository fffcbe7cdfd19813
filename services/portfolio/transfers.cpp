// Money on its way from one account to another. It leaves the one, is in nobody's account for a moment, and reaches the other or
// comes back: each step is one fact of one account, and the next step is the answer to it.
#include "services/portfolio/domain.hpp"

namespace andvari::portfolio {

Decision<Fact> decide(const Account& account, const Transfer& c, const Given& given) {
    if (auto trouble = trouble_with(account, c.account, c.amount, c.currency, given)) return *trouble;
    if (c.to == c.account) return Refusal{"same_account", "the money is there already"};
    if (c.amount > account.free()) return Refusal{"insufficient_cash", account.free().text() + " is free"};
    if (account.sent.size() >= most_open_transfers) return Refusal{"too_many_transfers", "others are still on their way"};
    return Facts<Fact>{
        TransferSent{c.account, {given.command}, c.to, c.amount, c.currency, account.cash - c.amount, given.actor, account.kind}};
}

Decision<Fact> decide(const Account& account, const Receive& c, const Given&) {
    if (contains(account.answered, c.transfer)) return Facts<Fact>{};
    if (!account.may_act(c.actor)) return account_not_found(c.account);
    if (account.closed) return account_closed(c.account);
    if ((account.kind == AccountKind::paper) != (c.kind == AccountKind::paper))
        return Refusal{"paper_money", "paper money stays among paper accounts"};
    if (c.currency != account.currency)
        return Refusal{"currency_mismatch", "account " + c.account.text + " is in " + account.currency};
    if (account.cash + c.amount > largest_balance)
        return Refusal{"balance_too_large", "a balance is at most " + largest_balance.text()};
    return Facts<Fact>{TransferReceived{c.account, c.transfer, c.from, c.amount, c.currency, account.cash + c.amount}};
}

// Both answer the command that is the transfer's name; a second answer finds nothing on its way.

Decision<Fact> decide(const Account& account, const Complete& c, const Given&) {
    const auto found = account.sent.find(c.transfer.text);
    if (found == account.sent.end()) return Facts<Fact>{};
    return Facts<Fact>{{TransferCompleted{c.account, c.transfer, found->second.to}, c.transfer.text}};
}

Decision<Fact> decide(const Account& account, const Return& c, const Given&) {
    const auto found = account.sent.find(c.transfer.text);
    if (found == account.sent.end()) return Facts<Fact>{};
    const auto& [to, amount] = found->second;
    return Facts<Fact>{
        {TransferReturned{c.account, c.transfer, to, amount, account.currency, account.cash + amount, c.code, c.reason},
         c.transfer.text}};
}

void evolve(Account& account, const TransferSent& e) {
    account.cash = e.cash;
    account.sent.insert_or_assign(e.transfer.text, Transit{e.to, e.amount});
}

void evolve(Account& account, const TransferReceived& e) {
    account.cash = e.cash;
    remember(account.answered, e.transfer);
}

void evolve(Account& account, const TransferRefused& e) { remember(account.answered, e.transfer); }
void evolve(Account& account, const TransferCompleted& e) { account.sent.erase(e.transfer.text); }

void evolve(Account& account, const TransferReturned& e) {
    account.cash = e.cash;
    account.sent.erase(e.transfer.text);
}

}  // namespace andvari::portfolio
