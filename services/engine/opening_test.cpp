// The book through the exchange's day: what waits for the opening and for the close, halts, and what companies do.
#include "services/engine/testing.hpp"

namespace andvari::engine {
namespace {
using stock::Phase;
constexpr std::int64_t hour = 3'600;

/// Monday's session is from 14:30 to 21:00; `monday` is 15:00.
Instant monday_at(std::int64_t seconds_since_opening) { return monday.plus_seconds(seconds_since_opening - hour / 2); }
Hours hours(Phase phase) {
    Hours hours;
    hours.phase = phase;
    hours.session = monday_session;
    hours.next = monday_session + 1;
    const auto since = [&] {
        switch (phase) {
            case Phase::closed: return -14 * hour;
            case Phase::pre: return -11 * hour / 2;
            case Phase::regular: return std::int64_t{0};
            case Phase::post: return 13 * hour / 2;
        }
        return std::int64_t{0};
    }();
    hours.since = monday_at(since);
    return hours;
}
const auto closed = hours(Phase::closed), pre = hours(Phase::pre), regular = hours(Phase::regular), post = hours(Phase::post);

stock::Quote quote_at(std::int64_t seconds_since_opening, const char* bid, const char* ask, std::int64_t size = 100) {
    return {price(bid), price(ask), shares(size), shares(size), monday_at(seconds_since_opening)};
}
const auto friday_quote = quote_at(-66 * hour, "99", "100"), opening_quote = quote_at(1, "94", "95");

BookOrder with(BookOrder order, const Hours& hours, std::optional<bool> extended = std::nullopt) {
    order.hours = hours;
    order.ticket.extended_hours = extended;
    return order;
}
TakeQuote take_in(const stock::Quote& quote, const Hours& hours) { return {aapl, quote, hours}; }
Turn turn_to(const Hours& hours) { return {aapl, std::nullopt, hours}; }
}  // namespace

TEST_SUITE("engine: the opening") {
    TEST_CASE("is waited for, and orders come to its first quote in the order in which they came") {
        Market_{}
            .when(with(buy("a", 60, "100", friday_quote), closed))
            .then_in_short("queued a")
            .when(with(buy("b", 60, "99", friday_quote), closed))
            .then_in_short("queued b")
            .when(turn_to(regular))
            .nothing_happens()
            .when(take_in(opening_quote, regular))
            .then_in_short("opened at 94 to 95; admitted a; a buys 60 of market at 95; admitted b; b buys 40 of market at 95");
    }
    TEST_CASE("takes no quote of before") {
        Market_{}
            .when(with(buy("a", 60, "100", friday_quote), regular))
            .then_in_short("queued a")
            .when(take_in(friday_quote, regular))
            .nothing_happens();
    }
    TEST_CASE("lets customers trade with each other who crossed while it was closed") {
        Market_{}
            .when(with(buy("a", 10, "93", friday_quote), closed))
            .when(with(sell("b", 10, "92", friday_quote), closed))
            .then_in_short("queued b")
            .when(take_in(quote_at(1, "90", "110"), regular))
            .then_in_short("opened at 90 to 110; admitted a; admitted b; a buys 10 of b at 93");
    }
    TEST_CASE("is at the price of its quote also for what stood in the book since the day before") {
        Market_{}
            .when(buy("a", 10, "98", friday_quote))
            .then_in_short("booked a")
            .when(take_in(opening_quote, regular))
            .then_in_short("opened at 94 to 95; a buys 10 of market at 95")
            .when(with(buy("b", 10, "94", opening_quote), regular))
            .when(take_in(quote_at(2, "92", "93"), regular))
            .then_in_short("b buys 10 of market at 94");
    }
    TEST_CASE("is over with its first quote, though nobody was there for it") {
        Market_{}
            .when(take_in(opening_quote, regular))
            .nothing_happens()
            .when(with(buy("a", 10, "94", opening_quote), regular))
            .then_in_short("booked a")
            .when(take_in(quote_at(2, "92", "93"), regular))
            .then_in_short("opened at 92 to 93; a buys 10 of market at 94");
    }
    TEST_CASE("needs no quote of a symbol that nobody quotes") {
        Market_{}
            .when(with(sell("a", 10, "98", std::nullopt), regular))
            .then_in_short("booked a")
            .when(with(buy("b", 10, "98", std::nullopt), regular))
            .then_in_short("booked b; b buys 10 of a at 98");
    }
    TEST_CASE("is the only moment for opg orders: what does not trade then expires") {
        Market_{}
            .when(with(buy("a", 150, "96", friday_quote, TimeInForce::opg), pre))
            .then_in_short("queued a")
            .when(take_in(opening_quote, regular))
            .then_in_short("opened at 94 to 95; admitted a; a buys 100 of market at 95; expired a 50");
    }
    TEST_CASE("that is over is followed by another day's for an opg order") {
        auto tuesday = regular;
        tuesday.session = monday_session + 1;
        tuesday.next = monday_session + 2;
        tuesday.since = regular.since.plus_seconds(24 * hour);
        Market_{}
            .when(with(buy("a", 10, "96", opening_quote, TimeInForce::opg), regular))
            .then_in_short("queued a")
            .when(take_in(quote_at(2, "94", "95"), regular))
            .then_in_short("opened at 94 to 95")
            .when(turn_to(post))
            .nothing_happens()
            .when(take_in(quote_at(24 * hour + 1, "90", "91"), tuesday))
            .then_in_short("opened at 90 to 91; admitted a; a buys 10 of market at 91");
    }
    TEST_CASE("does not come for orders that are to trade at once") {
        Market_{}
            .when(with(buy("a", 10, "100", friday_quote, TimeInForce::ioc), closed))
            .then_in_short("queued a; expired a 10")
            .when(with(buy("b", 10, "100", friday_quote, TimeInForce::fok), closed))
            .then_in_short("queued b; expired b 10");
    }
    TEST_CASE("wakes no stop order before its first quote") {
        auto stop = with(sell("a", 10, "50", friday_quote), closed);
        stop.ticket.kind = order::Kind::stop_limit;
        stop.ticket.stop_price = price("99.5");
        Market_{}
            .when(stop)
            .then_in_short("booked a")
            .when(take_in(opening_quote, regular))
            .then_in_short("opened at 94 to 95; triggered a at 99.5; market buys 10 of a at 94");
    }
    TEST_CASE("leaves queued orders to be cancelled and replaced") {
        order::Replacement replacement;
        replacement.ticket = buy("b", 20, "97").ticket;
        replacement.ticket.replaces = OrderId{"a"};
        order::ReplaceSent request;
        request.order = {"a"};
        request.account = {"a"};
        request.replacement = replacement;
        request.protection = price("97");
        Market_{}
            .when(with(buy("a", 10, "96", friday_quote), closed))
            .when(ReplaceOrder{request, friday_quote, closed})
            .then_in_short("replaced a 10 by 10; queued b")
            .when(cancel("b"))
            .then_in_short("cancelled b 10")
            .when(take_in(opening_quote, regular))
            .nothing_happens();
    }
}

TEST_SUITE("engine: the close") {
    TEST_CASE("is the end of orders for the day, and not of others") {
        Market_{}
            .when(with(buy("a", 10, "90", opening_quote, TimeInForce::day), regular))
            .when(with(buy("b", 10, "90", opening_quote, TimeInForce::gtc), regular))
            .when(turn_to(post))
            .then_in_short("expired a 10")
            .when(turn_to(closed))
            .nothing_happens();
    }
    TEST_CASE("is no end for a day order that came after it") {
        auto night = closed;
        night.session = monday_session + 1;
        Market_{}
            .when(with(buy("a", 10, "90", opening_quote, TimeInForce::day), post))
            .then_in_short("queued a")
            .when(turn_to(night))
            .nothing_happens();
    }
    TEST_CASE("is where cls orders trade, at the last quote, and what does not trade then expires") {
        Market_{}
            .when(with(buy("a", 150, "96", opening_quote, TimeInForce::cls), regular))
            .then_in_short("queued a")
            .when(with(buy("b", 10, "90", opening_quote, TimeInForce::cls), closed))
            .when(take_in(quote_at(2, "92", "93"), regular))
            .then_in_short("opened at 92 to 93")
            .when(CloseOut{aapl, quote_at(2, "92", "93"), regular})
            .then_in_short("admitted a; a buys 100 of market at 93; expired a 50; admitted b; expired b 10");
    }
    TEST_CASE("of a halted symbol ends cls orders without a trade") {
        auto halted = regular;
        halted.halted = true;
        Market_{}
            .when(with(buy("a", 10, "96", opening_quote, TimeInForce::cls), regular))
            .when(CloseOut{aapl, opening_quote, halted})
            .then_in_short("expired a 10");
    }
}

TEST_SUITE("engine: extended hours") {
    const auto early = quote_at(-hour, "97", "98");
    TEST_CASE("are for the orders that ask for them alone") {
        Market_{}
            .when(with(sell("resting", 10, "97.5", friday_quote), closed))
            .when(take_in(early, pre))
            .then_in_short("opened at 97 to 98")
            .when(with(buy("a", 10, "98", early, TimeInForce::day), pre, true))
            .then_in_short("booked a; a buys 10 of market at 98")
            .when(with(buy("b", 10, "96", early, TimeInForce::day), pre, true))
            .when(take_in(quote_at(-hour / 2, "94", "95"), pre))
            .then_in_short("b buys 10 of market at 96");
    }
    TEST_CASE("last until their own end") {
        Market_{}
            .when(with(buy("a", 10, "90", opening_quote, TimeInForce::day), regular, true))
            .when(turn_to(post))
            .nothing_happens();
        auto night = closed;
        night.session = monday_session + 1;
        Market_{}
            .when(with(buy("a", 10, "90", opening_quote, TimeInForce::day), regular, true))
            .when(turn_to(night))
            .then_in_short("expired a 10");
    }
    TEST_CASE("may leave the book crossed, which the opening mends at the price of who stood there first") {
        Market_{}
            .when(sell("a", 10, "97.5", quote_at(-66 * hour, "90", "110")))
            .when(with(buy("b", 4, "97.75", early, TimeInForce::day), pre, true))
            .then_in_short("booked b")
            .when(take_in(quote_at(1, "90", "110"), regular))
            .then_in_short("opened at 90 to 110; b buys 4 of a at 97.5");
    }
}

TEST_SUITE("engine: halts") {
    Hours halted() {
        Hours hours;
        hours.halted = true;
        hours.since = monday.plus_seconds(1);
        return hours;
    }
    Hours resumed() {
        auto hours = halted();
        hours.halted = false;
        return hours;
    }
    TEST_CASE("stop everything but cancels, until the first quote after them") {
        Market_{}
            .when(buy("resting", 10, "98", quote("99", 100, "100", 100)))
            .when(with(buy("a", 10, "100", quote("99", 100, "100", 100)), halted()))
            .then_in_short("queued a")
            .when(TakeQuote{aapl, quote("96", 100, "97", 100, 2), halted()})
            .nothing_happens()
            .when(cancel("a"))
            .then_in_short("cancelled a 10")
            .when(with(buy("b", 10, "100", quote("99", 100, "100", 100)), halted()))
            .when(TakeQuote{aapl, quote("96", 100, "97", 100, 3), resumed()})
            .then_in_short("opened at 96 to 97; resting buys 10 of market at 97; admitted b; b buys 10 of market at 97");
    }
}

TEST_SUITE("engine: slippage") {
    TEST_CASE("makes the quote worse for who comes to it, within their limit, and not for who waited") {
        Hours slippery;
        slippery.slippage_basis_points = 100;
        const auto seen = quote("99", 100, "100", 100);
        Market_{}
            .when(with(buy("a", 10, "102", seen), slippery))
            .then_in_short("booked a; a buys 10 of market at 101")
            .when(with(sell("b", 10, "95", seen), slippery))
            .then_in_short("booked b; market buys 10 of b at 98.01")
            .when(with(buy("c", 10, "100.5", seen), slippery))
            .then_in_short("booked c")
            .when(TakeQuote{aapl, quote("99", 100, "100", 100, 1), slippery})
            .then_in_short("c buys 10 of market at 100.5");
    }
    TEST_CASE("is nothing between customers") {
        Hours slippery;
        slippery.slippage_basis_points = 100;
        Market_{}
            .when(with(sell("a", 10, "100"), slippery))
            .when(with(buy("b", 10, "105"), slippery))
            .then_in_short("booked b; b buys 10 of a at 100");
    }
}

TEST_SUITE("engine: splits and dividends") {
    TEST_CASE("a split ends every order of the symbol, then happens; one that was on its way comes too late") {
        auto stop = sell("s", 10, "50");
        stop.ticket.kind = order::Kind::stop_limit;
        stop.ticket.stop_price = price("60");
        auto late = buy("late", 10, "95");
        auto in_time = buy("new", 10, "95");
        in_time.splits = 1;
        Market_{}
            .when(buy("a", 10, "95"))
            .when(stop)
            .when(SplitShares{aapl, "split-1", {7, 1}})
            .then_in_short("cancelled a 10 split; cancelled s 10 split; split 7 for 1")
            .when(late)
            .then_in_short("cancelled late 10 split")
            .when(in_time)
            .then_in_short("booked new");
    }
    TEST_CASE("dividends take their place among the trades") {
        Market_{}
            .when(PassOn{aapl, WentEx{aapl, "d", Money::whole(1), "USD"}})
            .then_in_short("went ex 1")
            .when(PassOn{aapl, DividendPayable{aapl, "d"}})
            .then_in_short("payable d");
    }
}

}  // namespace andvari::engine
