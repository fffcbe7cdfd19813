#include <doctest/doctest.h>
#include <rapidcheck.h>

#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

using namespace andvari;

namespace {
enum class Side { buy, sell };

struct Line {
    Symbol symbol;
    Quantity quantity;
    static constexpr auto fields = json::fields(json::field("symbol", &Line::symbol), json::field("quantity", &Line::quantity));
};

struct Basket {
    AccountId account;
    Money amount;
    Side side = Side::buy;
    Instant time;
    std::int64_t count = 0;
    std::uint64_t sequence = 0;
    bool good = false;
    std::optional<std::string> note;
    std::vector<Line> lines;
    std::map<std::string, Price> prices;
    static constexpr auto fields = json::fields(json::field("account", &Basket::account), json::field("amount", &Basket::amount),
                                                json::field("side", &Basket::side), json::field("time", &Basket::time),
                                                json::field("count", &Basket::count), json::field("sequence", &Basket::sequence),
                                                json::field("good", &Basket::good), json::field("note", &Basket::note),
                                                json::field("lines", &Basket::lines), json::field("prices", &Basket::prices));
};

struct One {
    std::int64_t a = 0;
    std::optional<std::string> b;
    static constexpr auto fields = json::fields(json::field("a", &One::a), json::field("b", &One::b));
};

struct Nested {
    std::vector<One> list;
    static constexpr auto fields = json::fields(json::field("list", &Nested::list));
};

template <class T>
std::string complaint(std::string_view text) {
    json::Document document;
    const auto result = json::read<T>(document, text);
    return result.has_value() ? "none" : result.error().text();
}
}  // namespace

template <>
struct andvari::json::EnumNames<Side> {
    static constexpr std::array<std::string_view, 2> names{"buy", "sell"};
};

TEST_SUITE("json: described types") {
    const std::string whole =
        R"({"account":"a-1","amount":"12.5","side":"sell","time":"2026-01-31T14:30:00.000000Z","count":-3,"sequence":7,"good":true,)"
        R"("note":"ä \"q\"","lines":[{"symbol":"BRK.B","quantity":"0.000000001"}],"prices":{"AAPL":"190.01"}})";

    TEST_CASE("are read, and written again byte for byte") {
        json::Document document;
        const auto basket = json::read<Basket>(document, whole);
        REQUIRE(basket.has_value());
        CHECK(basket->amount == *Money::parse("12.5"));
        CHECK(basket->side == Side::sell);
        CHECK(basket->lines.at(0).symbol.text == "BRK.B");
        CHECK(basket->prices.at("AAPL") == *Price::parse("190.01"));
        CHECK(json::write(*basket) == whole);
    }

    TEST_CASE("members may come in any order and with blanks between") {
        json::Document document;
        const auto one = json::read<One>(document, " { \"b\" : \"x\" ,\n \"a\" : 1 } ");
        REQUIRE(one.has_value());
        CHECK(json::write(*one) == R"({"a":1,"b":"x"})");
    }

    TEST_CASE("an absent optional is left out") {
        json::Document document;
        CHECK(json::write(json::read<One>(document, R"({"a":1})").value()) == R"({"a":1})");
    }

    TEST_CASE("a document that failed can be used again") {
        json::Document document;
        CHECK(json::read<One>(document, "{").has_error());
        CHECK(json::read<One>(document, R"({"a":1})").has_value());
    }
}

