#include "feed/csv.hpp"

#include <doctest/doctest.h>

using namespace andvari::feed;

namespace {
using Records = std::vector<std::vector<std::string>>;

Records read(std::string_view text) {
    CsvReader reader{text, "test.csv"};
    Records records;
    for (std::vector<std::string> fields; reader.next(fields);) records.push_back(fields);
    return records;
}

std::string mistake(std::string_view text) {
    try {
        read(text);
    } catch (const CsvError& e) {
        return e.what();
    }
    return "none";
}
}  // namespace

TEST_SUITE("csv") {
    TEST_CASE("fields are parted by commas, records by line ends of either kind, and the last needs none") {
        CHECK_EQ(read("a,b\r\nc,d\ne,f"), Records{{"a", "b"}, {"c", "d"}, {"e", "f"}});
        CHECK_EQ(read("a,,\n,b"), Records{{"a", "", ""}, {"", "b"}});
        CHECK_EQ(read(""), Records{});
    }

    TEST_CASE("empty lines and a byte order mark are skipped") {
        CHECK_EQ(read("\xEF\xBB\xBF\n\na\r\n\r\nb\n\n"), Records{{"a"}, {"b"}});
    }

    TEST_CASE("quoted fields hold commas, quotes and line ends") {
        CHECK_EQ(read("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",\"\"\nnext"),
                 Records{{"a,b", "say \"hi\"", "two\r\nlines", ""}, {"next"}});
    }

    TEST_CASE("a lone carriage return is content") { CHECK_EQ(read("a\rb,c"), Records{{"a\rb", "c"}}); }

    TEST_CASE("a mistake is named with file and line") {
        CHECK_EQ(mistake("a\n\"b"), "test.csv:2: a quoted field does not end");
        CHECK_EQ(mistake("a\nb\nc\"d"), "test.csv:3: a quote stands inside a field that does not begin with one");
        CHECK_EQ(mistake("\"two\nlines\"\n\"a\"b"), "test.csv:3: something stands between a quoted field and the next comma");
    }

    TEST_CASE("a record without end is refused before it fills the memory") {
        CHECK_EQ(mistake("\"" + std::string(10'000'000, '\n')),
                 "test.csv:1: the record is longer than 64 KiB: is a quote missing?");
        CHECK_EQ(mistake(std::string(300, ',')), "test.csv:1: there are more than 256 fields");
    }
}
