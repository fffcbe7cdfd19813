#include "gateway/alpaca/market_data.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::gateway::alpaca;

namespace {

Instant at(std::string_view text) { return *Instant::parse(text); }

std::string floor_of(std::string_view timeframe, std::string_view time) {
    return Timeframe::parse(timeframe)->floor(at(time)).text();
}

stock::Bar bar(std::string_view time, std::int64_t open, std::int64_t high, std::int64_t low, std::int64_t close) {
    return {stock::Interval::day, at(time),           Price::whole(open), Price::whole(high), Price::whole(low),
            Price::whole(close),  Quantity::whole(10)};
}

}  // namespace

TEST_SUITE("alpaca: timeframes") {
    TEST_CASE("are a number and a unit within its bounds") {
        for (const auto* good : {"1Min", "59Min", "5T", "1Hour", "23H", "1Day", "1D", "1Week", "1Month", "3Month", "12M"})
            CHECK_MESSAGE(Timeframe::parse(good), good);
        for (const auto* bad : {"", "Min", "0Min", "60Min", "24Hour", "2Day", "2Week", "5Month", "13Month", "-1Min", "01Min",
                                "1min", "1Year", "99999999999Min"})
            CHECK_MESSAGE(!Timeframe::parse(bad), bad);
    }
    TEST_CASE("say where the bar of a moment begins") {
        CHECK(floor_of("5Min", "2024-02-29T14:33:59Z") == "2024-02-29T14:30:00.000000Z");
        CHECK(floor_of("4Hour", "2024-02-29T14:33:59Z") == "2024-02-29T12:00:00.000000Z");
        CHECK(floor_of("1Day", "2024-02-29T14:33:59Z") == "2024-02-29T00:00:00.000000Z");
        CHECK(floor_of("1Week", "2024-02-29T14:33:59Z") == "2024-02-26T00:00:00.000000Z");
        CHECK(floor_of("1Week", "2024-02-26T00:00:00Z") == "2024-02-26T00:00:00.000000Z");
        CHECK(floor_of("1Month", "2024-02-29T14:33:59Z") == "2024-02-01T00:00:00.000000Z");
        CHECK(floor_of("3Month", "2024-03-31T00:00:00Z") == "2024-01-01T00:00:00.000000Z");
        CHECK(floor_of("6Month", "2023-12-31T00:00:00Z") == "2023-07-01T00:00:00.000000Z");
        CHECK(floor_of("12Month", "2100-12-31T00:00:00Z") == "2100-01-01T00:00:00.000000Z");
    }
}

TEST_SUITE("alpaca: bars") {
    TEST_CASE("are joined to larger ones") {
        BarJoiner weeks{*Timeframe::parse("1Week")};
        CHECK_FALSE(weeks.add(bar("2024-02-26T00:00:00Z", 5, 9, 4, 6)));
        CHECK_FALSE(weeks.add(bar("2024-03-01T00:00:00Z", 6, 12, 5, 7)));
        const auto ended = weeks.add(bar("2024-03-04T00:00:00Z", 8, 9, 1, 2));
        REQUIRE(ended);
        CHECK(ended->time == at("2024-02-26T00:00:00Z"));
        CHECK(ended->open == Price::whole(5));
        CHECK(ended->high == Price::whole(12));
        CHECK(ended->low == Price::whole(4));
        CHECK(ended->close == Price::whole(7));
        CHECK(ended->volume == Quantity::whole(20));
        CHECK(weeks.rest()->low == Price::whole(1));
    }
    TEST_CASE("are written in letters and numbers") {
        std::string out;
        append_bar(out, bar("2024-02-26T00:00:00Z", 5, 9, 4, 6));
        CHECK(out == R"({"t":"2024-02-26T00:00:00.000000Z","o":5,"h":9,"l":4,"c":6,"v":10,"n":0,"vw":6.333333})");
        out.clear();
        append_bar(out, bar("2024-02-26T00:00:00Z", 5, 9, 4, 6), "d", "AAPL");
        CHECK(out.starts_with(R"({"T":"d","S":"AAPL","t":)"));
    }
}
