#include "services/order/domain.hpp"

#include "shared/eventing/scenario.hpp"

namespace andvari::order {
namespace {
const AccountId account{"alice-main"};
const OrderId id{"order-1"};
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice", mallory = "owner:mallory";
const Instant noon = *Instant::parse("2026-01-05T12:00:00Z");

Price price(const char* text) { return *Price::parse(text); }
Quantity shares(std::int64_t count) { return Quantity::whole(count); }
Money money(const char* text) { return *Money::parse(text); }

Ticket ticket() { return {id, account, aapl, Side::buy, Kind::limit, TimeInForce::day, shares(10), price("100"), "mine"}; }
const Placed placed{ticket(), noon, alice, id.text};
const Accepted accepted{ticket(), price("100"), alice};
const PartiallyFilled four{id, account, {"t1"}, shares(4), price("99"), shares(4), money("396")};
const Filled rest{id, account, {"t2"}, shares(6), price("100"), shares(10), money("996")};

Replace to(const char* limit, std::optional<std::int64_t> quantity = {}) {
    Replace replace{account, id};
    replace.limit_price = price(limit);
    if (quantity) replace.quantity = shares(*quantity);
    return replace;
}
const OrderId new_id = replacement_id(id, "replace-1");
Replacement replacement(const char* limit, std::int64_t quantity) {
    auto t = ticket();
    t.order = new_id;
    t.client_order_id.reset();
    t.limit_price = price(limit);
    t.quantity = shares(quantity);
    t.replaces = id;
    return {t, alice, "replace-1"};
}
const ReplaceRequested requested{id, account, replacement("101", 10), std::nullopt};
const ReplaceSent sent{id, account, replacement("101", 10), price("101"), shares(10), std::nullopt, alice};
const RefuseReplace refusal{id, account, new_id, "insufficient_cash", "5 is free"};

using Given_ = eventing::Scenario<Order, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by(alice).at(noon)); }
}  // namespace

