// What happens in the book of a symbol. The engine takes no commands from outside: it reacts to accepted orders,
// requested cancels and quotes.
#pragma once

#include <optional>
#include <variant>

#include "events/order.hpp"
#include "events/stock.hpp"

namespace andvari::engine {

/// The order stands in the book, or is about to trade: facts of the same moment follow.
struct Booked {
    order::Ticket ticket;
    Price protection;          ///< No worse price, see order::Accepted.
    std::int64_t session = 0;  ///< The market's day (since 1970-01-01) on which a day order was booked.
    std::optional<Instant>
        quoted;  ///< The time of the quote that stood then: it goes first at the same price, a later one does not.
    std::optional<Price> mark{};         ///< Of a trailing stop: the bid (for a buy the ask) of that quote.
    std::optional<std::string> owner{};  ///< Of the account, as order::Accepted says.
    std::optional<bool> held{};          ///< An exit that waits for its entry's trades.
    std::optional<bool> queued{};        ///< It waits until the market trades: Admitted follows.
    std::optional<Quantity> most{};      ///< Of a notional that is queued: no more shares than these.
    static constexpr std::string_view type = "andvari.engine.booked.v1";
    static constexpr auto fields =
        json::fields(json::field("ticket", &Booked::ticket), json::field("protection", &Booked::protection),
                     json::field("session", &Booked::session), json::field("quoted", &Booked::quoted),
                     json::field("mark", &Booked::mark), json::field("owner", &Booked::owner), json::field("held", &Booked::held),
                     json::field("queued", &Booked::queued), json::field("most", &Booked::most));
};

/// One side of a trade. The market feed has neither order nor account.
struct Party {
    OrderId order;
    AccountId account;
    std::optional<OrderId> shares_with{};  ///< The other exit, out of whose reservation this one is settled.
    static constexpr auto fields = json::fields(json::field("order", &Party::order), json::field("account", &Party::account),
                                                json::field("shares_with", &Party::shares_with));
};

struct Traded {
    TradeId trade;
    Symbol symbol;
    Quantity quantity;
    Price price;
    std::optional<Party> buyer;         ///< Absent: the market feed bought.
    std::optional<Party> seller;        ///< Absent: the market feed sold. Never both absent.
    std::optional<stock::Quote> quote;  ///< The quote that stood at that moment; absent while there was none.
    static constexpr std::string_view type = "andvari.engine.traded.v1";
    static constexpr auto fields = json::fields(json::field("trade", &Traded::trade), json::field("symbol", &Traded::symbol),
                                                json::field("quantity", &Traded::quantity), json::field("price", &Traded::price),
                                                json::field("buyer", &Traded::buyer), json::field("seller", &Traded::seller),
                                                json::field("quote", &Traded::quote));
};

/// The market reached a stop order's price: it trades from here on as a market or limit order, behind those that stand.
struct Triggered {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Price stop_price;                 ///< That was reached.
    std::optional<Instant> quoted{};  ///< The time of the quote that reached it.
    static constexpr std::string_view type = "andvari.engine.triggered.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Triggered::order), json::field("account", &Triggered::account),
                     json::field("symbol", &Triggered::symbol), json::field("stop_price", &Triggered::stop_price),
                     json::field("quoted", &Triggered::quoted));
};

/// The market came to its best price for the trailing stops of this side: the mark of each that had a worse one is this, and its
/// stop follows.
struct TrailMoved {
    Symbol symbol;
    order::Side side{};  ///< sell: the bid rose. buy: the ask fell.
    Price mark;
    static constexpr std::string_view type = "andvari.engine.trail_moved.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &TrailMoved::symbol),
                                                json::field("side", &TrailMoved::side), json::field("mark", &TrailMoved::mark));
};

/// Taken off the book because its owner asked, or for another reason that `code` tells. `remaining` was not traded.
struct Cancelled {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity remaining;
    std::optional<std::string> code{};     ///< self_trade: it met another order of its owner; exit_done, entry_ended,
                                           ///< exit_cancelled: its partner ended; split: its shares are no more. Absent: its
                                           ///< owner asked.
    std::optional<OrderId> shares_with{};  ///< As in Party.
    static constexpr std::string_view type = "andvari.engine.cancelled.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Cancelled::order), json::field("account", &Cancelled::account),
                     json::field("symbol", &Cancelled::symbol), json::field("remaining", &Cancelled::remaining),
                     json::field("code", &Cancelled::code), json::field("shares_with", &Cancelled::shares_with));
};

/// The order is no longer in the book: a trade or its expiry came first.
struct CancelRefused {
    OrderId order;
    AccountId account;
    Symbol symbol;
    static constexpr std::string_view type = "andvari.engine.cancel_refused.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &CancelRefused::order), json::field("account", &CancelRefused::account),
                     json::field("symbol", &CancelRefused::symbol));
};

