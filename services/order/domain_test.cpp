#include "services/order/domain.hpp"

#include "shared/eventing/scenario.hpp"

namespace andvari::order {
namespace {
const AccountId account{"alice-main"};
const OrderId id{"order-1"};
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice", mallory = "owner:mallory", desk = "system:desk";
const Instant noon = *Instant::parse("2026-01-05T12:00:00Z");

Price price(const char* text) { return *Price::parse(text); }
Quantity shares(std::int64_t count) { return Quantity::whole(count); }
Money money(const char* text) { return *Money::parse(text); }

Place buy_ten() { return {account, aapl, Side::buy, Kind::limit, TimeInForce::day, shares(10), price("100"), std::nullopt}; }
Ticket ticket() { return {id, account, aapl, Side::buy, Kind::limit, TimeInForce::day, shares(10), price("100"), std::nullopt}; }

const Placed placed{ticket(), noon, alice, id.text};
const Accepted accepted{ticket(), price("100")};
const PartiallyFilled four{id, account, {"t1"}, shares(4), price("99"), shares(4), money("396")};
const Filled rest{id, account, {"t2"}, shares(6), price("100"), shares(10), money("996")};
const CancelRequested cancel_requested{id, account, aapl, "cancel-1"};
const Cancel cancel{account, id};

using Given_ = eventing::Scenario<Order, Command, Fact>;
Given_ nothing_yet() { return std::move(Given_{}.by(alice).at(noon)); }
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by(alice).at(noon)); }

Place with(auto&& change) {
    auto place = buy_ten();
    change(place);
    return place;
}
std::string code_of(const Place& place) {
    const auto decision = decide(Order{}, place, {id.text, alice, noon});
    return decision ? "" : decision.error().code;
}
}  // namespace

TEST_SUITE("order: placing") {
    TEST_CASE("makes a pending order whose id is the command's") { nothing_yet().when(buy_ten(), id.text).then({placed}); }

    TEST_CASE("again is already done") { given({placed}).when(buy_ten(), id.text).nothing(); }

    TEST_CASE("derives the order's id from the client_order_id, so that it cannot be used twice") {
        const auto named = with([](Place& p) { p.client_order_id = "mine-1"; });
        auto scenario = nothing_yet();
        scenario.when(named, "command-1");
        const auto first = std::get<Placed>(scenario.facts().at(0).fact);
        CHECK(first.ticket.order == order_id_for(named, "anything else"));
        CHECK(first.command == "command-1");
        auto other = named;
        other.quantity = shares(11);
        scenario.when(other, "command-2").refused("client_order_id_in_use");
        const auto decision = decide(scenario.state(), other, {"command-2", alice, noon});
        CHECK(decision.error().reason.find(first.ticket.order.text) != std::string::npos);
    }

    TEST_CASE("twice under one client_order_id (Enter pressed twice) makes one order, and is answered as the first was") {
        const auto named = with([](Place& p) { p.client_order_id = "mine-1"; });
        const auto order = order_id_for(named, "");
        auto t = ticket();
        t.order = order;
        t.client_order_id = "mine-1";
        const Placed first{t, noon, alice, "command-1"};
        given({first}).when(named, "command-2").then({{Repeated{order, account}, "command-2"}});
        given({first, Accepted{t, price("100")}}).when(named, "command-2").then({{Repeated{order, account}, "command-2"}});
        given({first, Rejected{order, account, "insufficient_cash", "5 is free"}})
            .when(named, "command-2")
            .refused("insufficient_cash");
        given({first}).by(mallory).when(named, "command-2").refused("client_order_id_in_use");
    }

    TEST_CASE("is refused under an id that another order has") {
        given({Placed{ticket(), noon, alice, "another command"}}).when(buy_ten(), id.text).refused("order_id_in_use");
    }

    TEST_CASE("is refused when its figures are impossible") {
        CHECK(code_of(buy_ten()) == "");
        CHECK(code_of(with([](Place& p) { p.quantity = shares(0); })) == "quantity_not_positive");
        CHECK(code_of(with([](Place& p) { p.quantity = shares(-1); })) == "quantity_not_positive");
        CHECK(code_of(with([](Place& p) { p.quantity = largest_quantity + Quantity::of_units(1); })) == "quantity_too_large");
        CHECK(code_of(with([](Place& p) { p.kind = Kind::market; })) == "limit_price_not_allowed");
        CHECK(code_of(with([](Place& p) { p.limit_price.reset(); })) == "limit_price_missing");
        CHECK(code_of(with([](Place& p) { p.limit_price = price("0"); })) == "limit_price_not_positive");
        CHECK(code_of(with([](Place& p) { p.limit_price = price("-1"); })) == "limit_price_not_positive");
        CHECK(code_of(with([](Place& p) { p.limit_price = largest_price + price("0.000001"); })) == "limit_price_too_large");
        CHECK(code_of(with([](Place& p) { p.limit_price = price("0.0009"); })) == "notional_too_small");
    }

    TEST_CASE("is refused when its terms do not fit its kind") {
        CHECK(code_of(with([](Place& p) { p.quantity.reset(); })) == "quantity_missing");
        CHECK(code_of(with([](Place& p) { p.stop_price = price("90"); })) == "stop_price_not_allowed");
        CHECK(code_of(with([](Place& p) { p.trail_price = price("1"); })) == "trail_not_allowed");
        CHECK(code_of(with([](Place& p) { p.trail_percent = Percent::whole(1); })) == "trail_not_allowed");
        CHECK(code_of(with([](Place& p) { p.take_profit = TakeProfit{price("110")}; })) == "exits_not_allowed");
    }

    TEST_CASE("takes the largest figures, and a market order without a price") {
        CHECK(code_of(with([](Place& p) {
                  p.quantity = largest_quantity;
                  p.limit_price = largest_price;
              })) == "");
        CHECK(code_of(with([](Place& p) {
                  p.kind = Kind::market;
                  p.limit_price.reset();
              })) == "");
    }

    TEST_CASE("takes a client_order_id of 1 to 128 printable characters") {
        const auto with_name = [](std::string name) {
            return code_of(with([&](Place& p) { p.client_order_id = std::move(name); }));
        };
        CHECK(with_name(std::string(128, 'x')) == "");
        CHECK(with_name("a b~!") == "");
        CHECK(with_name("") == "client_order_id_invalid");
        CHECK(with_name(std::string(129, 'x')) == "client_order_id_invalid");
        CHECK(with_name("tab\t") == "client_order_id_invalid");
        CHECK(with_name("\xC3\xA9") == "client_order_id_invalid");
    }

    TEST_CASE("refused is a fact that names the order there would have been") {
        const auto fact = refused(buy_ten(), {id.text, alice, noon}, {"quantity_not_positive", "why"});
        const auto& refusal = std::get<CommandRefused>(fact);
        CHECK(refusal.order == id);
        CHECK(refusal.code == "quantity_not_positive");
        CHECK(aggregate_of(fact) == aggregate_of(Command{buy_ten()}, {id.text, alice, noon}));
        CHECK(key_of(fact) == account.text);
        CHECK(verb_of(fact) == "command_refused");
    }
}