TEST_SUITE("order: replacing") {
    TEST_CASE("asks the portfolio first, then the engine, whose answer decides") {
        given({placed, accepted})
            .when(to("101"), "replace-1")
            .then({requested})
            .when(SendReplace{id, account, new_id, price("101")})
            .then({sent})
            .when(FinishReplace{id, account, shares(10), new_id})
            .then({{Replaced{id, account, {}, new_id}, "replace-1"}});
    }

    TEST_CASE("keeps what has traded, and a new quantity is that of both together") {
        given({placed, accepted, four})
            .when(to("101", 12), "replace-1")
            .then({ReplaceRequested{id, account, replacement("101", 8), shares(12)}})
            .when(SendReplace{id, account, new_id, price("101")})
            .then({ReplaceSent{id, account, replacement("101", 8), price("101"), shares(10), shares(12), alice}})
            .when(FinishReplace{id, account, shares(6), new_id})
            .then({{Replaced{id, account, shares(4), new_id}, "replace-1"}});
    }

    TEST_CASE("a fill lost while a replace is in flight: none is, whichever comes first") {
        // The fill comes while the engine is asked: the order filled, and is not replaced.
        given({placed, accepted, requested, sent})
            .when(Fill{id, account, {"t1"}, shares(4), price("99")})
            .then({four})
            .when(Fill{id, account, {"t2"}, shares(6), price("100")})
            .then({rest})
            .when(RefuseReplace{id, account, new_id, "order_not_in_book", "it traded or ended before"})
            .then({{ReplaceRejected{id, account, new_id, "order_already_filled", "it ended before it could be replaced"},
                    "replace-1"}});
        // Or while the portfolio is asked.
        given({placed, accepted, requested, four, rest})
            .when(SendReplace{id, account, new_id, price("101")})
            .then({{ReplaceRejected{id, account, new_id, "order_already_filled", "it ended before it could be replaced"},
                    "replace-1"}});
        // Part of it came first: the replacement is for the rest, and the parts add up.
        given({placed, accepted, requested, sent, four})
            .when(FinishReplace{id, account, shares(6), new_id})
            .then({{Replaced{id, account, shares(4), new_id}, "replace-1"}});
    }

    TEST_CASE("makes the new order when the engine has: placed and accepted, with fills of its own") {
        const Emerge emerge{new_id, account, replacement("101", 6), price("101"), alice};
        const auto t = replacement("101", 6).ticket;
        given({})
            .when(emerge)
            .then({Placed{t, noon, alice, "replace-1"}, Accepted{t, price("101"), alice}})
            .when(emerge)
            .nothing()
            .when(Fill{new_id, account, {"t9"}, shares(6), price("101")})
            .then({Filled{new_id, account, {"t9"}, shares(6), price("101"), shares(6), money("606")}});
    }

    TEST_CASE("is answered no where the money is missing, and the order goes on") {
        given({placed, accepted, requested})
            .when(refusal)
            .then({{ReplaceRejected{id, account, new_id, "insufficient_cash", "5 is free"}, "replace-1"}})
            .when(refusal)
            .nothing()
            .when(to("102"), "replace-2")
            .then({ReplaceRequested{id, account,
                                    [] {
                                        auto r = replacement("102", 10);
                                        r.ticket.order = replacement_id(id, "replace-2");
                                        r.command = "replace-2";
                                        return r;
                                    }(),
                                    std::nullopt}});
    }

    TEST_CASE("goes together with a cancel: the engine's first answer wins, and each command is answered") {
        given({placed, accepted, requested, sent})
            .when(Cancel{account, id}, "cancel-1")
            .then({CancelRequested{id, account, aapl, "cancel-1"}})
            .when(FinishReplace{id, account, shares(10), new_id})
            .then({{Replaced{id, account, {}, new_id}, "replace-1"}})
            .when(RefuseCancel{id, account})
            .then({{CancelRejected{id, account, "order_already_replaced", "it ended before the cancel"}, "cancel-1"}});
        given({placed, accepted, requested, sent})
            .when(Cancel{account, id}, "cancel-1")
            .when(ConfirmCancel{id, account, shares(10)})
            .then({{Cancelled{id, account, {}}, "cancel-1"}})
            .when(RefuseReplace{id, account, new_id, "order_not_in_book", "r"})
            .then({{ReplaceRejected{id, account, new_id, "order_already_cancelled", "it ended before it could be replaced"},
                    "replace-1"}});
    }

    TEST_CASE("is refused, and the refusal says why") {
        given({}).when(to("101")).refused("order_not_found");
        given({placed, accepted}).by(mallory).when(to("101")).refused("order_not_found");
        given({placed}).when(to("101")).refused("order_pending");
        given({placed, accepted, requested}).when(to("102")).refused("replace_already_requested");
        given({placed, accepted, CancelRequested{id, account, aapl, "c"}}).when(to("102")).refused("cancel_already_requested");
        given({placed, accepted, four, rest}).when(to("101")).refused("order_already_filled");
        given({placed, accepted}).when(Replace{account, id}).refused("nothing_to_replace");
        given({placed, accepted, four}).when(to("101", 4)).refused("quantity_already_traded");
        given({placed, accepted, four}).when(to("101", 0)).refused("quantity_not_positive");
        given({placed, accepted}).when(to("0")).refused("limit_price_not_positive");
        auto stop = to("101");
        stop.stop_price = price("90");
        given({placed, accepted}).when(stop).refused("stop_price_not_allowed");
        auto at_once = to("101");
        at_once.time_in_force = TimeInForce::ioc;
        given({placed, accepted}).when(at_once).refused("time_in_force_not_allowed");
        auto awake = ticket();
        awake.kind = Kind::stop_limit;
        awake.stop_price = price("101");
        given({Placed{awake, noon, alice, id.text}, Accepted{awake, price("100")}, Triggered{id, account, price("101")}})
            .when(to("102"))
            .refused("stop_already_triggered");
    }

    TEST_CASE("another refused Replace does not disturb the one that waits") {
        given({placed, accepted, requested,
               ReplaceRejected{id, account, replacement_id(id, "replace-2"), "replace_already_requested", "r"}})
            .when(SendReplace{id, account, new_id, price("101")})
            .then({sent});
    }

    TEST_CASE("refused is a ReplaceRejected of the order") {
        const auto fact = refused(to("101"), {"replace-1", alice, noon}, {"order_not_found", "why"});
        CHECK(std::get<ReplaceRejected>(fact).replacement == new_id);
        CHECK(aggregate_of(fact) == id.text);
    }

    TEST_CASE("answered in a way that does not fit is a fault") {
        given({placed, accepted, requested, sent}).fault_when(FinishReplace{id, account, shares(9), new_id});
        given({placed, accepted}).fault_when(FinishReplace{id, account, shares(10), new_id});
    }
}

