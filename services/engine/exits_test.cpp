#include "services/engine/testing.hpp"

namespace andvari::engine {
namespace {
const std::string profit = order::exit_id({"b"}, "take_profit").text, loss = order::exit_id({"b"}, "stop_loss").text;

/// "b" buys `quantity` at `limit`, and sells at 120 or from 80 on.
BookOrder bracket(std::int64_t quantity, const char* limit, std::optional<stock::Quote> seen = wide,
                  TimeInForce in_force = TimeInForce::gtc) {
    auto command = buy("b", quantity, limit, seen, in_force);
    command.ticket.order_class = order::OrderClass::bracket;
    command.ticket.take_profit = order::TakeProfit{price("120")};
    command.ticket.stop_loss = order::StopLoss{price("80")};
    command.stop_protection = price("76");
    return command;
}
/// "b" sells at 120, or from 80 on.
BookOrder oco(std::int64_t quantity) {
    auto command = sell("b", quantity, "120");
    command.ticket.order_class = order::OrderClass::oco;
    command.ticket.stop_loss = order::StopLoss{price("80")};
    command.stop_protection = price("76");
    return command;
}
TakeQuote at(const char* bid, std::int64_t bid_size, const char* ask, std::int64_t ask_size, std::int64_t seconds) {
    return take(quote(bid, bid_size, ask, ask_size, seconds));
}
/// With the exits' names in short.
std::string in_words(std::string text) {
    for (const auto& [id, name] : {std::pair{profit, "P"}, std::pair{loss, "L"}})
        for (auto found = text.find(id); found != text.npos; found = text.find(id)) text.replace(found, id.size(), name);
    return text;
}
class Market_with_exits : public Market_ {
public:
    Market_with_exits& when(const Command& command) {
        Market_::when(command);
        return *this;
    }
    Market_with_exits& then_in_short(const std::string& expected) {
        CHECK(in_words(in_short_all()) == expected);
        return *this;
    }
};
}  // namespace

TEST_SUITE("engine: a bracket") {
    TEST_CASE("that is cancelled while nothing trades ends its exits, and nothing that waits comes to the book for that") {
        Hours halted;
        halted.halted = true;
        auto waits = buy("w", 10, "115");
        waits.hours = halted;
        Market_with_exits{}
            .when(bracket(10, "100"))
            .when(waits)
            .then_in_short("queued w")
            .when(CancelOrder{{"b"}, {"b"}, aapl, wide, halted})
            .then_in_short("cancelled b 10; cancelled P 10 entry_ended; cancelled L 10 entry_ended");
    }
    TEST_CASE("has exits that wait until its entry trades") {
        Market_with_exits{}
            .when(bracket(10, "100"))
            .then_in_short("booked b; booked P; booked L")
            .when(at("125", 0, "130", 9, 1))
            .then_in_short("")
            .when(at("70", 0, "99", 4, 2))
            .then_in_short("b buys 4 of market at 100; activated P 4; activated L 4")
            .when(at("119", 0, "100", 6, 3))
            .then_in_short("b buys 6 of market at 100; activated P 6; activated L 6");
    }

    TEST_CASE("takes its profit, and the loss shrinks with it and ends with it") {
        Market_with_exits{}
            .when(bracket(10, "110"))
            .then_in_short("booked b; booked P; booked L; b buys 10 of market at 110; activated P 10; activated L 10")
            .when(at("120", 4, "130", 9, 1))
            .then_in_short("market buys 4 of P at 120; resized L 6")
            .when(at("120", 6, "130", 9, 2))
            .then_in_short("market buys 6 of P at 120; cancelled L 6 exit_done")
            .when(at("10", 9, "130", 9, 3))
            .then_in_short("");
    }

    TEST_CASE("stops its loss, and the profit ends when the loss comes alive") {
        Market_with_exits{}
            .when(bracket(10, "110"))
            .when(at("79", 4, "130", 9, 1))
            .then_in_short("triggered L at 80; cancelled P 10 exit_done; market buys 4 of L at 79")
            .when(at("130", 9, "131", 9, 2))
            .then_in_short("market buys 6 of L at 76");
    }

    TEST_CASE("whose entry ends early keeps exits for what it bought, and none for nothing") {
        Market_with_exits{}
            .when(bracket(10, "100"))
            .when(at("90", 9, "100", 4, 1))
            .when(cancel("b"))
            .then_in_short("cancelled b 6; resized P 4; resized L 4")
            .when(at("120", 9, "130", 9, 2))
            .then_in_short("market buys 4 of P at 120; cancelled L 4 exit_done");
        Market_with_exits{}
            .when(bracket(10, "100"))
            .when(cancel("b"))
            .then_in_short("cancelled b 10; cancelled P 10 entry_ended; cancelled L 10 entry_ended");
    }

    TEST_CASE("ends as a whole when one exit is cancelled, with the rest of its entry") {
        Market_with_exits{}
            .when(bracket(10, "100"))
            .when(at("90", 9, "100", 4, 1))
            .when(CancelOrder{{loss}, {"b"}, aapl})
            .then_in_short("cancelled L 10; cancelled b 6 exit_cancelled; cancelled P 10 exit_cancelled");
    }

    TEST_CASE("for the day expires with all of its parts") {
        Market_with_exits{}
            .when(bracket(10, "100", wide, TimeInForce::day))
            .when(at("90", 9, "100", 4, 1))
            .when(at("90", 9, "110", 4, 86'400))
            .then_in_short("expired b 6; expired P 10; expired L 10");
    }

    TEST_CASE("whose profit is there already takes it at once") {
        Market_with_exits{}
            .when(buy("rich", 3, "125", std::nullopt))
            .when(bracket(10, "110"))
            .then_in_short(
                "booked b; booked P; booked L; b buys 10 of market at 110; activated P 10; activated L 10; "
                "rich buys 3 of P at 125; resized L 7");
    }

    TEST_CASE("does not sell twice where the loss came alive while the entry still waits: that ends, too") {
        Market_with_exits{}
            .when(bracket(10, "100"))
            .when(at("90", 9, "100", 4, 1))
            .when(at("80", 9, "101", 4, 2))
            .then_in_short(
                "triggered L at 80; cancelled b 6 exit_done; cancelled P 10 exit_done; market buys 4 of L at 80; "
                "cancelled L 6 entry_ended");
    }
}

TEST_SUITE("engine: one exit cancels the other") {
    TEST_CASE("where both stand for the same shares") {
        Market_with_exits{}
            .when(oco(10))
            .then_in_short("booked b; booked L")
            .when(at("120", 4, "130", 9, 1))
            .then_in_short("market buys 4 of b at 120; resized L 6")
            .when(at("80", 9, "130", 9, 2))
            .then_in_short("triggered L at 80; cancelled b 6 exit_done; market buys 6 of L at 80");
    }

    TEST_CASE("also when the first trades as it comes, or is cancelled") {
        Market_with_exits{}
            .when(buy("rich", 4, "125", std::nullopt))
            .when(oco(10))
            .then_in_short("booked b; booked L; rich buys 4 of b at 125; resized L 6")
            .when(cancel("b"))
            .then_in_short("cancelled b 6; cancelled L 6 exit_cancelled");
    }
}

TEST_SUITE("engine: orders for an amount of money") {
    BookOrder worth(Side side, const char* notional, const char* protection) {
        auto command = book(side, "n", 0, protection);
        command.ticket.kind = order::Kind::market;
        command.ticket.limit_price.reset();
        command.ticket.notional = *Money::parse(notional);
        command.most = shares(1'000);
        return command;
    }

    TEST_CASE("become as many shares as the money buys at the prices that they trade at, rounded down") {
        Market_ market;
        market.when(worth(Side::buy, "100", "120"));
        const auto& sized = std::get<Resized>(market.facts().at(1).fact);
        CHECK(sized.remaining == *Quantity::parse("0.909090909"));
        CHECK(std::get<Traded>(market.facts().at(2).fact).quantity == sized.remaining);
        CHECK(value_of(price("110"), sized.remaining) <= *Money::parse("100"));
    }

    TEST_CASE("trade through several prices") {
        Market_{}
            .when(sell("s", 1, "100"))
            .when(worth(Side::buy, "210.000002", "120"))
            .then_in_short("booked n; resized n 2.000000009; n buys 1 of s at 100; n buys 1.000000009 of market at 110");
    }

    TEST_CASE("wait with the rest at their protection price, and never spend more") {
        Market_ market;
        auto command = worth(Side::buy, "230", "120");
        command.quote = quote("90", 1, "110", 1);
        market.when(command);
        const auto total = std::get<Resized>(market.facts().at(1).fact).remaining;
        CHECK(value_of(price("110"), shares(1)) + value_of(price("120"), total - shares(1)) <= *Money::parse("230"));
        CHECK(market.state().find({"n"})->remaining == total - shares(1));
    }
}

}  // namespace andvari::engine
