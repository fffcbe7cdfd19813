// What a company's acts do to an account that holds its shares.
#pragma once

#include <string>

#include "events/corporate_actions.hpp"

namespace andvari::portfolio {

/// The shares that were held are so many now; what they cost together stays. Ledger: account and house clearing, in shares.
struct SharesSplit {
    AccountId account;
    Symbol symbol;
    std::string action;  ///< As in stock::SplitDue.
    stock::Ratio ratio;
    Quantity before;
    Quantity held;  ///< Afterwards: before times the ratio, less than a billionth of a share rounded down.
    Money cost;     ///< What they cost together, as before.
    Money cash;     ///< The account's balance, as before.
    std::string currency;
    static constexpr std::string_view type = "andvari.portfolio.shares_split.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &SharesSplit::account), json::field("symbol", &SharesSplit::symbol),
                     json::field("action", &SharesSplit::action), json::field("ratio", &SharesSplit::ratio),
                     json::field("before", &SharesSplit::before), json::field("held", &SharesSplit::held),
                     json::field("cost", &SharesSplit::cost), json::field("cash", &SharesSplit::cash),
                     json::field("currency", &SharesSplit::currency));
};

/// The account is owed a dividend.
struct DividendAccrued {
    AccountId account;
    Symbol symbol;
    std::string action;  ///< As in stock::DividendDue.
    Quantity held;
    Money per_share;
    Money amount;  ///< held × per_share
    std::string currency;
    static constexpr std::string_view type = "andvari.portfolio.dividend_accrued.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &DividendAccrued::account), json::field("symbol", &DividendAccrued::symbol),
                     json::field("action", &DividendAccrued::action), json::field("held", &DividendAccrued::held),
                     json::field("per_share", &DividendAccrued::per_share), json::field("amount", &DividendAccrued::amount),
                     json::field("currency", &DividendAccrued::currency));
};

/// Ledger: account cash +amount, house dividends -amount.
struct DividendPaid {
    AccountId account;
    Symbol symbol;
    std::string action;
    Quantity held;  ///< When it accrued.
    Money per_share;
    Money amount;
    std::string currency;
    Money cash;  ///< The account's balance afterwards.
    static constexpr std::string_view type = "andvari.portfolio.dividend_paid.v1";
    static constexpr auto fields =
        json::fields(json::field("account", &DividendPaid::account), json::field("symbol", &DividendPaid::symbol),
                     json::field("action", &DividendPaid::action), json::field("held", &DividendPaid::held),
                     json::field("per_share", &DividendPaid::per_share), json::field("amount", &DividendPaid::amount),
                     json::field("currency", &DividendPaid::currency), json::field("cash", &DividendPaid::cash));
};

}  // namespace andvari::portfolio
