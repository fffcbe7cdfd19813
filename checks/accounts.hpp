// Every account's money and shares, computed anew from what moved them, against what the facts say they came to.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "checks/findings.hpp"
#include "checks/ties.hpp"
#include "events/portfolio.hpp"
#include "events/stock.hpp"
#include "events/unsettled.hpp"

namespace andvari::checks {

struct Holding {
    Quantity held, reserved;
    Money cost;
};
struct Account {
    std::string currency;
    Money cash, reserved;
    std::map<Symbol, Holding> holdings;
    bool closed = false;
    portfolio::UnsettledCash unsettled;
};

class Accounts {
public:
    /// Both must outlive it.
    Accounts(Ties& ties, Findings& findings) : ties_{ties}, findings_{findings} {}

    void on(const eventing::Envelope&, const portfolio::Fact&);
    /// A trade: what it moves between customers and the house's clearing.
    void on(const engine::Traded&);
    /// A symbol's currency.
    void on(const stock::Listed& e) { currencies_[e.symbol] = e.currency; }
    /// Whether all sums to what was deposited and what the market took and gave; and what is still under way.
    void finish(const Due&) const;
    bool overdue(const Due&) const;

    const std::map<AccountId, Account>& all() const { return accounts_; }
    std::size_t symbols() const { return currencies_.size(); }

private:
    using Sum = __int128;
    struct Reservation {
        AccountId account;
        Symbol symbol;
        order::Side side{};
        Price protection;
        Quantity open;
        Money cash;
        std::int64_t settlements = 0;
        bool raised = false;
        Quantity extra;  ///< Raised.
        Money extra_cash;
        bool shared = false;  ///< By two exits, or taken over by a replacement: no single order's end frees it.
    };

    /// Money that is in no account, until its sender knows what became of it.
    struct Transit {
        AccountId from, to;
        Money left;  ///< Zero once it has arrived.
        std::string currency;
        Instant since;
        std::string where;
        std::optional<Conversion> conversion;  ///< Of what left the sender.
    };

    void on(const eventing::Envelope&, const portfolio::Opened&);
    void on(const eventing::Envelope&, const portfolio::Deposited&);
    void on(const eventing::Envelope&, const portfolio::Withdrawn&);
    void on(const eventing::Envelope&, const portfolio::Reserved&);
    void on(const eventing::Envelope&, const portfolio::ReservationDenied&);
    void on(const eventing::Envelope&, const portfolio::Settled&);
    void on(const eventing::Envelope&, const portfolio::Released&);
    void on(const eventing::Envelope&, const portfolio::CommandRefused&) {}
    void on(const eventing::Envelope&, const portfolio::Raised&);
    void on(const eventing::Envelope&, const portfolio::RaiseDenied&) {}
    void on(const eventing::Envelope&, const portfolio::Lowered&);
    void on(const eventing::Envelope&, const portfolio::Moved&);
    void on(const eventing::Envelope&, const portfolio::Resized&);
    /// What an entry bought stays reserved for its exits.
    void keep_for_exits(const eventing::Envelope&, const portfolio::Settled&);
    void set_aside(const eventing::Envelope&, const AccountId&, const Symbol&, order::Side, Quantity, Money cash);
    void on(const eventing::Envelope&, const portfolio::TransferSent&);
    void on(const eventing::Envelope&, const portfolio::TransferReceived&);
    void on(const eventing::Envelope&, const portfolio::TransferRefused&) {}
    void on(const eventing::Envelope&, const portfolio::TransferCompleted&);
    void on(const eventing::Envelope&, const portfolio::TransferReturned&);
    void on(const eventing::Envelope&, const portfolio::Closed&);
    void on(const eventing::Envelope&, const portfolio::HoldingDropped&);
    void on(const eventing::Envelope&, const portfolio::AccountReset&);
    void on(const eventing::Envelope&, const portfolio::SharesSplit&);
    void on(const eventing::Envelope&, const portfolio::DividendAccrued&);
    void on(const eventing::Envelope&, const portfolio::DividendPaid&);
    void on(const eventing::Envelope&, const portfolio::WatchlistSaved&) {}
    void on(const eventing::Envelope&, const portfolio::WatchlistDropped&) {}
    void on(const eventing::Envelope&, const portfolio::WatchlistRefused&) {}

    /// The transfer that is under way, or a finding and null; it ends with what is left in it.
    Transit* transit_of(const eventing::Envelope&, const portfolio::TransferId&);
    /// Whether a conversion comes to what it says, by the rates that it names.
    void check(const eventing::Envelope&, const portfolio::TransferSent&);
    /// What the house's exchange has got and given by it, or once more where it is undone.
    void exchange(const Conversion&, bool undone);
    /// Nothing leaves before it has settled.
    void check_settled(const eventing::Envelope&, const AccountId&, Money leaving);
    /// Moves money into the account, and agrees on what it has come to.
    void move(const eventing::Envelope&, const AccountId&, Money amount, Money told);
    /// The account, or a finding and null.
    Account* account_of(const eventing::Envelope&, const AccountId&);
    /// The order's reservation in this account, or a finding and null.
    Reservation* reservation_of(const eventing::Envelope&, const AccountId&, const OrderId&);
    void settle_buy(const eventing::Envelope&, const portfolio::Settled&, Account&, Reservation&);
    void settle_sell(const eventing::Envelope&, const portfolio::Settled&, Account&);
    void close(const eventing::Envelope&, const OrderId&, const Reservation&);
    /// Notes a told balance, and a finding where it is not the computed one.
    template <class A>
    void agree(const eventing::Envelope&, std::string_view what, A& computed, A told);
    void within(const eventing::Envelope&, const AccountId&, const Account&);
    void within(const eventing::Envelope&, const AccountId&, const Symbol&, const Holding&);
    void check_sum(std::string_view asset, bool money, Sum held, Sum expected) const;

    Ties& ties_;
    Findings& findings_;
    std::map<AccountId, Account> accounts_;
    std::unordered_map<OrderId, Reservation> reservations_;
    std::map<portfolio::TransferId, Transit> transits_;
    std::map<std::pair<AccountId, std::string>, Money> owed_;  ///< Dividends that are not paid, by their action.
    std::map<Symbol, Sum> dropped_;                            ///< Shares that paper accounts held when they began again.
    std::map<Symbol, std::string> currencies_;
    std::map<std::string, Sum> funding_;       ///< By currency: deposits less withdrawals.
    std::map<std::string, Sum> fees_;          ///< By currency: what the house took for trading.
    std::map<std::string, Sum> exchanged_;     ///< By currency: what the house's exchange got, less what it gave.
    std::map<std::string, Sum> fractions_;     ///< By currency: what the house paid where a buyer's last millionths were missing.
    std::map<Symbol, Sum> money_from_market_;  ///< What customers got from the market feed, less what they paid it.
    std::map<Symbol, Sum> shares_from_market_;
};

}  // namespace andvari::checks
