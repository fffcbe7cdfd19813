// What an account is between two facts: its money, its shares, and what is set aside of both.
//
// Always true: 0 <= reserved <= cash, and for each symbol 0 <= reserved <= held. So nothing is ever spent twice.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/portfolio.hpp"
#include "events/unsettled.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::portfolio {

// What bounds an account, so that no sum of its amounts leaves 64 bits and its state stays small.
inline constexpr Money largest_balance = Money::whole(1'000'000'000'000);  ///< That deposits can make.
/// That its open sells can make, and that a holding with the open buys can cost. One largest_balance on top still fits.
inline constexpr Money largest_cash = Money::whole(8'000'000'000'000);
inline constexpr Quantity largest_position = Quantity::whole(1'000'000'000);
inline constexpr std::size_t most_open_orders = 10'000;
inline constexpr std::size_t most_open_transfers = 100;
/// How many trades of an open order, and how many ended orders, are remembered, so that what comes again is known. Each
/// source's facts come in sequence, so only late ones can come again.
inline constexpr std::size_t remembered = 64;

/// What is set aside beyond that while an order may be replaced.
struct Extra {
    OrderId replacement;
    Quantity quantity;  ///< For a sell they are reserved.
    Money cash;
    static constexpr auto fields = json::fields(json::field("replacement", &Extra::replacement),
                                                json::field("quantity", &Extra::quantity), json::field("cash", &Extra::cash));
};

/// What is set aside for one order that may still trade.
struct Reservation {
    Symbol symbol;
    order::Side side{};
    Price protection;
    Quantity open;  ///< Shares that may still be settled; for a sell they are reserved.
    Quantity settled;
    Money cash;                   ///< Still reserved; zero for a sell.
    std::vector<TradeId> trades;  ///< The latest settled, oldest first.
    std::optional<Extra> extra{};
    std::optional<OrderId> exits{};  ///< Of an entry: for whom what it buys stays reserved.
    std::optional<Price> exits_protection{};
    /// By two exits, or made by the engine's own decision: the engine's facts alone tell in order when it is over.
    std::optional<bool> shared{};
    FeeModel fees{};    ///< That its trades pay.
    Quantity before{};  ///< Traded by the orders that it replaced: one fee is paid for all of them.
    Money value{};      ///< Of all trades, also of those before,
    Money paid{};       ///< and the fees that were taken for them.
    static constexpr auto fields =
        json::fields(json::field("symbol", &Reservation::symbol), json::field("side", &Reservation::side),
                     json::field("protection", &Reservation::protection), json::field("open", &Reservation::open),
                     json::field("settled", &Reservation::settled), json::field("cash", &Reservation::cash),
                     json::field("trades", &Reservation::trades), json::field("extra", &Reservation::extra),
                     json::field("exits", &Reservation::exits), json::field("exits_protection", &Reservation::exits_protection),
                     json::field("shared", &Reservation::shared), json::field("fees", &Reservation::fees),
                     json::field("before", &Reservation::before), json::field("value", &Reservation::value),
                     json::field("paid", &Reservation::paid));
};

/// The shares of one symbol.
struct Holding {
    Quantity held;
    Quantity reserved;  ///< Of those held, for open sells.
    Quantity incoming;  ///< On top, at most, from open buys.
    Money cost;         ///< Of those held, together.
    static constexpr auto fields = json::fields(json::field("held", &Holding::held), json::field("reserved", &Holding::reserved),
                                                json::field("incoming", &Holding::incoming), json::field("cost", &Holding::cost));
};

/// Money that has left the account and has not arrived yet.
struct Transit {
    AccountId to;
    Money amount;
    std::optional<Conversion> conversion{};
    static constexpr auto fields = json::fields(json::field("to", &Transit::to), json::field("amount", &Transit::amount),
                                                json::field("conversion", &Transit::conversion));
};

struct Account {
    std::string owner;  ///< An actor, such as "owner:alice". Empty: no such account.
    std::string currency;
    AccountKind kind{};
    bool closed = false;
    Money cash;
    Money reserved;                                   ///< Of the cash, for open buys.
    Quantity selling;                                 ///< In open sells, of all symbols.
    std::map<std::string, Holding> holdings;          ///< By symbol; none that is empty.
    std::map<std::string, Reservation> reservations;  ///< By order.
    std::vector<OrderId> ended;           ///< Orders whose reservation is used up or given back, the latest, oldest first.
    std::map<std::string, Transit> sent;  ///< By transfer; none that has arrived or come back.
    std::vector<TransferId> answered;     ///< Transfers that came here, the latest, oldest first.
    std::vector<std::string> actions;     ///< Splits and dividends that were applied, the latest, oldest first.
    std::map<std::string, DividendAccrued> owed;  ///< Dividends that are not paid yet, by action.
    UnsettledCash unsettled;                      ///< Of the cash: may buy, and not leave.

    bool exists() const { return !owner.empty(); }
    Money free() const { return cash - reserved; }
    bool may_act(std::string_view actor) const { return exists() && (actor == owner || is_operator(actor)); }
    static constexpr auto fields = json::fields(
        json::field("owner", &Account::owner), json::field("currency", &Account::currency), json::field("cash", &Account::cash),
        json::field("reserved", &Account::reserved), json::field("selling", &Account::selling),
        json::field("holdings", &Account::holdings), json::field("reservations", &Account::reservations),
        json::field("ended", &Account::ended), json::field("kind", &Account::kind), json::field("closed", &Account::closed),
        json::field("sent", &Account::sent), json::field("answered", &Account::answered),
        json::field("actions", &Account::actions), json::field("owed", &Account::owed),
        json::field("unsettled", &Account::unsettled));
};

/// Of a list that is kept short.
void remember(auto& list, const auto& value) {
    if (list.size() == remembered) list.erase(list.begin());
    list.push_back(value);
}
bool contains(const auto& list, const auto& value) { return std::ranges::find(list, value) != list.end(); }

}  // namespace andvari::portfolio
