// The bodies that the gateway reads. What a value may be is told by its type; what it may mean is the services' business.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/order.hpp"
#include "events/portfolio.hpp"
#include "shared/json/read.hpp"

namespace andvari::gateway {

struct OpenAccount {
    std::optional<AccountId> id;
    std::string name;
    std::string currency;
    std::optional<std::string> owner;            ///< For operators.
    std::optional<portfolio::AccountKind> kind;  ///< Absent: cash.
    static constexpr auto fields =
        json::fields(json::field("id", &OpenAccount::id), json::field("name", &OpenAccount::name),
                     json::field("currency", &OpenAccount::currency), json::field("owner", &OpenAccount::owner),
                     json::field("kind", &OpenAccount::kind));
};

/// Of a deposit or a withdrawal.
struct MoveMoney {
    Money amount;
    std::string currency;
    static constexpr auto fields =
        json::fields(json::field("amount", &MoveMoney::amount), json::field("currency", &MoveMoney::currency));
};

/// To another account.
struct MakeTransfer {
    AccountId to;
    Money amount;
    std::string currency;                      ///< Of the account that it leaves.
    std::optional<std::string> to_currency{};  ///< Of the other one; absent: the same.
    static constexpr auto fields =
        json::fields(json::field("to", &MakeTransfer::to), json::field("amount", &MakeTransfer::amount),
                     json::field("currency", &MakeTransfer::currency), json::field("to_currency", &MakeTransfer::to_currency));
};

/// What a paper account begins again with.
struct ResetAccount {
    Money cash;
    static constexpr auto fields = json::fields(json::field("cash", &ResetAccount::cash));
};

/// A watchlist, all of it.
struct SaveList {
    std::string name;
    std::vector<Symbol> symbols;
    static constexpr auto fields = json::fields(json::field("name", &SaveList::name), json::field("symbols", &SaveList::symbols));
};

struct WatchRequest {
    Symbol symbol;
    static constexpr auto fields = json::fields(json::field("symbol", &WatchRequest::symbol));
};

struct PlaceOrder {
    AccountId account;
    Symbol symbol;
    order::Side side{};
    order::Kind type{};
    std::optional<order::TimeInForce> time_in_force;  ///< Absent: day.
    std::optional<Quantity> quantity;
    std::optional<Price> limit_price;
    std::optional<std::string> client_order_id;
    std::optional<Price> stop_price, trail_price;
    std::optional<Percent> trail_percent;
    std::optional<Money> notional;
    std::optional<bool> extended_hours;
    std::optional<order::OrderClass> order_class;
    std::optional<order::TakeProfit> take_profit;
    std::optional<order::StopLoss> stop_loss;
    static constexpr auto fields = json::fields(
        json::field("account", &PlaceOrder::account), json::field("symbol", &PlaceOrder::symbol),
        json::field("side", &PlaceOrder::side), json::field("type", &PlaceOrder::type),
        json::field("time_in_force", &PlaceOrder::time_in_force), json::field("quantity", &PlaceOrder::quantity),
        json::field("limit_price", &PlaceOrder::limit_price), json::field("client_order_id", &PlaceOrder::client_order_id),
        json::field("stop_price", &PlaceOrder::stop_price), json::field("trail_price", &PlaceOrder::trail_price),
        json::field("trail_percent", &PlaceOrder::trail_percent), json::field("notional", &PlaceOrder::notional),
        json::field("extended_hours", &PlaceOrder::extended_hours), json::field("order_class", &PlaceOrder::order_class),
        json::field("take_profit", &PlaceOrder::take_profit), json::field("stop_loss", &PlaceOrder::stop_loss));
};

/// What of an order is to change.
struct ReplaceOrder {
    std::optional<Quantity> quantity;
    std::optional<Price> limit_price, stop_price, trail_price;
    std::optional<Percent> trail_percent;
    std::optional<order::TimeInForce> time_in_force;
    static constexpr auto fields = json::fields(
        json::field("quantity", &ReplaceOrder::quantity), json::field("limit_price", &ReplaceOrder::limit_price),
        json::field("stop_price", &ReplaceOrder::stop_price), json::field("trail_price", &ReplaceOrder::trail_price),
        json::field("trail_percent", &ReplaceOrder::trail_percent), json::field("time_in_force", &ReplaceOrder::time_in_force));
};

// What the contract's schemas (events/schemas) ask of a command beyond its types. A command that breaks them would end in the
// dead letters without an outcome, so the gateway must not send it.
std::optional<json::Mistake> check(const OpenAccount&);
std::optional<json::Mistake> check(const MoveMoney&);
std::optional<json::Mistake> check(const MakeTransfer&);
std::optional<json::Mistake> check(const ResetAccount&);
std::optional<json::Mistake> check(const SaveList&);
inline std::optional<json::Mistake> check(const WatchRequest&) { return std::nullopt; }
std::optional<json::Mistake> check(const PlaceOrder&);
std::optional<json::Mistake> check(const ReplaceOrder&);

// What several requests have in common.
std::optional<json::Mistake> check_name(const std::string&);
std::optional<json::Mistake> check_currency(const std::string&);
/// Whether the schemas take the amount, whatever its decimals are.
constexpr bool is_in_schemas(auto amount) {
    constexpr auto most = decltype(amount)::of_units(9'199'999'999'999'999'999);
    return amount <= most && amount >= -most;
}

// The commands that the requests ask for.
portfolio::Open command_of(const OpenAccount&, const AccountId&);
order::Place command_of(const PlaceOrder&);
order::Replace command_of(const ReplaceOrder&, const AccountId&, const OrderId&);

}  // namespace andvari::gateway
