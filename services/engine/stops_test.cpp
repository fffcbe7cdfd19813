#include "services/engine/testing.hpp"

namespace andvari::engine {
namespace {
BookOrder stop(Side side, const char* name, std::int64_t quantity, const char* at, const char* protection,
               std::optional<stock::Quote> seen = wide, TimeInForce in_force = TimeInForce::gtc) {
    auto command = book(side, name, quantity, protection, seen, in_force);
    command.ticket.kind = order::Kind::stop;
    command.ticket.limit_price.reset();
    command.ticket.stop_price = price(at);
    return command;
}
BookOrder trailing(Side side, const char* name, const char* by, std::optional<stock::Quote> seen = wide) {
    auto command = book(side, name, 5, side == Side::buy ? "200" : "1", seen);
    command.ticket.kind = order::Kind::trailing_stop;
    command.ticket.limit_price.reset();
    command.ticket.trail_price = price(by);
    return command;
}
BookOrder trailing_percent(Side side, const char* name, const char* per_cent) {
    auto command = trailing(side, name, "1");
    command.ticket.trail_price.reset();
    command.ticket.trail_percent = *Percent::parse(per_cent);
    return command;
}
TakeQuote at(const char* bid, const char* ask, std::int64_t seconds) { return take(quote(bid, 1'000, ask, 1'000, seconds)); }
}  // namespace

TEST_SUITE("engine: stop orders") {
    TEST_CASE("sleep until the other side of the market reaches their price, then trade there") {
        Market_{}
            .when(stop(Side::buy, "b", 5, "112", "120"))
            .then_in_short("booked b")
            .when(at("110", "111.999999", 1))
            .nothing_happens()
            .when(at("110", "112", 2))
            .then_in_short("triggered b at 112; b buys 5 of market at 112");
        Market_{}
            .when(stop(Side::sell, "s", 5, "88", "80"))
            .when(at("88.000001", "95", 1))
            .nothing_happens()
            .when(at("87", "95", 2))
            .then_in_short("triggered s at 88; market buys 5 of s at 87");
    }

    TEST_CASE("wake at once where their price is reached already") {
        Market_{}
            .when(stop(Side::buy, "b", 5, "110", "120"))
            .then_in_short("booked b; triggered b at 110; b buys 5 of market at 110");
        Market_{}
            .when(stop(Side::sell, "s", 5, "91", "80"))
            .then_in_short("booked s; triggered s at 91; market buys 5 of s at 90");
    }

    TEST_CASE("do not trade beyond their protection: what cannot, stands in the book") {
        Market_{}
            .when(stop(Side::buy, "b", 5, "112", "113"))
            .when(at("110", "114", 1))
            .then_in_short("triggered b at 112")
            .when(sell("s", 2, "100", quote("110", 0, "114", 9, 1)))
            .then_in_short("booked s; b buys 2 of s at 113");
    }

    TEST_CASE("wake one after the other, whose price was reached first before the others, and of one price the older") {
        Market_{}
            .when(stop(Side::buy, "far", 5, "113", "120"))
            .when(stop(Side::buy, "near", 5, "112", "120"))
            .when(stop(Side::buy, "near-later", 5, "112", "120"))
            .when(take(quote("100", 10, "114", 12, 1)))
            .then_in_short(
                "triggered near at 112; near buys 5 of market at 114; triggered near-later at 112; "
                "near-later buys 5 of market at 114; triggered far at 113; far buys 2 of market at 114");
    }

    TEST_CASE("meet each other where one quote wakes both sides") {
        Market_{}
            .when(stop(Side::buy, "b", 5, "112", "120"))
            .when(stop(Side::sell, "s", 3, "88", "80"))
            .when(take(quote("80", 1, "119", 1, 1)))
            .then_in_short("triggered b at 112; b buys 1 of market at 119; triggered s at 88; b buys 3 of s at 120");
    }

    TEST_CASE("take no notice of a side of the market that offers nothing") {
        Market_{}.when(stop(Side::sell, "s", 5, "88", "80")).when(take(quote("0.01", 0, "95", 10, 1))).nothing_happens();
    }

    TEST_CASE("are cancelled in their sleep, and expire with their day") {
        Market_{}
            .when(stop(Side::buy, "b", 5, "112", "120"))
            .when(cancel("b"))
            .then_in_short("cancelled b 5")
            .when(at("110", "112", 1))
            .nothing_happens();
        Market_{}
            .when(stop(Side::buy, "b", 5, "112", "120", wide, TimeInForce::day))
            .when(at("110", "113", 86'400))
            .then_in_short("expired b 5");
    }

    TEST_CASE("again while they sleep are already booked") {
        Market_{}.when(stop(Side::buy, "b", 5, "112", "120")).when(stop(Side::buy, "b", 5, "112", "120")).nothing_happens();
    }
}

TEST_SUITE("engine: trailing stops") {
    TEST_CASE("follow the bid up and the ask down, and never back") {
        Market_{}
            .when(trailing(Side::sell, "s", "5"))
            .then_in_short("booked s")
            .when(at("100", "120", 1))
            .then_in_short("trail of sells to 100")
            .when(at("96", "120", 2))
            .nothing_happens()
            .when(at("95", "120", 3))
            .then_in_short("triggered s at 95; market buys 5 of s at 95");
        Market_{}
            .when(trailing(Side::buy, "b", "5"))
            .when(at("90", "100", 1))
            .then_in_short("trail of buys to 100")
            .when(at("90", "104.999999", 2))
            .nothing_happens()
            .when(at("90", "105", 3))
            .then_in_short("triggered b at 105; b buys 5 of market at 105");
    }

    TEST_CASE("keep their distance in per cent of the best price") {
        Market_ market;
        market.when(trailing_percent(Side::sell, "s", "2.5")).when(at("200", "210", 1));
        CHECK(market.state().stops().find({"s"})->stop == price("195"));
        CHECK(market.state().stops().find({"s"})->mark == price("200"));
    }

    TEST_CASE("that were booked without a quote begin with the first") {
        Market_{}
            .when(trailing(Side::sell, "s", "5", std::nullopt))
            .when(at("90", "110", 1))
            .then_in_short("trail of sells to 90")
            .when(at("85", "110", 2))
            .then_in_short("triggered s at 85; market buys 5 of s at 85");
    }

    TEST_CASE("move by one fact, however many there are") {
        Market_ market;
        for (const char* name : {"a", "b", "c"}) market.when(trailing(Side::sell, name, "50"));
        market.when(at("100", "120", 1)).then_in_short("trail of sells to 100");
        for (const char* name : {"a", "b", "c"}) CHECK(market.state().stops().find({name})->stop == price("50"));
    }
}

TEST_SUITE("engine: orders of one owner") {
    BookOrder owned(BookOrder command, const char* owner) {
        command.owner = owner;
        return command;
    }

    TEST_CASE("never trade with each other: the one that comes is cancelled") {
        Market_{}
            .when(owned(sell("cheap", 5, "100"), "owner:bob"))
            .when(owned(sell("own", 5, "101"), "owner:alice"))
            .when(owned(buy("b", 8, "105"), "owner:alice"))
            .then_in_short("booked b; b buys 5 of cheap at 100; cancelled b 3 self_trade")
            .when(owned(buy("c", 5, "105"), "owner:carol"))
            .then_in_short("booked c; c buys 5 of own at 101");
    }

    TEST_CASE("do not count as what a fok order could trade with") {
        Market_{}
            .when(owned(sell("own", 5, "100"), "owner:alice"))
            .when(owned(buy("b", 5, "100", wide, TimeInForce::fok), "owner:alice"))
            .then_in_short("booked b; expired b 5");
    }

    TEST_CASE("leave the market before them to be traded with") {
        Market_{}
            .when(owned(sell("own", 5, "112"), "owner:alice"))
            .when(owned(buy("b", 1'002, "112"), "owner:alice"))
            .then_in_short("booked b; b buys 1000 of market at 110; cancelled b 2 self_trade");
    }
}

TEST_SUITE("engine: replacing") {
    ReplaceOrder replace(const BookOrder& old, const char* limit, std::optional<std::int64_t> total = {}) {
        order::ReplaceSent request;
        request.order = old.ticket.order;
        request.account = old.ticket.account;
        request.replacement.ticket = old.ticket;
        request.replacement.ticket.order = {old.ticket.order.text + "-new"};
        request.replacement.ticket.replaces = old.ticket.order;
        if (old.ticket.stop_price) request.replacement.ticket.stop_price = price(limit);
        else request.replacement.ticket.limit_price = price(limit);
        request.protection = price(limit);
        request.quantity = old.ticket.quantity;
        if (total) request.total = shares(*total);
        return {request, wide};
    }

    TEST_CASE("puts the new order behind the others, and it trades at once where it can") {
        const auto old = buy("b", 5, "100");
        Market_{}
            .when(old)
            .when(buy("other", 5, "101"))
            .when(replace(old, "101"))
            .then_in_short("replaced b 5 by 5; booked b-new")
            .when(sell("s", 7, "100"))
            .then_in_short("booked s; other buys 5 of s at 101; b-new buys 2 of s at 101");
        Market_{}
            .when(old)
            .when(replace(old, "110"))
            .then_in_short("replaced b 5 by 5; booked b-new; b-new buys 5 of market at 110");
    }

    TEST_CASE("a fill while a replace is in flight is not lost: what has traded counts in the total") {
        const auto old = buy("b", 10, "100");
        Market_{}
            .when(old)
            .when(sell("s", 4, "100"))
            .then_in_short("booked s; b buys 4 of s at 100")
            .when(replace(old, "99", 12))
            .then_in_short("replaced b 6 by 8; booked b-new");
        Market_{}
            .when(old)
            .when(sell("s", 4, "100"))
            .when(replace(old, "99", 4))
            .then_in_short("replace refused b quantity_already_traded")
            .when(sell("t", 6, "100"))
            .then_in_short("booked t; b buys 6 of t at 100")
            .when(replace(old, "99"))
            .then_in_short("replace refused b order_not_in_book");
    }

    TEST_CASE("moves a stop that sleeps, and refuses one that woke") {
        const auto sleeping = stop(Side::sell, "s", 5, "80", "70");
        Market_{}
            .when(sleeping)
            .when(replace(sleeping, "85"))
            .then_in_short("replaced s 5 by 5; booked s-new")
            .when(at("85", "110", 1))
            .then_in_short("triggered s-new at 85; market buys 5 of s-new at 85");
        const auto awake = stop(Side::buy, "b", 2'000, "110", "110");
        Market_{}.when(awake).when(replace(awake, "115")).then_in_short("replace refused b stop_already_triggered");
    }

    TEST_CASE("keeps the mark of a trailing stop") {
        const auto old = trailing(Side::sell, "s", "5");
        auto request = replace(old, "1");
        request.request.replacement.ticket.limit_price.reset();
        request.request.replacement.ticket.trail_price = price("10");
        Market_ market;
        market.when(old).when(at("100", "110", 1)).when(at("96", "110", 2)).when(request);
        CHECK(market.state().stops().find({"s-new"})->mark == price("100"));
        CHECK(market.state().stops().find({"s-new"})->stop == price("90"));
    }

    TEST_CASE("again is already done") {
        const auto old = buy("b", 5, "100");
        Market_{}.when(old).when(replace(old, "101")).when(replace(old, "101")).nothing_happens();
    }
}

}  // namespace andvari::engine