TEST_SUITE("order: being accepted or rejected") {
    TEST_CASE("answers the Place") {
        given({placed}).when(Accept{id, account, price("100")}).then({{accepted, id.text}});
        given({placed})
            .when(Reject{id, account, "insufficient_cash", "no"})
            .then({{Rejected{id, account, "insufficient_cash", "no"}, id.text}});
    }

    TEST_CASE("again is already done") {
        given({placed, accepted}).when(Accept{id, account, price("100")}).nothing();
        given({placed, accepted, four}).when(Accept{id, account, price("100")}).nothing();
        given({placed, Rejected{id, account, "c", "r"}}).when(Reject{id, account, "c", "r"}).nothing();
    }

    TEST_CASE("comes too late for an order that was cancelled meanwhile") {
        given({placed, Cancelled{id, account, {}}, Withdrawn{id, account, "c", "r"}})
            .when(Accept{id, account, price("100")})
            .nothing();
        given({placed, Cancelled{id, account, {}}, Withdrawn{id, account, "c", "r"}})
            .when(Reject{id, account, "c", "r"})
            .nothing();
    }

    TEST_CASE("of an order that was never placed is a fault") { nothing_yet().fault_when(Accept{id, account, price("100")}); }
}

TEST_SUITE("order: being filled") {
    TEST_CASE("adds up to its quantity and its value") {
        given({placed, accepted})
            .when(Fill{id, account, {"t1"}, shares(4), price("99")})
            .then({four})
            .when(Fill{id, account, {"t2"}, shares(6), price("100")})
            .then({rest});
    }

    TEST_CASE("by the same trade again is already done, also after the end") {
        given({placed, accepted, four}).when(Fill{id, account, {"t1"}, shares(4), price("99")}).nothing();
        given({placed, accepted, four, rest}).when(Fill{id, account, {"t2"}, shares(6), price("100")}).nothing();
    }

    TEST_CASE("remembers a bounded number of trades") {
        auto scenario = given({placed, accepted});
        for (int i = 0; i < 200; ++i)
            scenario.when(Fill{id, account, {"t" + std::to_string(i)}, Quantity::of_units(1), price("100")});
        CHECK(scenario.state().trades.size() == remembered_trades);
        CHECK(scenario.state().filled == Quantity::of_units(200));
        scenario.when(Fill{id, account, {"t199"}, Quantity::of_units(1), price("100")}).nothing();
    }

    TEST_CASE("goes on while a cancel waits for its answer") {
        given({placed, accepted, cancel_requested}).when(Fill{id, account, {"t1"}, shares(4), price("99")}).then({four});
    }

    TEST_CASE("beyond its quantity, or outside of the book, is a fault") {
        given({placed, accepted, four}).fault_when(Fill{id, account, {"t2"}, shares(7), price("100")});
        given({placed}).fault_when(Fill{id, account, {"t1"}, shares(1), price("100")});
        given({placed, accepted, Cancelled{id, account, {}}}).fault_when(Fill{id, account, {"t1"}, shares(1), price("100")});
        nothing_yet().fault_when(Fill{id, account, {"t1"}, shares(1), price("100")});
    }
}

