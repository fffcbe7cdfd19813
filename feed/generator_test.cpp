#include "feed/generator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "feed/market_day.hpp"
#include "shared/json/read.hpp"
#include "shared/schema/schema.hpp"

using namespace andvari;
using namespace andvari::feed;

namespace {
const Symbol aapl{"AAPL"};

Price price(const char* text) { return *Price::parse(text); }

TradingDay day_of(std::int64_t day, const char* open, const char* high, const char* low, const char* close,
                  std::int64_t volume = 4'000'000) {
    return {day, price(open), price(high), price(low), price(close), Quantity::whole(volume)};
}

// 2024-01-04, a Thursday, and the Friday and Monday after it.
const History three_days{day_of(19'726, "100", "110", "90", "105"), day_of(19'727, "105", "105", "95.5", "95.5"),
                         day_of(19'730, "96", "96", "96", "96", 0)};

std::vector<Tick> all_of(Generator generator, std::size_t most = 10'000) {
    std::vector<Tick> ticks;
    while (ticks.size() < most) {
        const auto tick = generator.next();
        if (!tick) break;
        ticks.push_back(*tick);
    }
    return ticks;
}

const stock::Quote* quote_in(const Tick& tick) { return std::get_if<stock::Quote>(&tick.content); }
const stock::Bar* bar_in(const Tick& tick) { return std::get_if<stock::Bar>(&tick.content); }
}  // namespace

TEST_SUITE("feed: a day's path") {
    TEST_CASE("it begins at the open, reaches low and high, ends at the close, and never leaves the range") {
        for (const auto& day : three_days)
            for (const int quotes : {4, 5, 40, 390, 23'400}) {
                CAPTURE(quotes);
                std::vector<Price> path;
                for (int i = 0; i < quotes; ++i) path.push_back(middle_of(day, i, quotes));
                CHECK_EQ(path.front(), day.open);
                CHECK_EQ(path.back(), day.close);
                CHECK_EQ(std::ranges::max(path), day.high);
                CHECK_EQ(std::ranges::min(path), day.low);
            }
    }

    TEST_CASE("a rising day visits its low first, any other its high") {
        const auto first_of = [](const TradingDay& day, Price wanted) {
            for (int i = 0; i < 40; ++i)
                if (middle_of(day, i, 40) == wanted) return i;
            return 40;
        };
        const auto rising = day_of(1, "10", "12", "9", "11"), falling = day_of(1, "10", "12", "9", "9.5");
        CHECK_LT(first_of(rising, rising.low), first_of(rising, rising.high));
        CHECK_GT(first_of(falling, falling.low), first_of(falling, falling.high));
    }

    TEST_CASE("bid and ask lie around the middle, on ticks, at least a tick and about two basis points apart") {
        const auto days = {day_of(5, "64.501427", "65.414284", "64.5", "64.96286"), day_of(6, "0.01", "0.02", "0.01", "0.013"),
                           day_of(7, "0.999999", "1.000001", "0.9999", "1"),
                           day_of(8, "900000", "900000", "0.01", "899999.999999")};
        for (const auto& day : days)
            for (int i = 0; i < 40; ++i) {
                const auto quote = quote_of(day, i, 40);
                const auto middle = middle_of(day, i, 40);
                const std::int64_t tick = middle < Price::whole(1) ? 100 : 10'000;
                CHECK(quote.bid.positive());
                CHECK_LT(quote.bid, middle);
                CHECK_GT(quote.ask, middle);
                CHECK_EQ(quote.bid.units() % tick, 0);
                CHECK_EQ(quote.ask.units() % tick, 0);
                CHECK_LE((quote.ask - quote.bid).units(), middle.units() / 5000 + 2 * tick);
                CHECK_LE(quote.ask, largest_price);
            }
    }

    TEST_CASE("sizes are round lots that follow the volume, and never nothing") {
        for (const std::int64_t volume : {0LL, 1LL, 4'000'000LL, 79'237'200LL, 9'000'000'000LL})
            for (int i = 0; i < 40; ++i) {
                const auto quote = quote_of(day_of(5, "10", "12", "9", "11", volume), i, 40);
                for (const auto size : {quote.bid_size, quote.ask_size}) {
                    CHECK_EQ(size.units() % Quantity::whole(100).units(), 0);
                    CHECK(size.positive());
                    CHECK_LE(size, Quantity::whole(200'000));
                    if (volume == 4'000'000) CHECK_LE(size, Quantity::whole(2'000));
                }
            }
    }
}

TEST_SUITE("feed: a history as messages") {
    TEST_CASE("each day is its quotes, then its bar, inside the exchange's hours") {
        const auto ticks = all_of({three_days, 40, Afterwards::silence});
        REQUIRE_EQ(ticks.size(), 3 * 41);
        for (std::size_t i = 0; i < ticks.size(); ++i) {
            const auto& day = three_days[i / 41];
            const auto begin = opening(day.day), end = closing(day.day);
            if (i % 41 < 40) {
                REQUIRE(quote_in(ticks[i]));
                CHECK_EQ(quote_in(ticks[i])->time, ticks[i].time);
                CHECK_GE(ticks[i].time, begin);
                CHECK_LT(ticks[i].time, end);
            } else {
                REQUIRE(bar_in(ticks[i]));
                CHECK_EQ(*bar_in(ticks[i]), bar_of(day));
                CHECK_EQ(bar_in(ticks[i])->time.text().substr(10), "T14:30:00.000000Z");
                CHECK_EQ(ticks[i].time, end);
            }
        }
    }

    TEST_CASE("the exchange's hours follow its clocks and its short days") {
        const auto hours = [](std::int64_t day) { return opening(day).text().substr(11, 5) + closing(day).text().substr(11, 5); };
        CHECK_EQ(hours(19'726), "14:3021:00");
        CHECK_EQ(hours(Instant::parse("2024-07-02T00:00:00Z")->day()), "13:3020:00");
        CHECK_EQ(hours(Instant::parse("2024-07-03T00:00:00Z")->day()), "13:3017:00");
        CHECK_EQ(hours(Instant::parse("2024-07-06T00:00:00Z")->day()), "14:3021:00");  // A Saturday.
        const auto early = day_of(Instant::parse("2024-07-03T00:00:00Z")->day(), "100", "110", "90", "105");
        const auto ticks = all_of({{early}, 40, Afterwards::silence});
        CHECK_EQ(ticks[20].time, Instant::parse("2024-07-03T15:15:00Z"));
        CHECK_EQ(ticks[20].elapsed, std::chrono::seconds{open_seconds / 2});
    }

    TEST_CASE("time grows strictly, and elapsed time leaves out the nights") {
        const auto ticks = all_of({three_days, 40, Afterwards::again}, 1000);
        REQUIRE_EQ(ticks.size(), 1000);
        for (std::size_t i = 1; i < ticks.size(); ++i) {
            CHECK_LT(ticks[i - 1].time, ticks[i].time);
            CHECK_LE(ticks[i - 1].elapsed, ticks[i].elapsed);
        }
        CHECK_EQ(ticks[0].elapsed.count(), 0);
        CHECK_EQ(ticks[41].elapsed, std::chrono::seconds{open_seconds});
        CHECK_EQ(ticks[123].elapsed, std::chrono::seconds{3 * open_seconds});
    }

    TEST_CASE("the same history gives the same bytes") {
        const auto text_of = [](const std::vector<Tick>& ticks) {
            std::string text;
            for (const auto& tick : ticks) {
                const auto message = message_of(aapl, tick);
                text += message.subject + message.id + message.body;
            }
            return text;
        };
        CHECK_EQ(text_of(all_of({three_days, 40, Afterwards::silence})), text_of(all_of({three_days, 40, Afterwards::silence})));
    }

    TEST_CASE("messages are on the symbol's subjects, to their schemas, and with ids of their own") {
        std::vector<std::string> ids;
        for (const auto& tick : all_of({three_days, 4, Afterwards::again}, 30)) {
            const auto message = message_of({"BRK.B"}, tick);
            CHECK_EQ(message.subject, quote_in(tick) ? "mkt.quote.BRK_B" : "mkt.bar.BRK_B");
            CHECK_FALSE(schema::check(message.type, message.body).has_value());
            ids.push_back(message.id);
        }
        std::ranges::sort(ids);
        CHECK(std::ranges::adjacent_find(ids) == ids.end());
    }

    TEST_CASE("afterwards, silence") {
        Generator generator{three_days, 4, Afterwards::silence};
        for (std::uint64_t i = 0; i < generator.total(); ++i) generator.next();
        CHECK_EQ(generator.said(), generator.total());
        CHECK_FALSE(generator.next().has_value());
        CHECK_FALSE(generator.next().has_value());
    }

    TEST_CASE("or the same again, moved by whole weeks, on the same days of the week") {
        const auto ticks = all_of({three_days, 4, Afterwards::again}, 45);
        for (std::size_t i = 0; i < 15; ++i) {
            CHECK_EQ(ticks[i + 15].time, ticks[i].time.plus_seconds(7 * 86'400));
            CHECK_EQ(ticks[i + 30].time, ticks[i].time.plus_seconds(14 * 86'400));
            if (quote_in(ticks[i])) CHECK_EQ(quote_in(ticks[i])->bid, quote_in(ticks[i + 30])->bid);
        }
    }

    TEST_CASE("it ends with the last year that a time can be in") {
        const auto ticks = all_of({{day_of(84'000, "1", "1", "1", "1")}, 4, Afterwards::again});
        CHECK_EQ(ticks.size(), 5);
    }

    TEST_CASE("what is said already is skipped, wherever it stopped") {
        const auto ticks = all_of({three_days, 5, Afterwards::again}, 200);
        for (std::size_t i = 0; i + 1 < ticks.size(); ++i) {
            Generator generator{three_days, 5, Afterwards::again};
            generator.skip_through(ticks[i].time);
            const auto next = generator.next();
            REQUIRE(next.has_value());
            CHECK_EQ(next->time, ticks[i + 1].time);
        }
        Generator ended{three_days, 5, Afterwards::silence};
        ended.skip_through(ticks[17].time);
        CHECK_FALSE(ended.next().has_value());
    }

    TEST_CASE("a history without days, or too few or too many quotes, are refused") {
        CHECK_THROWS_AS(Generator({}, 40, Afterwards::silence), std::invalid_argument);
        CHECK_THROWS_AS(Generator(three_days, 3, Afterwards::silence), std::invalid_argument);
        CHECK_THROWS_AS(Generator(three_days, 23'401, Afterwards::silence), std::invalid_argument);
    }
}
