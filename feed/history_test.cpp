#include "feed/history.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "shared/calendar/exchange_calendar.hpp"
#include "shared/time/instant.hpp"

using namespace andvari;
using namespace andvari::feed;

namespace {
const std::string header = "Date,Open,High,Low,Close,Volume\n";

std::string mistake(const std::string& text) {
    try {
        parse_history(text, "test.csv");
    } catch (const CsvError& e) {
        return e.what();
    }
    return "none";
}

std::string mistake_in_row(const std::string& row) { return mistake(header + "2020-01-02,1,2,1,2,10\n" + row); }

std::int64_t day(const char* date) { return Instant::parse(std::string{date} + "T00:00:00Z")->day(); }
Price price(const char* text) { return *Price::parse(text); }
}  // namespace

TEST_SUITE("history: reading") {
    TEST_CASE("columns are found by name, in any order and case, and others are ignored") {
        const auto history = parse_history(
            "volume,Adj Close, CLOSE ,Low,high,Open,DATE\r\n79237200,50.9,64.962860,64.5,65.414284,64.501427,2013-05-13\r\n",
            "test.csv");
        REQUIRE_EQ(history.size(), 1);
        const TradingDay expected{day("2013-05-13"), price("64.501427"), price("65.414284"),
                                  price("64.5"),     price("64.96286"),  Quantity::whole(79'237'200)};
        CHECK_EQ(history[0], expected);
    }

    TEST_CASE("days are sorted, and holidays written as null are left out") {
        const auto history = parse_history(
            header + "2020-01-03,2,2,2,2,1\n2020-01-04,null,null,null,null,null\n2020-01-02,1,1,1,1,1\n", "test.csv");
        REQUIRE_EQ(history.size(), 2);
        CHECK_EQ(history[0].day, day("2020-01-02"));
        CHECK_EQ(history[1].day, day("2020-01-03"));
    }

    TEST_CASE("decimals beyond six are cut, and a volume beyond nine billion is counted as that") {
        const auto history = parse_history(header + "2020-01-02,1.23456789,2,1,1.5,11456230000.0\n", "test.csv");
        CHECK_EQ(history[0].open, price("1.234567"));
        CHECK_EQ(history[0].volume, largest_volume);
    }

    TEST_CASE("a part of a history is cut out by its days") {
        const auto history =
            parse_history(header + "2020-01-02,1,1,1,1,1\n2020-01-03,2,2,2,2,1\n2020-01-06,2,2,2,2,1\n", "test.csv");
        CHECK_EQ(between(history, day("2020-01-03"), day("2020-01-05")), History{history[1]});
        CHECK(between(history, day("2021-01-01"), day("2021-12-31")).empty());
    }

    TEST_CASE("the histories in the repository read") {
        const std::filesystem::path folder{ANDVARI_SOURCE_DIR "/feed/data"};
        CHECK_EQ(read_history(folder / "aapl.csv").size(), 1260);
        CHECK_EQ(read_history(folder / "sp500-2000.csv").size(), 5105);
    }

    TEST_CASE("the histories in the repository have every day on which the exchange opened, and no other") {
        const std::filesystem::path folder{ANDVARI_SOURCE_DIR "/feed/data"};
        for (const auto* file : {"aapl.csv", "sp500-2000.csv"}) {
            CAPTURE(file);
            const auto history = read_history(folder / file);
            std::vector<std::int64_t> traded, opened;
            for (const auto& day : history) traded.push_back(day.day);
            for (const auto& session : calendar::sessions(history.front().day, history.back().day)) opened.push_back(session.day);
            CHECK(traded == opened);
        }
    }
}

TEST_SUITE("history: mistakes are named with file and line") {
    TEST_CASE("in the header") {
        CHECK_EQ(mistake(""), "test.csv:1: the file is empty; a header with Date, Open, High, Low, Close, Volume is needed");
        CHECK_EQ(mistake("Date,Open,High,Low,Volume\n"), "test.csv:1: the header names no column close");
        CHECK_EQ(mistake("Date,Open,High,Low,Close,close,Volume\n"), "test.csv:1: the header names two columns close");
        CHECK_EQ(mistake(header), "test.csv:1: there are no days after the header");
    }

    TEST_CASE("in a row") {
        CHECK_EQ(mistake_in_row("2020-01-03,1,2\n"), "test.csv:3: has 3 fields, too few for the header");
        CHECK_EQ(mistake_in_row("2020-02-30,1,2,1,2,10\n"),
                 "test.csv:3: date must be a date such as 2026-01-31, not '2020-02-30'");
        CHECK_EQ(mistake_in_row("03/01/2020,1,2,1,2,10\n"),
                 "test.csv:3: date must be a date such as 2026-01-31, not '03/01/2020'");
        CHECK_EQ(mistake_in_row("2020-01-03,abc,2,1,2,10\n"), "test.csv:3: open must be a decimal number, not 'abc'");
        CHECK_EQ(mistake_in_row("2020-01-03,1.2345678x,2,1,2,10\n"),
                 "test.csv:3: open must be a decimal number, not '1.2345678x'");
        CHECK_EQ(mistake_in_row("2020-01-03,1,1e9,1,2,10\n"), "test.csv:3: high must be a decimal number, not '1e9'");
        CHECK_EQ(mistake_in_row("2020-01-03,1,2,-1,2,10\n"), "test.csv:3: low must be from 0.01 to 900000, not '-1'");
        CHECK_EQ(mistake_in_row("2020-01-03,1,2,1,,10\n"), "test.csv:3: close must be a decimal number, not ''");
        CHECK_EQ(mistake_in_row("2020-01-03,1,2,1,2,-10\n"), "test.csv:3: volume must be a number of shares, not '-10'");
        CHECK_EQ(mistake_in_row("2020-01-03,1,2,1,2,99999999999999999999\n"),
                 "test.csv:3: volume must be a number of shares, not '99999999999999999999'");
        CHECK_EQ(mistake_in_row("2020-01-03,3,2,1,2,10\n"), "test.csv:3: open and close must lie between low and high");
        CHECK_EQ(mistake_in_row("2020-01-02,1,2,1,2,10\n"), "test.csv:3: this date stands in line 2 already");
    }

    TEST_CASE("of the file itself") {
        CHECK_THROWS_WITH_AS(read_history("no/such/file.csv"), "file.csv:0: there is no such file", CsvError);
        CHECK_THROWS_WITH_AS(read_history("/"), ":0: there is no such file", CsvError);
    }

    TEST_CASE("bytes that are no text at all") {
        std::string noise;
        for (int i = 0; i < 100'000; ++i) noise += static_cast<char>(i * 7919 >> 3);
        CHECK_NE(mistake(noise), "none");
        CHECK_NE(mistake(header + noise), "none");
    }
}
