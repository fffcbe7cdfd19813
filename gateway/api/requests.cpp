#include "gateway/api/requests.hpp"

#include <algorithm>

namespace andvari::gateway {
namespace {

bool is_owner_text(const std::string& text) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.:@-";
    return !text.empty() && text.size() <= 128 && text.find_first_not_of(allowed) == std::string::npos;
}

/// What a new order and a replacement have in common.
std::optional<json::Mistake> check_terms(const auto& request) {
    if (request.quantity && !is_in_schemas(*request.quantity)) return json::Mistake{"/quantity", "is out of range"};
    if (request.trail_percent && !is_in_schemas(*request.trail_percent))
        return json::Mistake{"/trail_percent", "is out of range"};
    const std::pair<const char*, std::optional<Price>> prices[] = {
        {"/limit_price", request.limit_price}, {"/stop_price", request.stop_price}, {"/trail_price", request.trail_price}};
    for (const auto& [where, price] : prices)
        if (price && !is_in_schemas(*price)) return json::Mistake{where, "is out of range"};
    return std::nullopt;
}

}  // namespace

std::optional<json::Mistake> check_currency(const std::string& currency) {
    if (currency.size() == 3 && std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; })) return std::nullopt;
    return json::Mistake{"/currency", "must be three capital letters"};
}

std::optional<json::Mistake> check_name(const std::string& name) {
    const auto characters = std::ranges::count_if(name, [](unsigned char c) { return (c & 0xc0) != 0x80; });
    if (characters < 1 || characters > 64) return json::Mistake{"/name", "must have 1 to 64 characters"};
    if (name.find('\0') != std::string::npos) return json::Mistake{"/name", "must not have a NUL character"};
    return std::nullopt;
}

std::optional<json::Mistake> check(const OpenAccount& request) {
    if (auto mistake = check_name(request.name)) return mistake;
    if (request.owner && !is_owner_text(*request.owner))
        return json::Mistake{"/owner", "must be 1 to 128 of A-Z a-z 0-9 _ . : @ -"};
    return check_currency(request.currency);
}

std::optional<json::Mistake> check(const MoveMoney& request) {
    if (!is_in_schemas(request.amount)) return json::Mistake{"/amount", "is out of range"};
    return check_currency(request.currency);
}

std::optional<json::Mistake> check(const MakeTransfer& request) {
    if (!is_in_schemas(request.amount)) return json::Mistake{"/amount", "is out of range"};
    if (request.to_currency)
        if (auto mistake = check_currency(*request.to_currency)) return json::Mistake{"/to_currency", mistake->reason};
    return check_currency(request.currency);
}

std::optional<json::Mistake> check(const ResetAccount& request) {
    if (!is_in_schemas(request.cash)) return json::Mistake{"/cash", "is out of range"};
    return std::nullopt;
}

std::optional<json::Mistake> check(const SaveList& request) {
    if (request.symbols.size() > 200) return json::Mistake{"/symbols", "must be at most 200"};
    return check_name(request.name);
}

std::optional<json::Mistake> check(const PlaceOrder& request) {
    const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
    const auto& name = request.client_order_id;
    const std::pair<const char*, std::optional<Price>> exits[] = {
        {"/take_profit/limit_price", request.take_profit ? std::optional{request.take_profit->limit_price} : std::nullopt},
        {"/stop_loss/stop_price", request.stop_loss ? std::optional{request.stop_loss->stop_price} : std::nullopt},
        {"/stop_loss/limit_price", request.stop_loss ? request.stop_loss->limit_price : std::nullopt}};
    for (const auto& [where, price] : exits)
        if (price && !is_in_schemas(*price)) return json::Mistake{where, "is out of range"};
    if (request.notional && !is_in_schemas(*request.notional)) return json::Mistake{"/notional", "is out of range"};
    if (auto mistake = check_terms(request)) return mistake;
    if (name && (name->empty() || name->size() > 128 || !std::ranges::all_of(*name, printable)))
        return json::Mistake{"/client_order_id", "must have 1 to 128 printable ASCII characters"};
    return std::nullopt;
}

std::optional<json::Mistake> check(const ReplaceOrder& request) { return check_terms(request); }

portfolio::Open command_of(const OpenAccount& request, const AccountId& account) {
    return {account, request.name, request.currency, request.owner, request.kind};
}

order::Place command_of(const PlaceOrder& request) {
    return {request.account,
            request.symbol,
            request.side,
            request.type,
            request.time_in_force.value_or(order::TimeInForce::day),
            request.quantity,
            request.limit_price,
            request.client_order_id,
            request.stop_price,
            request.trail_price,
            request.trail_percent,
            request.notional,
            request.extended_hours,
            request.order_class,
            request.take_profit,
            request.stop_loss};
}

order::Replace command_of(const ReplaceOrder& request, const AccountId& account, const OrderId& order) {
    return {account,
            order,
            request.quantity,
            request.limit_price,
            request.stop_price,
            request.trail_price,
            request.trail_percent,
            request.time_in_force};
}

}  // namespace andvari::gateway
