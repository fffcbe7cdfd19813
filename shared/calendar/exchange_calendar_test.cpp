#include "shared/calendar/exchange_calendar.hpp"

#include <doctest/doctest.h>

#include <string>

namespace andvari::calendar {
namespace {
std::int64_t day(const char* date) { return Instant::parse(std::string{date} + "T00:00:00Z").value().day(); }
Instant at(const char* text) { return Instant::parse(text).value(); }
bool open_on(const char* date) { return session_on(day(date)).has_value(); }
bool early_on(const char* date) { return session_on(day(date)).value().closes_early; }
}  // namespace

TEST_SUITE("the exchange's calendar") {
    TEST_CASE("a session lasts from half past nine to four in New York, in summer and in winter") {
        const auto winter = session_on(day("2026-01-15")).value(), summer = session_on(day("2026-07-15")).value();
        CHECK(winter.opens == at("2026-01-15T14:30:00Z"));
        CHECK(winter.closes == at("2026-01-15T21:00:00Z"));
        CHECK(summer.opens == at("2026-07-15T13:30:00Z"));
        CHECK(summer.closes == at("2026-07-15T20:00:00Z"));
        CHECK(summer.pre_opens == at("2026-07-15T08:00:00Z"));
        CHECK(summer.post_closes == at("2026-07-16T00:00:00Z"));
    }
    TEST_CASE("the clocks are changed between a Friday's and a Monday's session") {
        CHECK(session_on(day("2026-03-06"))->opens == at("2026-03-06T14:30:00Z"));
        CHECK(session_on(day("2026-03-09"))->opens == at("2026-03-09T13:30:00Z"));
        CHECK(session_on(day("2026-10-30"))->opens == at("2026-10-30T13:30:00Z"));
        CHECK(session_on(day("2026-11-02"))->opens == at("2026-11-02T14:30:00Z"));
    }
    TEST_CASE("it is closed at weekends and on the holidays") {
        for (const auto* date : {"2026-11-28", "2026-11-29", "2026-01-01", "2026-01-19", "2026-02-16", "2026-04-03", "2026-05-25",
                                 "2026-06-19", "2026-07-03", "2026-09-07", "2026-11-26", "2026-12-25"}) {
            CAPTURE(date);
            CHECK_FALSE(open_on(date));
        }
        for (const auto* date :
             {"2026-01-02", "2026-04-06", "2026-06-18", "2026-07-02", "2026-07-06", "2026-11-27", "2021-06-18"}) {
            CAPTURE(date);
            CHECK(open_on(date));
        }
    }
    TEST_CASE("a holiday on a Sunday is kept on Monday, on a Saturday on Friday, but for New Year's Day") {
        CHECK_FALSE(open_on("2023-01-02"));  // The first was a Sunday.
        CHECK(open_on("2021-12-31"));        // The next day, a Saturday, was New Year's.
        CHECK(open_on("2010-12-31"));
        CHECK_FALSE(open_on("2020-07-03"));
        CHECK_FALSE(open_on("2021-07-05"));
        CHECK_FALSE(open_on("2021-12-24"));
        CHECK_FALSE(open_on("2022-12-26"));
        CHECK_FALSE(open_on("2022-06-20"));
    }
    TEST_CASE("Good Friday follows Easter") {
        for (const auto* date :
             {"2000-04-21", "2008-03-21", "2011-04-22", "2016-03-25", "2024-03-29", "2025-04-18", "2038-04-23"}) {
            CAPTURE(date);
            CHECK_FALSE(open_on(date));
        }
    }
    TEST_CASE("it closes early before Independence Day, after Thanksgiving and on Christmas Eve") {
        for (const auto* date :
             {"2024-07-03", "2013-07-03", "2008-07-03", "2002-07-05", "2023-11-24", "2024-12-24", "2003-12-26"}) {
            CAPTURE(date);
            CHECK(early_on(date));
        }
        for (const auto* date : {"2002-07-03", "2022-07-01", "2024-07-05", "2020-12-23", "2004-12-23"}) {
            CAPTURE(date);
            CHECK_FALSE(early_on(date));
        }
        const auto short_day = session_on(day("2024-11-29")).value();
        CHECK(short_day.closes == at("2024-11-29T18:00:00Z"));
        CHECK(short_day.post_closes == at("2024-11-29T22:00:00Z"));
    }
    TEST_CASE("it was closed in mourning, after an attack and in a storm") {
        for (const auto* date :
             {"2001-09-11", "2001-09-14", "2004-06-11", "2007-01-02", "2012-10-29", "2018-12-05", "2025-01-09"}) {
            CAPTURE(date);
            CHECK_FALSE(open_on(date));
        }
        CHECK(open_on("2001-09-17"));
    }
    TEST_CASE("a year has as many sessions as the exchange counted") {
        const auto count = [](const char* year) {
            return sessions(day((std::string{year} + "-01-01").c_str()), day((std::string{year} + "-12-31").c_str())).size();
        };
        CHECK(count("2001") == 248);
        CHECK(count("2020") == 253);
        CHECK(count("2021") == 252);
        CHECK(count("2022") == 251);
        CHECK(count("2023") == 250);
        CHECK(count("2024") == 252);
        CHECK(count("2025") == 250);
    }
    TEST_CASE("a moment is in a session from its opening to just before its close") {
        CHECK_FALSE(session_at(at("2026-11-27T14:29:59.999999Z")).has_value());
        CHECK(session_at(at("2026-11-27T14:30:00Z")).has_value());
        CHECK(session_at(at("2026-11-27T17:59:59.999999Z")).has_value());
        CHECK_FALSE(session_at(at("2026-11-27T18:00:00Z")).has_value());
    }
    TEST_CASE("the next opening and the next close are found over a long weekend") {
        const auto thanksgiving = at("2026-11-26T15:00:00Z");
        CHECK(next_opening(thanksgiving)->day == day("2026-11-27"));
        CHECK(next_closing(thanksgiving)->closes == at("2026-11-27T18:00:00Z"));
        const auto in_session = at("2026-11-27T15:00:00Z");
        CHECK(next_opening(in_session)->day == day("2026-11-30"));
        CHECK(next_closing(in_session)->day == day("2026-11-27"));
        // Late in the evening in New York it is the next day in UTC.
        CHECK(day_at(at("2026-11-28T03:00:00Z")) == day("2026-11-27"));
    }
    TEST_CASE("a trade settles as many sessions later as is asked for") {
        CHECK(session_after(day("2026-11-25"), 1)->day == day("2026-11-27"));
        CHECK(session_after(day("2026-11-25"), 2)->day == day("2026-11-30"));
    }
    TEST_CASE("nothing is said of years that are not answered for") {
        CHECK_FALSE(session_on(first_day - 1).has_value());
        CHECK_FALSE(session_on(last_day + 1).has_value());
        CHECK_FALSE(next_opening(Instant{INT64_MAX / 2}).has_value());
        CHECK(sessions(INT64_MIN, first_day).empty());  // 2000-01-01 was a Saturday.
    }
}

}  // namespace andvari::calendar
