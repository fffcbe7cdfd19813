// Money on its way from one account to another. It leaves the one, is in nobody's account for a moment, and reaches the other or
// comes back: each step is one fact of one account, and the next step is the answer to it.
//
// Into another currency it is converted as it leaves, once: what is on its way is the other currency, at a rate that does not
// change any more. What comes back is what was sent.
#include "services/portfolio/domain.hpp"
#include "services/portfolio/settlement.hpp"

namespace andvari::portfolio {
namespace {
std::optional<Refusal> trouble_with_sending(const Account& account, const Transfer& c, const Given& given) {
    if (auto trouble = trouble_with_leaving(account, c.amount, given.time)) return trouble;
    if (account.sent.size() >= most_open_transfers) return Refusal{"too_many_transfers", "others are still on their way"};
    return std::nullopt;
}

TransferSent sent(const Account& account, const Transfer& c, const Given& given) {
    return {c.account, {given.command}, c.to, c.amount, c.currency, account.cash - c.amount, given.actor, account.kind};
}

bool converts(const Transfer& c) { return c.to_currency && *c.to_currency != c.currency; }
}  // namespace

Decision<Fact> decide(const Account& account, const Transfer& c, const Given& given) {
    if (converts(c)) return decide(account, Send{c, {}, Refusal{"no_fx_rate", "nothing is known of the market"}}, given);
    if (auto trouble = trouble_with(account, c.account, c.amount, c.currency, given)) return *trouble;
    if (c.to == c.account) return Refusal{"same_account", "the money is there already"};
    if (auto trouble = trouble_with_sending(account, c, given)) return *trouble;
    return Facts<Fact>{sent(account, c, given)};
}

Decision<Fact> decide(const Account& account, const Send& send, const Given& given) {
    const auto& c = send.transfer;
    if (auto trouble = trouble_with(account, c.account, c.amount, c.currency, given)) return *trouble;
    if (c.to == c.account) return Refusal{"same_account", "the money is there already"};
    if (!contains(currencies, *c.to_currency)) return Refusal{"currency_not_supported", "accounts are in USD, CAD, EUR or GBP"};
    if (send.trouble) return *send.trouble;
    if (!send.conversion->to_amount.positive())
        return Refusal{"amount_too_small", "it would become nothing in " + *c.to_currency};
    if (auto trouble = trouble_with_sending(account, c, given)) return *trouble;
    auto fact = sent(account, c, given);
    fact.conversion = send.conversion;
    return Facts<Fact>{std::move(fact)};
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
    return Facts<Fact>{
        TransferReceived{c.account, c.transfer, c.from, c.amount, c.currency, account.cash + c.amount, c.conversion}};
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
    const auto& [to, amount, conversion] = found->second;
    return Facts<Fact>{{TransferReturned{c.account, c.transfer, to, amount, account.currency, account.cash + amount, c.code,
                                         c.reason, conversion},
                        c.transfer.text}};
}

void evolve(Account& account, const TransferSent& e) {
    set_cash(account, e.cash);
    account.sent.insert_or_assign(e.transfer.text, Transit{e.to, e.amount, e.conversion});
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