TEST_SUITE("order: cancelling") {
    TEST_CASE("ends a pending order at once and answers its Place too") {
        given({placed})
            .when(cancel, "cancel-1")
            .then({{Cancelled{id, account, {}}, "cancel-1"},
                   {Withdrawn{id, account, "cancelled_before_acceptance", "a cancel came before the acceptance"}, id.text}});
    }

    TEST_CASE("asks the engine about an open order, whose answer decides") {
        given({placed, accepted}).when(cancel, "cancel-1").then({cancel_requested});
        given({placed, accepted, four})
            .when(cancel, "cancel-1")
            .then({cancel_requested})
            .when(ConfirmCancel{id, account, shares(6)})
            .then({{Cancelled{id, account, shares(4)}, "cancel-1"}});
    }

    TEST_CASE("comes by itself where the shares are split, and says so") {
        given({placed, accepted, four})
            .when(ConfirmCancel{id, account, shares(6), "split"})
            .then({Cancelled{id, account, shares(4), "split", "its shares were split: place it anew in the new ones"}});
    }

    TEST_CASE("is refused while another cancel waits, which does not disturb that one") {
        given({placed, accepted, cancel_requested, CancelRejected{id, account, "cancel_already_requested", "r"}})
            .when(cancel, "cancel-2")
            .refused("cancel_already_requested")
            .when(ConfirmCancel{id, account, shares(10)})
            .then({{Cancelled{id, account, {}}, "cancel-1"}});
    }

    TEST_CASE("is refused when the order has ended") {
        given({placed, accepted, four, rest}).when(cancel).refused("order_already_filled");
        given({placed, accepted, Expired{id, account, {}}}).when(cancel).refused("order_already_expired");
        given({placed, Rejected{id, account, "c", "r"}}).when(cancel).refused("order_already_rejected");
        given({placed, accepted, Cancelled{id, account, {}}}).when(cancel).refused("order_already_cancelled");
    }

    TEST_CASE("finds no order that is not there, not of the account, or not one's own") {
        nothing_yet().when(cancel).refused("order_not_found");
        given({placed}).when(Cancel{{"bob-main"}, id}).refused("order_not_found");
        given({placed}).by(mallory).when(cancel).refused("order_not_found");
    }

    TEST_CASE("is open to an operator") { given({placed, accepted}).by(desk).when(cancel, "cancel-1").then({cancel_requested}); }

    TEST_CASE("that meets an order which has filled is refused by the engine later, and answered then") {
        given({placed, accepted, cancel_requested, four, rest})
            .when(cancel, "cancel-2")
            .refused("cancel_already_requested")
            .when(RefuseCancel{id, account})
            .then({{CancelRejected{id, account, "order_already_filled", "it ended before the cancel"}, "cancel-1"}})
            .when(RefuseCancel{id, account})
            .nothing()
            .when(cancel, "cancel-3")
            .refused("order_already_filled");
    }

    TEST_CASE("that meets an order which has expired is refused by the engine later, and answered then") {
        given({placed, accepted, cancel_requested})
            .when(Expire{id, account, shares(10)})
            .then({Expired{id, account, {}}})
            .when(RefuseCancel{id, account})
            .then({{CancelRejected{id, account, "order_already_expired", "it ended before the cancel"}, "cancel-1"}});
    }

    TEST_CASE("confirmed or refused again is already done") {
        given({placed, accepted, cancel_requested, Cancelled{id, account, {}}})
            .when(ConfirmCancel{id, account, shares(10)})
            .nothing()
            .when(RefuseCancel{id, account})
            .nothing();
    }

    TEST_CASE("answered in a way that does not fit the trades is a fault") {
        given({placed, accepted, four, cancel_requested}).fault_when(ConfirmCancel{id, account, shares(10)});
        given({placed, accepted, cancel_requested}).fault_when(RefuseCancel{id, account});
    }

    TEST_CASE("refused is a CancelRejected of the order") {
        const auto fact = refused(cancel, {"cancel-1", alice, noon}, {"order_not_found", "why"});
        CHECK(std::get<CancelRejected>(fact).code == "order_not_found");
        CHECK(aggregate_of(fact) == id.text);
        auto order = Order{};
        evolve(order, std::get<CancelRejected>(fact));
        CHECK_FALSE(order.exists());
    }
}

TEST_SUITE("order: expiring") {
    TEST_CASE("keeps what was filled") {
        given({placed, accepted, four}).when(Expire{id, account, shares(6)}).then({Expired{id, account, shares(4)}});
    }

    TEST_CASE("again is already done") {
        given({placed, accepted, Expired{id, account, {}}}).when(Expire{id, account, shares(10)}).nothing();
    }

    TEST_CASE("with another remainder than its trades left is a fault") {
        given({placed, accepted, four}).fault_when(Expire{id, account, shares(10)});
    }
}

}  // namespace andvari::order
