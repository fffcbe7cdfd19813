// What somebody has altogether, in one currency. Computed when it is asked for, by the latest rates, which the answer names.
#include <algorithm>
#include <array>

#include "events/fx_rates.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/valuation.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using portfolio::AccountKind;
using portfolio::AccountsView;

constexpr std::int64_t most_accounts = 1000;

struct CountedAccount {
    AccountId id;
    AccountKind kind{};
    std::string currency;
    Money cash, market_value, equity;   // In its own currency.
    std::optional<andvari::Rate> rate;  // Absent: it is in the currency of the total.
    Money converted;                    // Its equity in the currency of the total.
    static constexpr auto fields =
        json::fields(json::field("id", &CountedAccount::id), json::field("kind", &CountedAccount::kind),
                     json::field("currency", &CountedAccount::currency), json::field("cash", &CountedAccount::cash),
                     json::field("market_value", &CountedAccount::market_value), json::field("equity", &CountedAccount::equity),
                     json::field("rate", &CountedAccount::rate), json::field("converted", &CountedAccount::converted));
};

/// One that the total leaves out, and why.
struct UncountedAccount {
    AccountId id;
    std::string currency, code, reason;
    static constexpr auto fields =
        json::fields(json::field("id", &UncountedAccount::id), json::field("currency", &UncountedAccount::currency),
                     json::field("code", &UncountedAccount::code), json::field("reason", &UncountedAccount::reason));
};

struct Total {
    std::string currency;
    Money cash, market_value, equity;
    std::vector<CountedAccount> accounts;
    std::vector<UncountedAccount> uncounted;
    std::vector<stock::FxRate> rates;  // That were used.
    std::vector<Symbol> unpriced;
    static constexpr auto fields =
        json::fields(json::field("currency", &Total::currency), json::field("cash", &Total::cash),
                     json::field("market_value", &Total::market_value), json::field("equity", &Total::equity),
                     json::field("accounts", &Total::accounts), json::field("uncounted", &Total::uncounted),
                     json::field("rates", &Total::rates), json::field("unpriced", &Total::unpriced));
};

FxRates rates_among_currencies(store::Database& stock) {
    FxRates rates;
    for (const auto base : portfolio::currencies)
        for (const auto quote : portfolio::currencies)
            if (const auto row = stock::StockView::fx_rate(stock, std::string{base}.append(quote)))
                rates.learn({row->base, row->quote, row->rate, row->time, row->received});
    return rates;
}

void add_new(auto& list, const auto& items) {
    for (const auto& item : items)
        if (std::ranges::find(list, item) == list.end()) list.push_back(item);
}

bool fits(Money sum, Money more) { return more <= largest_money - std::min(sum, largest_money); }

void count(Total& total, const ValuedAccount& account, const FxRates& rates) {
    const auto leave_out = [&](const char* code, std::string reason) {
        total.uncounted.push_back({account.id, account.currency, code, std::move(reason)});
    };
    std::optional<FxRates::Found> found;
    auto cash = std::optional{account.cash}, value = std::optional{account.market_value};
    if (account.currency != total.currency) {
        found = rates.between(account.currency, total.currency, Instant{});
        if (!found) return leave_out("no_fx_rate", "nothing is known of " + account.currency + " in " + total.currency);
        cash = exchanged(account.cash, found->rate);
        value = exchanged(account.market_value, found->rate);
    }
    if (!cash || !value || !fits(total.equity, *cash) || !fits(total.equity + *cash, *value))
        return leave_out("amount_too_large", "a total is at most " + largest_money.text());
    total.cash += *cash;
    total.market_value += *value;
    total.equity += *cash + *value;
    if (found) add_new(total.rates, found->quotes);
    add_new(total.unpriced, account.unpriced);
    total.accounts.push_back({account.id, account.kind, account.currency, account.cash, account.market_value, account.equity,
                              found ? std::optional{found->rate} : std::nullopt, *cash + *value});
}

Result<std::optional<std::string>> currency_parameter(const Call& call) {
    const auto* text = parameter(call, "currency");
    if (!text) return std::optional<std::string>{};
    if (std::ranges::find(portfolio::currencies, *text) == portfolio::currencies.end())
        return parameter_problem("currency", "must be USD, CAD, EUR or GBP");
    return std::optional{*text};
}

Result<std::optional<AccountKind>> kind_parameter(const Call& call) {
    const auto* text = parameter(call, "kind");
    if (!text) return std::optional<AccountKind>{};
    for (const auto kind : {AccountKind::cash, AccountKind::savings, AccountKind::paper})
        if (*text == json::EnumNames<AccountKind>::names[static_cast<std::size_t>(kind)]) return std::optional{kind};
    return parameter_problem("kind", "must be cash, savings or paper");
}

}  // namespace

/// Paper money is none: it counts only where it is asked for, and then alone.
std::optional<Problem> show_total(Call& call) {
    const auto currency = currency_parameter(call);
    if (!currency) return currency.error();
    const auto kind = kind_parameter(call);
    if (!kind) return kind.error();
    const auto accounts = call.worker.models.open(Model::accounts);
    if (!accounts) return accounts.error();
    const auto stock = call.worker.models.open(Model::stock);
    if (!stock) return stock.error();
    const auto rows = AccountsView::accounts_of(**accounts, call.caller->actor, {}, most_accounts + 1);
    if (rows.size() > static_cast<std::size_t>(most_accounts))
        return Problem{.code = "too_many_accounts", .status = 422, .detail = "A total is of at most 1,000 accounts."};
    const auto rates = rates_among_currencies(**stock);
    Total total;
    total.currency = currency->value_or(std::string{portfolio::currencies.front()});
    for (const auto& row : rows) {
        if (row.status != portfolio::AccountStatus::open) continue;
        if (*kind ? row.kind != **kind : row.kind == AccountKind::paper) continue;
        const auto account = valued(call.worker, row);
        if (!account) return account.error();
        count(total, *account, rates);
    }
    answer_one(call, json::write(total));
    return std::nullopt;
}

}  // namespace andvari::gateway