/// Taken off the book by its own terms (ioc, fok, end of day).
struct Expired {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity remaining;
    std::optional<OrderId> shares_with{};  ///< As in Party.
    static constexpr std::string_view type = "andvari.engine.expired.v1";
    static constexpr auto fields = json::fields(
        json::field("order", &Expired::order), json::field("account", &Expired::account), json::field("symbol", &Expired::symbol),
        json::field("remaining", &Expired::remaining), json::field("shares_with", &Expired::shares_with));
};

/// How much of the order is left is known anew: a notional became shares, or the other exit traded.
struct Resized {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity remaining;
    static constexpr std::string_view type = "andvari.engine.resized.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Resized::order), json::field("account", &Resized::account),
                     json::field("symbol", &Resized::symbol), json::field("remaining", &Resized::remaining));
};

/// Taken off the book, and the replacement comes in its place: Booked follows.
struct Replaced {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity remaining;  ///< Was not traded.
    order::Replacement replacement;
    Price protection;                    ///< Of the replacement.
    std::optional<std::string> owner{};  ///< Of the account.
    static constexpr std::string_view type = "andvari.engine.replaced.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Replaced::order), json::field("account", &Replaced::account),
                     json::field("symbol", &Replaced::symbol), json::field("remaining", &Replaced::remaining),
                     json::field("replacement", &Replaced::replacement), json::field("protection", &Replaced::protection),
                     json::field("owner", &Replaced::owner));
};

/// The order is no longer in the book, or what the replacement asks cannot be: nothing changed.
struct ReplaceRefused {
    OrderId order;
    AccountId account;
    Symbol symbol;
    OrderId replacement;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.engine.replace_refused.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &ReplaceRefused::order), json::field("account", &ReplaceRefused::account),
                     json::field("symbol", &ReplaceRefused::symbol), json::field("replacement", &ReplaceRefused::replacement),
                     json::field("code", &ReplaceRefused::code), json::field("reason", &ReplaceRefused::reason));
};

/// Its entry traded: `quantity` more of this exit stands or sleeps in the book.
struct Activated {
    OrderId order;
    AccountId account;
    Symbol symbol;
    Quantity quantity;
    static constexpr std::string_view type = "andvari.engine.activated.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Activated::order), json::field("account", &Activated::account),
                     json::field("symbol", &Activated::symbol), json::field("quantity", &Activated::quantity));
};

/// The market trades again, and this is its first quote: whatever stood in the book from before trades with it at its price.
struct Opened {
    Symbol symbol;
    Instant since;  ///< The beginning of the phase, or the end of the halt.
    stock::Quote quote;
    static constexpr std::string_view type = "andvari.engine.opened.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &Opened::symbol), json::field("since", &Opened::since),
                                                json::field("quote", &Opened::quote));
};

/// A queued order comes to the book: it trades, or stands in it.
struct Admitted {
    OrderId order;
    AccountId account;
    Symbol symbol;
    std::optional<Instant> quoted;  ///< As in Booked.
    static constexpr std::string_view type = "andvari.engine.admitted.v1";
    static constexpr auto fields =
        json::fields(json::field("order", &Admitted::order), json::field("account", &Admitted::account),
                     json::field("symbol", &Admitted::symbol), json::field("quoted", &Admitted::quoted));
};

// What a company does, at its place among the trades: all trades before a split are in old shares, all after it in new ones, and
// no order of before is left.

struct Split {
    Symbol symbol;
    std::string action;  ///< As in stock::SplitDue.
    stock::Ratio ratio;
    std::optional<Instant> effective{};  ///< Quotes of before are in old shares.
    static constexpr std::string_view type = "andvari.engine.split.v1";
    static constexpr auto fields = json::fields(json::field("symbol", &Split::symbol), json::field("action", &Split::action),
                                                json::field("ratio", &Split::ratio), json::field("effective", &Split::effective));
};

/// Who holds it now is owed a dividend.
struct WentEx {
    Symbol symbol;
    std::string action;  ///< As in stock::DividendDue.
    Money per_share;
    std::string currency;
    static constexpr std::string_view type = "andvari.engine.went_ex.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &WentEx::symbol), json::field("action", &WentEx::action),
                     json::field("per_share", &WentEx::per_share), json::field("currency", &WentEx::currency));
};

/// Who was owed a dividend is paid.
struct DividendPayable {
    Symbol symbol;
    std::string action;
    static constexpr std::string_view type = "andvari.engine.dividend_payable.v1";
    static constexpr auto fields =
        json::fields(json::field("symbol", &DividendPayable::symbol), json::field("action", &DividendPayable::action));
};

using Fact = std::variant<Booked, Traded, Cancelled, CancelRefused, Expired, Triggered, TrailMoved, Resized, Replaced,
                          ReplaceRefused, Activated, Opened, Admitted, Split, WentEx, DividendPayable>;

}  // namespace andvari::engine
