#include "shared/observability/log.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "shared/observability/log_line.hpp"

using namespace andvari;
using namespace andvari::log;

namespace {
const Instant moment = *Instant::parse("2026-01-31T14:30:00.123456Z");

std::string as_json(std::string_view message, Fields fields = {}) {
    return json_line({Level::warn, moment, "", message, fields});
}
std::string as_text(std::string_view message, Fields fields = {}) {
    return text_line({Level::warn, moment, "", message, fields});
}
}  // namespace

TEST_SUITE("logs: JSON lines") {
    TEST_CASE("hold time, level, message and typed fields") {
        CHECK(as_json("bus lost", {{"server", "a:1"}, {"tries", 3}, {"late", true}, {"seconds", 0.5}}) ==
              R"({"time":"2026-01-31T14:30:00.123456Z","level":"warn","message":"bus lost",)"
              R"("server":"a:1","tries":3,"late":true,"seconds":0.5})");
    }

    TEST_CASE("carry the correlation where there is one") {
        CHECK(json_line({Level::info, moment, "c-1", "placed", {}}) ==
              R"({"time":"2026-01-31T14:30:00.123456Z","level":"info","message":"placed","correlation":"c-1"})");
    }

    TEST_CASE("stay one line and stay JSON, whatever a value holds") {
        const auto line = as_json("a\nb", {{"k", std::string_view{"\"\\\0\xFF\r", 5}}});
        CHECK(line.find('\n') == std::string::npos);
        CHECK(line.ends_with(R"("message":"a\nb","k":"\"\\\u0000)"
                             "\xEF\xBF\xBD"
                             R"(\r"})"));
    }

    TEST_CASE("write what is no number as text") {
        CHECK(as_json("m", {{"x", std::numeric_limits<double>::infinity()}}).ends_with(R"("x":"inf"})"));
    }

    TEST_CASE("cut a long text between two characters, and say so") {
        const auto line = as_json("m", {{"body", std::string(longest_text - 1, 'x') + "ää"}});
        CHECK(line.find("xxx…\"}") != std::string::npos);
    }

    TEST_CASE("end before they grow beyond their bound") {
        const std::string big(longest_text, '\x01');
        const auto line = json_line({Level::info, moment, "", "m", {{"a", big}, {"b", big}, {"c", big}, {"d", big}, {"e", big}}});
        CHECK(line.size() < longest_line + 7 * longest_text);
        CHECK(line.ends_with(R"("truncated":true})"));
    }
}

TEST_SUITE("logs: readable lines") {
    TEST_CASE("show the time of day, the level, the message, and fields as key=value") {
        CHECK(as_text("bus lost", {{"server", "a:1"}, {"tries", 3}, {"why", "two words"}}) ==
              R"(14:30:00.123 warn  bus lost  server=a:1  tries=3  why="two words")");
    }

    TEST_CASE("put the correlation last") {
        CHECK(text_line({Level::error, moment, "c-1", "m", {{"a", 1}}}) == "14:30:00.123 error m  a=1  correlation=c-1");
    }

    TEST_CASE("do not let a value forge a line or drive the terminal") {
        CHECK(as_text("a\nb").ends_with(R"("a\nb")"));
        CHECK(as_text("m", {{"k", "\x1B[2J"}}).ends_with(R"(k="\u001b[2J")"));
        CHECK(as_text("m", {{"k", ""}}).ends_with(R"(k="")"));
    }
}

TEST_SUITE("logs: levels") {
    TEST_CASE("only what is at least as grave as configured is on") {
        configure(Level::warn, Format::json);
        CHECK_FALSE(enabled(Level::info));
        CHECK(enabled(Level::warn));
        CHECK(enabled(Level::error));
        configure(Level::off, Format::json);
        CHECK_FALSE(enabled(Level::error));
        CHECK_FALSE(enabled(Level::off));
        configure(Level::info, Format::automatic);
        CHECK(enabled(Level::info));
    }
}