TEST_SUITE("order: stop orders") {
    Place stop(auto&& change) {
        Place place{account, aapl, Side::sell, Kind::stop, TimeInForce::gtc, shares(10), std::nullopt, std::nullopt};
        place.stop_price = price("90");
        change(place);
        return place;
    }
    std::string code_of(const Place& place) {
        const auto trouble = trouble_with(place);
        return trouble ? trouble->code : "";
    }

    TEST_CASE("have the prices of their kind, and no others") {
        CHECK(code_of(stop([](Place&) {})) == "");
        CHECK(code_of(stop([](Place& p) { p.stop_price.reset(); })) == "stop_price_missing");
        CHECK(code_of(stop([](Place& p) { p.stop_price = price("0"); })) == "stop_price_not_positive");
        CHECK(code_of(stop([](Place& p) { p.stop_price = largest_price + price("1"); })) == "stop_price_too_large");
        CHECK(code_of(stop([](Place& p) { p.limit_price = price("89"); })) == "limit_price_not_allowed");
        CHECK(code_of(stop([](Place& p) { p.kind = Kind::stop_limit; })) == "limit_price_missing");
        CHECK(code_of(stop([](Place& p) { p.time_in_force = TimeInForce::ioc; })) == "time_in_force_not_allowed");
        CHECK(code_of(stop([](Place& p) { p.trail_price = price("1"); })) == "trail_not_allowed");
        CHECK(code_of(stop([](Place& p) {
                  p.stop_price = price("0.0001");
                  p.quantity = shares(1);
              })) == "notional_too_small");
    }

    TEST_CASE("that trail have one distance") {
        const auto trailing = [](auto&& change) {
            return code_of(stop([&](Place& p) {
                p.kind = Kind::trailing_stop;
                p.stop_price.reset();
                p.trail_price = price("1");
                change(p);
            }));
        };
        CHECK(trailing([](Place&) {}) == "");
        CHECK(trailing([](Place& p) { p.trail_percent = Percent::whole(1); }) == "trail_ambiguous");
        CHECK(trailing([](Place& p) { p.trail_price.reset(); }) == "trail_missing");
        CHECK(trailing([](Place& p) { p.trail_price = price("-1"); }) == "trail_price_not_positive");
        CHECK(trailing([](Place& p) { p.stop_price = price("1"); }) == "stop_price_not_allowed");
        const auto percent = [&](const char* text) {
            return trailing([&](Place& p) {
                p.trail_price.reset();
                p.trail_percent = *Percent::parse(text);
            });
        };
        CHECK(percent("99.9999") == "");
        CHECK(percent("100") == "trail_percent_too_large");
        CHECK(percent("0") == "trail_percent_not_positive");
    }

    TEST_CASE("tell once that they were triggered") {
        given({placed, accepted})
            .when(Trigger{id, account, price("90")})
            .then({Triggered{id, account, price("90")}})
            .when(Trigger{id, account, price("90")})
            .nothing();
    }

    TEST_CASE("are cancelled by themselves with a code") {
        given({placed, accepted, four})
            .when(ConfirmCancel{id, account, shares(6), "self_trade"})
            .then({Cancelled{id, account, shares(4), "self_trade", "it would have traded with another order of its owner"}});
    }
}

}  // namespace andvari::order
