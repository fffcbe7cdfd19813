// A whole day of trading, for the tests to spoil.
#pragma once

#include <string_view>

#include "checks/story.hpp"

namespace andvari::checks {

inline Quantity shares(std::string_view text) { return *Quantity::parse(text); }
inline Price price(std::string_view text) { return *Price::parse(text); }
inline Money usd(std::string_view text) { return *Money::parse(text); }

/// What a settlement says it came to.
struct Figures {
    std::string_view value, released, cash, held, cost, realised;
};
inline portfolio::Settled settled(const engine::Party& who, const char* trade, order::Side side, std::string_view quantity,
                                  std::string_view at, const Figures& f) {
    return {.account = who.account,
            .order = who.order,
            .trade = {trade},
            .symbol = {"AAPL"},
            .side = side,
            .quantity = shares(quantity),
            .price = price(at),
            .value = usd(f.value),
            .currency = "USD",
            .released = usd(f.released),
            .cash = usd(f.cash),
            .held = shares(f.held),
            .cost = usd(f.cost),
            .realised = usd(f.realised)};
}

/// Alice buys 10 shares from the market, sells 4 of 6 to Bob and cancels the rest. Bob's next order is denied, and his last
/// one expires.
inline Story a_day() {
    const AccountId alice{"alice"}, bob{"bob"};
    const Symbol aapl{"AAPL"};
    const auto ticket = [&](const char* order, const AccountId& account, order::Side side, const char* quantity) {
        return order::Ticket{{order},          account,      aapl, side, order::Kind::limit, order::TimeInForce::day,
                             shares(quantity), price("105"), {}};
    };
    const auto buy = ticket("o1", alice, order::Side::buy, "10");
    auto sell = ticket("o2", alice, order::Side::sell, "6");
    sell.limit_price = price("101");
    const auto bid = ticket("o3", bob, order::Side::buy, "4");
    const auto more = ticket("o4", bob, order::Side::buy, "1000");
    const auto late = ticket("o5", bob, order::Side::buy, "1");
    const auto placed = [](const order::Ticket& t) { return order::Placed{t, {}, "owner:x", "place-" + t.order.text}; };
    using namespace portfolio;
    using engine::Booked;
    using engine::Traded;
    const engine::Party alice_buys{{"o1"}, alice}, alice_sells{{"o2"}, alice}, bob_buys{{"o3"}, bob};

    Story s;
    s.steps = {
        {stock::Fact{stock::Listed{aapl, "Apple", "USD"}}, "list"},
        {Fact{Opened{alice, "Alice", "USD", "owner:alice"}}, "open-1"},
        {Fact{Opened{bob, "Bob", "USD", "owner:bob"}}, "open-2"},
        {Fact{Deposited{alice, usd("2000"), "USD", usd("2000")}}, "deposit-1"},
        {Fact{Deposited{bob, usd("1000"), "USD", usd("1000")}}, "deposit-2"},
        {Fact{Withdrawn{alice, usd("500"), "USD", usd("1500")}}, "withdraw-1"},
        {order::Fact{placed(buy)}, ""},
        {Fact{Reserved{alice, {"o1"}, aapl, order::Side::buy, shares("10"), price("105"), usd("1050")}}, ""},
        {order::Fact{order::Accepted{buy, price("105")}}, "place-o1"},
        {engine::Fact{Booked{buy, price("105"), 0, {}}}, ""},
        {engine::Fact{Traded{{"t1"}, aapl, shares("7"), price("100"), alice_buys, {}, {}}}, ""},
        {engine::Fact{Traded{{"t2"}, aapl, shares("3"), price("102"), alice_buys, {}, {}}}, ""},
        {order::Fact{order::PartiallyFilled{{"o1"}, alice, {"t1"}, shares("7"), price("100"), shares("7"), usd("700")}}, ""},
        {order::Fact{order::Filled{{"o1"}, alice, {"t2"}, shares("3"), price("102"), shares("10"), usd("1006")}}, ""},
        {Fact{settled(alice_buys, "t1", order::Side::buy, "7", "100", {"700", "35", "800", "7", "700", "0"})}, ""},
        {Fact{settled(alice_buys, "t2", order::Side::buy, "3", "102", {"306", "9", "494", "10", "1006", "0"})}, ""},
        {order::Fact{placed(sell)}, ""},
        {Fact{Reserved{alice, {"o2"}, aapl, order::Side::sell, shares("6"), price("101"), {}}}, ""},
        {order::Fact{order::Accepted{sell, price("101")}}, "place-o2"},
        {engine::Fact{Booked{sell, price("101"), 0, {}}}, ""},
        {order::Fact{placed(bid)}, ""},
        {Fact{Reserved{bob, {"o3"}, aapl, order::Side::buy, shares("4"), price("105"), usd("420")}}, ""},
        {order::Fact{order::Accepted{bid, price("105")}}, "place-o3"},
        {engine::Fact{Booked{bid, price("105"), 0, {}}}, ""},
        {engine::Fact{Traded{{"t3"}, aapl, shares("4"), price("101"), bob_buys, alice_sells, {}}}, ""},
        {order::Fact{order::Filled{{"o3"}, bob, {"t3"}, shares("4"), price("101"), shares("4"), usd("404")}}, ""},
        {order::Fact{order::PartiallyFilled{{"o2"}, alice, {"t3"}, shares("4"), price("101"), shares("4"), usd("404")}}, ""},
        {Fact{settled(bob_buys, "t3", order::Side::buy, "4", "101", {"404", "16", "596", "4", "404", "0"})}, ""},
        {Fact{settled(alice_sells, "t3", order::Side::sell, "4", "101", {"404", "0", "898", "6", "603.6", "1.6"})}, ""},
        {order::Fact{order::CancelRequested{{"o2"}, alice, aapl, "cancel-o2"}}, ""},
        {engine::Fact{engine::Cancelled{{"o2"}, alice, aapl, shares("2")}}, ""},
        {order::Fact{order::Cancelled{{"o2"}, alice, shares("4")}}, "cancel-o2"},
        {Fact{Released{alice, {"o2"}, aapl, {}, shares("2"), shares("2")}}, ""},
        {order::Fact{placed(more)}, ""},
        {Fact{ReservationDenied{bob, {"o4"}, "insufficient_cash", "596 is free"}}, ""},
        {order::Fact{order::Rejected{{"o4"}, bob, "insufficient_cash", "596 is free"}}, "place-o4"},
        {order::Fact{placed(late)}, ""},
        {Fact{Reserved{bob, {"o5"}, aapl, order::Side::buy, shares("1"), price("105"), usd("105")}}, ""},
        {order::Fact{order::Accepted{late, price("105")}}, "place-o5"},
        {engine::Fact{Booked{late, price("105"), 0, {}}}, ""},
        {engine::Fact{engine::Expired{{"o5"}, bob, aapl, shares("1")}}, ""},
        {order::Fact{order::Expired{{"o5"}, bob, {}}}, ""},
        {Fact{Released{bob, {"o5"}, aapl, usd("105"), {}, shares("1")}}, ""},
    };
    return s;
}

/// Ada comes, is admitted, logs in by a session that ends by a stolen token, and is erased.
inline Story a_life() {
    const UserId ada{"ada"};
    const SessionId laptop{"laptop"};
    const auto standing = [&](security::Status status, std::uint64_t revision) {
        return security::Standing{ada, {"member"}, status, revision, "a test"};
    };
    const auto moment = Instant{}.plus_seconds(1);
    Story s;
    s.steps = {
        {security::Fact{security::RoleDefined{"member", member_permissions.list(), 1, "a test"}}, "define-1"},
        {auth::Fact{auth::Registered{ada, "v1.email", "v1.hash", "v1.profile"}}, "register-1"},
        {security::Fact{security::Admitted{standing(security::Status::active, 2)}}, ""},
        {user::Fact{user::ProfileSet{ada, "v1.profile"}}, ""},
        {auth::Fact{auth::EmailVerified{ada}}, "verify-1"},
        {auth::Fact{auth::SessionOpened{ada, laptop, auth::Method::password, {}, {}, "token-1", moment, moment, "v1.client"}},
         "open-1"},
        {auth::Fact{auth::SessionRefreshed{ada, laptop, "token-2", moment, moment, "v1.client"}}, "refresh-1"},
        {auth::Fact{auth::TokenReused{ada, laptop, "v1.client"}}, ""},
        {auth::Fact{auth::SessionEnded{ada, laptop, auth::Ending::token_reused, ""}}, ""},
        {auth::Fact{auth::CommandRefused{"ada", "token_reused", ""}}, "refresh-2"},
        {user::Fact{user::PreferencesSet{ada, "v1.preferences"}}, "prefer-1"},
        {user::Fact{user::Erased{ada, "asked for"}}, "erase-1"},
        {auth::Fact{auth::Closed{ada}}, ""},
        {security::Fact{security::Forgotten{standing(security::Status::erased, 3)}}, ""},
    };
    return s;
}

}  // namespace andvari::checks
