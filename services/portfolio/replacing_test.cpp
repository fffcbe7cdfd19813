#include "services/portfolio/domain.hpp"

#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId id{"alice-main"};
const Symbol aapl{"AAPL"};
const OrderId old{"order-1"}, next{"order-2"};
const std::string alice = "owner:alice";

Price price(const char* text) { return *Price::parse(text); }
Quantity shares(std::int64_t count) { return Quantity::whole(count); }
Money money(const char* text) { return *Money::parse(text); }

order::Ticket ticket(const OrderId& order, Side side, std::int64_t quantity, const char* limit) {
    return {order, id, aapl, side, order::Kind::limit, order::TimeInForce::gtc, shares(quantity), price(limit), {}};
}
Raise raise(Side side, const char* limit, std::optional<std::int64_t> total = {}) {
    return {id,
            old,
            ticket(next, side, total.value_or(10), limit),
            total ? std::optional{shares(*total)} : std::nullopt,
            alice,
            price(limit),
            std::nullopt};
}
Move move(Side side, std::int64_t remaining, std::int64_t quantity, const char* limit) {
    return {id, old, shares(remaining), ticket(next, side, quantity, limit), price(limit)};
}
Settle trade(const OrderId& order, Side side, const char* name, std::int64_t quantity, const char* at) {
    return {id, order, {name}, aapl, side, shares(quantity), price(at)};
}
const Lower lower{id, old, next};

using Given_ = eventing::Scenario<State, Command, Fact>;
/// A thousand in cash, of which 500 for ten shares at 50.
Given_ buying() {
    Given_ scenario{Opened{id, "Alice", "USD", alice}, Deposited{id, money("1000"), "USD", money("1000")},
                    Reserved{id, old, aapl, Side::buy, shares(10), price("50"), money("500")}};
    return std::move(scenario.by(alice));
}
/// Twenty shares, of which ten are for sale.
Given_ selling() {
    Given_ scenario{Opened{id, "Alice", "USD", alice}, Deposited{id, money("1000"), "USD", money("1000")},
                    Reserved{id, {"earlier"}, aapl, Side::buy, shares(20), price("50"), money("1000")}};
    scenario.by(alice).when(trade({"earlier"}, Side::buy, "t0", 20, "50"));
    Given_ sale{Opened{id, "Alice", "USD", alice}, Deposited{id, money("1000"), "USD", money("1000")},
                Reserved{id, {"earlier"}, aapl, Side::buy, shares(20), price("50"), money("1000")}, scenario.facts().at(0).fact,
                Reserved{id, old, aapl, Side::sell, shares(10), price("60"), {}}};
    return std::move(sale.by(alice));
}
}  // namespace

TEST_SUITE("portfolio: replacing") {
    TEST_CASE("holds the larger of the two reservations until the answer") {
        buying()
            .when(raise(Side::buy, "60"))
            .then({Raised{id, old, next, aapl, Side::buy, {}, money("100"), price("60")}})
            .when(raise(Side::buy, "60"))
            .nothing();
        buying().when(raise(Side::buy, "40", 12)).then({Raised{id, old, next, aapl, Side::buy, shares(2), {}, price("40")}});
        buying().when(raise(Side::buy, "40")).then({Raised{id, old, next, aapl, Side::buy, {}, {}, price("40")}});
        selling().when(raise(Side::sell, "70", 15)).then({Raised{id, old, next, aapl, Side::sell, shares(5), {}, price("70")}});
        auto held = buying();
        held.when(raise(Side::buy, "60"));
        CHECK(held.state().reserved == money("600"));
    }

    TEST_CASE("is denied where the larger cannot be set aside, and the order goes on") {
        buying().when(raise(Side::buy, "100.000001")).refused("insufficient_cash");
        buying().when(raise(Side::buy, "50", 21)).refused("insufficient_cash");
        selling().when(raise(Side::sell, "60", 21)).refused("insufficient_shares");
        auto troubled = raise(Side::buy, "60");
        troubled.trouble = Refusal{"no_quote", "r"};
        buying().when(troubled).refused("no_quote");
        auto unknown = raise(Side::buy, "60");
        unknown.order = {"other"};
        buying().when(unknown).refused("order_not_open");
        auto foreign = raise(Side::buy, "60");
        foreign.actor = "owner:mallory";
        buying().when(foreign).refused("account_not_found");
        buying().when(trade(old, Side::buy, "t1", 4, "50")).when(raise(Side::buy, "60", 4)).refused("quantity_already_traded");
    }

    TEST_CASE("that did not happen frees what was raised, also when the order has filled meanwhile") {
        buying()
            .when(raise(Side::buy, "60"))
            .when(lower)
            .then({Lowered{id, old, next, aapl, Side::buy, {}, money("100")}})
            .when(lower)
            .nothing();
        auto filled = buying();
        filled.when(raise(Side::buy, "60")).when(trade(old, Side::buy, "t1", 10, "50")).when(lower);
        CHECK(filled.state().reserved == Money{});
        CHECK(filled.state().cash == money("500"));
        CHECK(filled.state().reservations.empty());
        filled.when(trade(old, Side::buy, "t1", 10, "50")).nothing();
    }

    TEST_CASE("that happened gives the new order what it needs, and frees the rest") {
        auto bought = buying();
        bought.when(raise(Side::buy, "60", 12))
            .when(trade(old, Side::buy, "t1", 4, "50"))
            .when(move(Side::buy, 6, 8, "60"))
            .then({Moved{id, old, next, aapl, Side::buy, shares(8), price("60"), money("480"), {}, money("40")}})
            .when(move(Side::buy, 6, 8, "60"))
            .nothing();
        CHECK(bought.state().reserved == money("480"));
        bought.when(trade(next, Side::buy, "t2", 8, "60"));
        CHECK(bought.state().reserved == Money{});
        CHECK(bought.state().cash == money("320"));
        CHECK(bought.state().reservations.empty());

        auto sold = selling();
        sold.when(raise(Side::sell, "70", 15))
            .when(move(Side::sell, 10, 15, "70"))
            .then({Moved{id, old, next, aapl, Side::sell, shares(15), price("70"), {}, {}, {}}})
            .when(Release{id, next, {}})
            .nothing()
            .when(ReleaseShared{id, next})
            .then({Released{id, next, aapl, {}, shares(15), shares(15)}})
            .when(ReleaseShared{id, next})
            .nothing();
        CHECK(sold.state().selling == Quantity{});
        CHECK(sold.state().holdings.at("AAPL").reserved == Quantity{});
    }

    TEST_CASE("of something else than was set aside is a fault") {
        buying().fault_when(move(Side::buy, 10, 10, "50"));
        auto raised = buying();
        raised.when(raise(Side::buy, "60"));
        raised.fault_when(move(Side::buy, 9, 9, "60"));
        raised.fault_when(move(Side::buy, 10, 11, "60"));
    }
}

}  // namespace andvari::portfolio