TEST_SUITE("json: what is refused, and where") {
    TEST_CASE("members that are unknown, missing, or stand twice") {
        CHECK(complaint<One>(R"({"a":1,"c":2})") == "/c: is not known here");
        CHECK(complaint<One>(R"({"b":"x"})") == "/a: is missing");
        CHECK(complaint<One>(R"({"a":1,"a":2})") == "/a: stands twice");
        CHECK(complaint<One>(R"({"a":1,"\u0061":2})") == "/a: stands twice");
        CHECK(complaint<One>(R"({"a":1,"x/y~z":2})") == "/x~1y~0z: is not known here");
    }

    TEST_CASE("values of another kind") {
        CHECK(complaint<One>(R"({"a":"1"})") == "/a: must be a whole number");
        CHECK(complaint<One>(R"({"a":1.0})") == "/a: must be a whole number");
        CHECK(complaint<One>(R"({"a":1e2})") == "/a: must be a whole number");
        CHECK(complaint<One>(R"({"a":9223372036854775808})") == "/a: must be a whole number");
        CHECK(complaint<One>(R"({"a":null})") == "/a: must be a whole number");
        CHECK(complaint<One>(R"({"a":1,"b":null})") == "/b: must be a string");
        CHECK(complaint<One>("[]") == "must be an object");
        CHECK(complaint<One>("7") == "must be an object");
        CHECK(complaint<Nested>(R"({"list":{}})") == "/list: must be a list");
    }

    TEST_CASE("a mistake far inside is named by its pointer") {
        CHECK(complaint<Nested>(R"({"list":[{"a":1},{"a":true}]})") == "/list/1/a: must be a whole number");
    }

    TEST_CASE("what is not JSON") {
        for (const char* text : {"",
                                 " ",
                                 "{",
                                 "}",
                                 "{\"a\":1",
                                 "{\"a\":1}}",
                                 "{\"a\":1} x",
                                 "{'a':1}",
                                 "{a:1}",
                                 "{\"a\":01}",
                                 "{\"a\":+1}",
                                 "{\"a\":1,}",
                                 "{\"a\":NaN}",
                                 "{\"a\":0x1}",
                                 "{\"b\":\"\n\"}",
                                 "{\"b\":\"\\x\"}",
                                 "{\"b\":\"\xFF\"}",
                                 "{\"b\":\"\\ud800\"}",
                                 "//\n{\"a\":1}",
                                 "\xEF\xBB\xBF\xEF\xBB\xBF{\"a\":1}"}) {
            CAPTURE(text);
            CHECK(complaint<One>(text) == "is not JSON");
        }
        CHECK(complaint<One>(std::string_view{"{\"a\":1}\0", 8}) == "is not JSON");
        CHECK(complaint<One>(std::string_view{}) == "is not JSON");
    }

    TEST_CASE("what is too large or too deep") {
        CHECK(complaint<One>(std::string(1024 * 1024 + 1, ' ')) == "is larger than 1048576 bytes");
        CHECK(complaint<One>(std::string(100, '[') + std::string(100, ']')) == "is nested too deeply");
        CHECK(complaint<One>(std::string(1'000'000, '[')) != "none");
    }

    TEST_CASE("the depth is bounded for a long text as for a short one") {
        const auto deep = std::string(100, '[') + std::string(100, ']');
        json::Document document;
        CHECK(json::read<One>(document, R"({"a":1,"b":")" + std::string(200'000, 'x') + "\"}").has_value());
        CHECK(json::read<One>(document, deep + std::string(500'000, ' ')).error().text() == "is nested too deeply");
    }

    TEST_CASE("values out of their type's range") {
        using Map = std::map<std::string, Money>;
        CHECK(complaint<Map>(R"({"m":"1.0000001"})") == "/m: must be a decimal string with at most 6 decimals");
        CHECK(complaint<Map>(R"({"m":1})") == "/m: must be a string");
        CHECK(complaint<Map>(R"({"m":"1","m":"1"})") == "/m: stands twice");
        CHECK(complaint<std::vector<std::uint64_t>>("[-1]") == "/0: must not be negative");
        CHECK(complaint<std::vector<Side>>(R"(["hold"])") == "/0: must be one of buy sell");
        CHECK(complaint<std::vector<Symbol>>(R"(["a b"])") == "/0: must be a symbol such as AAPL or BRK.B");
        CHECK(complaint<std::vector<AccountId>>(R"(["a.b"])") == "/0: must be 1 to 64 of A-Z a-z 0-9 _ -");
        CHECK(complaint<std::vector<Instant>>(R"(["yesterday"])") == "/0: must be a time such as 2026-01-31T14:30:00Z");
    }
}

TEST_SUITE("json: writing") {
    TEST_CASE("escapes what must be escaped, and nothing else") {
        CHECK(json::write(std::string{"a\"b\\c\n\r\t\x01/ä€😀"}) == "\"a\\\"b\\\\c\\n\\r\\t\\u0001/ä€😀\"");
        CHECK(json::write(std::string{'\0'}) == R"("\u0000")");
    }

    TEST_CASE("bytes that are not UTF-8 become replacement characters") {
        for (const char* bad : {"\xFF", "\xC0\xAF", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80"}) {
            const auto text = json::write(std::string{bad});
            CHECK(text.starts_with("\"\xEF\xBF\xBD"));
        }
    }

    TEST_CASE("any text is written in a form that reads") {
        json::Document document;
        CHECK(rc::check([&](const std::vector<char>& bytes) {
            const std::string text{bytes.begin(), bytes.end()};
            const auto once = json::read<std::vector<std::string>>(document, json::write(std::vector{text}));
            RC_ASSERT(once.has_value());
            // What was valid comes back as it was; what was not is the same from then on.
            const auto twice = json::read<std::vector<std::string>>(document, json::write(*once));
            RC_ASSERT(twice.has_value());
            RC_ASSERT(*once == *twice);
        }));
    }

    TEST_CASE("any described value comes back as it was") {
        json::Document document;
        CHECK(rc::check([&](std::int64_t amount, std::int64_t count, bool good, std::uint32_t sequence) {
            Basket basket;
            basket.account = {"a"};
            basket.amount = Money::of_units(amount);
            basket.count = count;
            basket.good = good;
            basket.sequence = sequence;
            const auto text = json::write(basket);
            const auto again = json::read<Basket>(document, text);
            RC_ASSERT(again.has_value());
            RC_ASSERT(json::write(*again) == text);
        }));
    }
}
