#include "services/portfolio/symbol_rules.hpp"

#include <doctest/doctest.h>

namespace andvari::portfolio {
namespace {
order::Ticket ticket(const char* quantity, std::optional<Price> limit) {
    order::Ticket t{
        {"o"}, {"a"}, {"AAPL"}, order::Side::buy, order::Kind::limit, order::TimeInForce::day, *Quantity::parse(quantity),
        limit, {}};
    if (!limit) t.kind = order::Kind::market;
    return t;
}
std::string code(const order::Ticket& t, const stock::Rules& rules) {
    const auto trouble = trouble_with_rules(t, rules);
    return trouble ? trouble->code : "";
}
}  // namespace

TEST_SUITE("portfolio: rules of a symbol") {
    const auto ten = Price::whole(10);
    TEST_CASE("that say nothing refuse nothing") { CHECK(code(ticket("0.000000001", ten), {}).empty()); }
    TEST_CASE("are about trading at all, fractions, lots, ticks and worth") {
        CHECK(code(ticket("1", ten), {.tradable = false}) == "not_tradable");
        CHECK(code(ticket("1.5", ten), {.fractionable = false}) == "not_fractionable");
        CHECK(code(ticket("2", ten), {.fractionable = false}).empty());
        CHECK(code(ticket("15", ten), {.lot = Quantity::whole(10)}) == "quantity_not_in_lots");
        CHECK(code(ticket("20", ten), {.lot = Quantity::whole(10)}).empty());
        CHECK(code(ticket("1", Price::parse("10.01")), {.tick = Price::parse("0.05")}) == "price_not_on_tick");
        CHECK(code(ticket("1", Price::parse("10.05")), {.tick = Price::parse("0.05")}).empty());
        CHECK(code(ticket("4.9", ten), {.least_notional = Money::whole(50)}) == "notional_too_small");
        CHECK(code(ticket("5", ten), {.least_notional = Money::whole(50)}).empty());
        CHECK(code(ticket("1", std::nullopt), {.least_notional = Money::whole(50)}).empty());
    }
    TEST_CASE("are also about amounts of money, stops and exits") {
        auto amount = ticket("0", std::nullopt);
        amount.notional = Money::whole(20);
        CHECK(code(amount, {.fractionable = false}) == "not_fractionable");
        CHECK(code(amount, {.least_notional = Money::whole(50)}) == "notional_too_small");
        const stock::Rules rules{.tick = Price::parse("0.05")};
        auto bracket = ticket("1", ten);
        bracket.stop_loss = order::StopLoss{*Price::parse("9.01")};
        CHECK(code(bracket, rules) == "price_not_on_tick");
        bracket.stop_loss = order::StopLoss{*Price::parse("9.05"), Price::parse("9.01")};
        CHECK(code(bracket, rules) == "price_not_on_tick");
        bracket.stop_loss.reset();
        bracket.take_profit = order::TakeProfit{*Price::parse("11.01")};
        CHECK(code(bracket, rules) == "price_not_on_tick");
    }
}

}  // namespace andvari::portfolio
