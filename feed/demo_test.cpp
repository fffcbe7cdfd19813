#include "feed/demo.hpp"

#include <doctest/doctest.h>

#include "feed/generator.hpp"
#include "feed/market_day.hpp"
#include "services/stock/domain.hpp"

using namespace andvari;
using namespace andvari::feed;

TEST_SUITE("feed: the demo's histories") {
    TEST_CASE("both are 1,260 real days, the same ones") {
        const auto instruments = demo_instruments();
        REQUIRE_EQ(instruments.size(), 2);
        CHECK_EQ(instruments[0].symbol.text, "AAPL");
        CHECK_EQ(instruments[1].symbol.text, "SPX");
        REQUIRE_EQ(instruments[0].history.size(), 1260);
        REQUIRE_EQ(instruments[1].history.size(), 1260);
        for (std::size_t i = 0; i < 1260; ++i) CHECK_EQ(instruments[0].history[i].day, instruments[1].history[i].day);
    }

    TEST_CASE("the rules of the stock context take up each quote and bar, also of a second round") {
        const Given given{"command", "system:bus", {1'800'000'000'000'000}};
        for (const auto& demo : demo_instruments()) {
            Generator generator{demo.history, 40, Afterwards::again};
            stock::State instrument;
            std::string refusal;
            while (generator.round() < 2 && refusal.empty()) {
                const auto content = generator.next()->content;
                const auto* quote = std::get_if<stock::Quote>(&content);
                const auto decision =
                    quote ? stock::decide(instrument, stock::TakeQuote{demo.symbol, *quote, given.time}, given)
                          : stock::decide(instrument, stock::TakeBar{demo.symbol, std::get<stock::Bar>(content)}, given);
                if (!decision) refusal = decision.error().code;
                else
                    for (const auto& happened : *decision)
                        std::visit([&](const auto& fact) { evolve(instrument, fact); }, happened.fact);
            }
            CHECK_EQ(refusal, "");
        }
    }

    TEST_CASE("each quote of theirs is one that the market could have given") {
        for (const auto& instrument : demo_instruments()) {
            int wrong = 0;
            for (const auto& day : instrument.history)
                for (int i = 0; i < 40; ++i) {
                    const auto quote = quote_of(day, i, 40);
                    const auto middle = middle_of(day, i, 40);
                    if (quote.bid >= quote.ask || middle < day.low || middle > day.high || !quote.bid_size.positive()) ++wrong;
                }
            CHECK_EQ(wrong, 0);
        }
    }
}
