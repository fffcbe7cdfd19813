#include "services/engine/testing.hpp"

namespace andvari::engine {

TEST_SUITE("engine: booking") {
    TEST_CASE("rests what meets nobody, with the day and the quote that it came in") {
        const auto command = buy("a", 10, "100");
        Market_{}.when(command).then({Booked{command.ticket, price("100"), monday_session, monday}});
        const auto blind = buy("a", 10, "100", std::nullopt);
        Market_{}.when(blind).then({Booked{blind.ticket, price("100"), monday_session, std::nullopt}});
    }

    TEST_CASE("again while it rests is already done") {
        Market_{}.when(buy("a", 10, "100")).when(buy("a", 10, "100")).nothing_happens();
    }

    TEST_CASE("trades customers with each other, at the price of whoever stood there first") {
        Market_{}.when(sell("s", 10, "99")).when(buy("b", 4, "101")).then_in_short("booked b; b buys 4 of s at 99");
        Market_{}.when(buy("b", 4, "101")).when(sell("s", 10, "99")).then_in_short("booked s; b buys 4 of s at 101");
    }

    TEST_CASE("takes the better price first, and of one price the older order") {
        Market_{}
            .when(sell("dear", 5, "102"))
            .when(sell("first", 5, "101"))
            .when(sell("second", 5, "101"))
            .when(sell("cheap", 5, "100"))
            .when(buy("b", 18, "102"))
            .then_in_short(
                "booked b; b buys 5 of cheap at 100; b buys 5 of first at 101; b buys 5 of second at 101; b buys 3 of dear at "
                "102")
            .when(buy("c", 5, "102"))
            .then_in_short("booked c; c buys 2 of dear at 102");
    }

    TEST_CASE("never trades beyond the protection price") {
        Market_{}.when(sell("s", 5, "102")).when(buy("b", 5, "101.999999")).then_in_short("booked b");
        Market_{}.when(buy("b", 5, "101.999999")).when(sell("s", 5, "102")).then_in_short("booked s");
    }

    TEST_CASE("trades with the market's quote at its price, and only as much as it has") {
        Market_{}
            .when(buy("b", 1'500, "110"))
            .then_in_short("booked b; b buys 1000 of market at 110")
            .when(buy("c", 1, "110"))
            .then_in_short("booked c");
        Market_{}
            .when(sell("s", 1'500, "90"))
            .then_in_short("booked s; market buys 1000 of s at 90")
            .when(sell("c", 1, "90"))
            .then_in_short("booked c");
    }

    TEST_CASE("gives the quote its sizes anew only when it is a new one") {
        Market_{}
            .when(buy("b", 600, "110"))
            .when(take(wide))
            .when(buy("c", 600, "110"))
            .then_in_short("booked c; c buys 400 of market at 110")
            .when(take(quote("90", 1'000, "110", 50, 1)))
            .then_in_short("c buys 50 of market at 110");
    }

    TEST_CASE("lets the quote stand in line with the customers") {
        Market_{}
            .when(sell("better", 5, "109"))
            .when(sell("later", 5, "110"))
            .when(sell("worse", 5, "111"))
            .when(buy("b", 1'015, "111"))
            .then_in_short(
                "booked b; b buys 5 of better at 109; b buys 1000 of market at 110; b buys 5 of later at 110; b buys 5 of worse "
                "at "
                "111");
    }

    TEST_CASE("puts a new quote behind the customers who stood at its price before") {
        const auto second = quote("90", 10, "110", 10, 1);
        Market_{}
            .when(sell("older", 5, "110"))
            .when(take(second))
            .nothing_happens()
            .when(sell("younger", 5, "110", second))
            .when(buy("b", 20, "110", second))
            .then_in_short("booked b; b buys 5 of older at 110; b buys 10 of market at 110; b buys 5 of younger at 110");
    }

    TEST_CASE("without any quote trades with customers only") {
        Market_{}
            .when(sell("s", 5, "100", std::nullopt))
            .when(buy("b", 9, "100", std::nullopt))
            .then_in_short("booked b; b buys 5 of s at 100");
    }

    TEST_CASE("does not go back to an older quote than the book has traded with") {
        const auto second = quote("90", 10, "110", 10, 1);
        Market_{}.when(buy("b", 10, "110", second)).when(buy("c", 10, "110", wide)).then_in_short("booked c");
    }

    TEST_CASE("names the quote that stood in each trade, and each trade differently") {
        Market_ market;
        market.when(sell("s", 5, "100")).when(buy("b", 10, "110"));
        const auto& first = std::get<Traded>(market.facts().at(1).fact);
        const auto& second = std::get<Traded>(market.facts().at(2).fact);
        CHECK(first.quote == wide);
        CHECK(second.quote == wide);
        CHECK(first.trade.text == derive_id({"trade", "AAPL", "0"}));
        CHECK(second.trade.text == derive_id({"trade", "AAPL", "1"}));
    }
}

TEST_SUITE("engine: time in force") {
    TEST_CASE("ioc trades what it can and expires") {
        Market_{}
            .when(sell("s", 5, "100"))
            .when(buy("b", 8, "100", wide, TimeInForce::ioc))
            .then_in_short("booked b; b buys 5 of s at 100; expired b 3")
            .when(buy("c", 8, "100", wide, TimeInForce::ioc))
            .then_in_short("booked c; expired c 8")
            .when(sell("t", 8, "100"))
            .then_in_short("booked t");
        Market_{}.when(buy("b", 8, "110", wide, TimeInForce::ioc)).then_in_short("booked b; b buys 8 of market at 110");
    }

    TEST_CASE("fok trades everything or nothing") {
        Market_{}
            .when(sell("s", 5, "100"))
            .when(buy("b", 6, "100", wide, TimeInForce::fok))
            .then_in_short("booked b; expired b 6")
            .when(buy("c", 5, "100", wide, TimeInForce::fok))
            .then_in_short("booked c; c buys 5 of s at 100");
        Market_{}
            .when(sell("s", 5, "100"))
            .when(buy("b", 1'005, "110", wide, TimeInForce::fok))
            .then_in_short("booked b; b buys 5 of s at 100; b buys 1000 of market at 110");
    }

    TEST_CASE("day expires with the first quote of a later day, which does not trade with it") {
        const auto tuesday = quote("90", 10, "95", 10, 86'400);
        Market_{}
            .when(buy("day", 5, "100", wide, TimeInForce::day))
            .when(buy("gtc", 5, "99"))
            .when(take(quote("90", 10, "110", 10, 3'600)))
            .nothing_happens()
            .when(take(tuesday))
            .then_in_short("expired day 5; gtc buys 5 of market at 99")
            .when(take(quote("90", 10, "95", 10, 86'401)))
            .nothing_happens();
    }

    TEST_CASE("day lasts for the day on which it was booked by the market's clock") {
        const auto tuesday = quote("90", 10, "110", 10, 86'400);
        Market_{}
            .when(sell("day", 5, "105", tuesday, TimeInForce::day))
            .when(take(quote("90", 10, "110", 10, 86'500)))
            .nothing_happens()
            .when(take(quote("90", 10, "110", 10, 2 * 86'400)))
            .then_in_short("expired day 5");
    }
}

TEST_SUITE("engine: quotes") {
    TEST_CASE("that cross resting orders trade with them at their prices, best first, as far as their size goes") {
        Market_{}
            .when(buy("low", 5, "100"))
            .when(buy("high", 5, "105"))
            .when(buy("distant", 5, "94"))
            .when(take(quote("90", 10, "95", 8, 1)))
            .then_in_short("high buys 5 of market at 105; low buys 3 of market at 100")
            .when(take(quote("90", 10, "95", 8, 1)))
            .nothing_happens()
            .when(buy("late", 5, "95", quote("90", 10, "95", 8, 1)))
            .then_in_short("booked late");
        Market_{}
            .when(sell("low", 5, "100"))
            .when(sell("high", 5, "105"))
            .when(take(quote("104", 8, "110", 10, 1)))
            .then_in_short("market buys 5 of low at 100");
    }

    TEST_CASE("that cross nothing say nothing") {
        Market_{}.when(buy("b", 5, "100")).when(take(quote("90", 5, "101", 5, 1))).nothing_happens();
    }
}

TEST_SUITE("engine: cancelling") {
    TEST_CASE("takes what is left off the book") {
        Market_{}
            .when(sell("s", 5, "100"))
            .when(buy("b", 2, "100"))
            .when(cancel("s"))
            .then_in_short("cancelled s 3")
            .when(buy("c", 2, "100"))
            .then_in_short("booked c");
    }

    TEST_CASE("is refused for what is not there any more") {
        Market_{}
            .when(sell("s", 5, "100"))
            .when(buy("b", 5, "100"))
            .when(cancel("s"))
            .then_in_short("cancel refused s")
            .when(cancel("unknown"))
            .then_in_short("cancel refused unknown");
    }
}

TEST_SUITE("engine: facts") {
    TEST_CASE("are about a symbol, whose point is no part of the subject") {
        const Fact fact = Cancelled{{"o"}, {"a"}, {"BRK.B"}, shares(1)};
        CHECK(aggregate_of(fact) == "BRK.B");
        CHECK(key_of(fact) == "BRK_B");
        CHECK(verb_of(fact) == "cancelled");
        CHECK(verb_of(Fact{CancelRefused{}}) == "cancel_refused");
        CHECK(aggregate_of(Command{buy("a", 1, "1")}, {}) == "AAPL");
        CHECK_THROWS_AS(refused(cancel("a"), {}, {"c", "r"}), std::logic_error);
    }
}

}  // namespace andvari::engine
