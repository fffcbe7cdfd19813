#include "services/stock/domain.hpp"

#include "shared/eventing/scenario.hpp"

namespace andvari::stock {
namespace {
const Symbol aapl{"AAPL"};
const std::string desk = "system:desk", alice = "owner:alice";
const Instant now = *Instant::parse("2026-01-05T15:00:00Z");

Price price(const char* text) { return *Price::parse(text); }
Quantity shares(std::int64_t count) { return Quantity::whole(count); }

Quote good_quote() { return {price("99.5"), price("100"), shares(200), shares(300), now}; }
Bar good_bar() { return {Interval::day, now, price("10"), price("12"), price("9"), price("11"), shares(5'000'000)}; }

const Listed listed{aapl, "AAPL", "USD"};
const Quoted quoted{aapl, good_quote(), now};
const BarClosed bar_closed{aapl, good_bar()};

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by(desk).at(now)); }

template <class T>
T with(T value, auto&& change) {
    change(value);
    return value;
}
void quote_is_refused(std::string_view code, auto&& change) {
    given({}).when(TakeQuote{aapl, with(good_quote(), change), now}).refused(code);
}
void bar_is_refused(std::string_view code, auto&& change) {
    given({}).when(TakeBar{aapl, with(good_bar(), change)}).refused(code);
}
}  // namespace

TEST_SUITE("stock: listing") {
    TEST_CASE("makes an instrument known and answers") {
        given({}).when(List{aapl, "Apple", "USD"}, "c1").then({{Listed{aapl, "Apple", "USD"}, "c1"}});
    }

    TEST_CASE("changes a name, but never a currency") {
        given({listed}).when(List{aapl, "Apple", "USD"}, "c1").then({{Listed{aapl, "Apple", "USD"}, "c1"}});
        given({listed}).when(List{aapl, "Apple", "EUR"}).refused("currency_mismatch");
    }

    TEST_CASE("takes well-formed input only") {
        given({}).when(List{{"apple"}, "Apple", "USD"}).refused("symbol_invalid");
        given({}).when(List{aapl, "", "USD"}).refused("name_invalid");
        given({}).when(List{aapl, "App\nle", "USD"}).refused("name_invalid");
        given({}).when(List{aapl, std::string(129, 'x'), "USD"}).refused("name_invalid");
        given({}).when(List{aapl, "Apple", "usd"}).refused("currency_invalid");
        given({}).when(List{aapl, "Apple", "US"}).refused("currency_invalid");
    }

    TEST_CASE("refused is a fact; what a feed sent is not") {
        const Given by_feed{"c1", desk, now};
        const auto fact = refused(List{aapl, "", "USD"}, by_feed, {"name_invalid", "why"});
        CHECK(std::get<CommandRefused>(fact).code == "name_invalid");
        CHECK(key_of(fact) == "AAPL");
        CHECK(verb_of(fact) == "command_refused");
        CHECK_THROWS_AS(refused(TakeBar{}, by_feed, {"c", "r"}), std::logic_error);
    }

    TEST_CASE("of a symbol with a point has a subject token without one") {
        CHECK(key_of(Listed{{"BRK.B"}, "B", "USD"}) == "BRK_B");
    }
}

TEST_SUITE("stock: quotes") {
    TEST_CASE("list an unknown symbol first") {
        given({}).when(TakeQuote{aapl, good_quote(), now}).then({listed, quoted});
        given({listed}).when(TakeQuote{aapl, good_quote(), now}).then({quoted});
    }

    TEST_CASE("that say the same again are nothing new") {
        given({listed, quoted}).when(TakeQuote{aapl, good_quote(), now.plus_seconds(1)}).nothing();
    }

    TEST_CASE("may have one empty side, whose price says nothing, and may be locked") {
        const auto no_bid = with(good_quote(), [](Quote& q) { q.bid = price("0"), q.bid_size = shares(0); });
        given({listed}).when(TakeQuote{aapl, no_bid, now}).then({Quoted{aapl, no_bid, now}});
        const auto locked = with(good_quote(), [](Quote& q) { q.bid = q.ask; });
        given({listed}).when(TakeQuote{aapl, locked, now}).then({Quoted{aapl, locked, now}});
    }

    TEST_CASE("that make no sense are refused") {
        quote_is_refused("size_negative", [](Quote& q) { q.bid_size = shares(-1); });
        quote_is_refused("size_negative", [](Quote& q) { q.ask_size = shares(-1); });
        quote_is_refused("size_too_large", [](Quote& q) { q.ask_size = largest_quantity + Quantity::of_units(1); });
        quote_is_refused("quote_empty", [](Quote& q) { q.bid_size = q.ask_size = shares(0); });
        quote_is_refused("price_not_positive", [](Quote& q) { q.bid = price("0"); });
        quote_is_refused("price_not_positive", [](Quote& q) { q.ask = price("-1"); });
        quote_is_refused("price_too_large", [](Quote& q) { q.ask = largest_price + price("0.000001"); });
        quote_is_refused("crossed_quote", [](Quote& q) { q.bid = price("100.01"); });
        given({}).when(TakeQuote{{"a"}, good_quote(), now}).refused("symbol_invalid");
    }

    TEST_CASE("do not run backwards, and not far ahead") {
        const auto at = [](Instant time) { return with(good_quote(), [&](Quote& q) { q.time = time, q.ask = price("101"); }); };
        given({listed, quoted}).when(TakeQuote{aapl, at(now.plus_seconds(-1)), now}).refused("quote_out_of_order");
        given({listed, quoted}).when(TakeQuote{aapl, at(now), now}).then({Quoted{aapl, at(now), now}});
        given({}).when(TakeQuote{aapl, at(now.plus_seconds(86'401)), now}).refused("quote_from_future");
        given({listed})
            .when(TakeQuote{aapl, at(now.plus_seconds(86'400)), now})
            .then({Quoted{aapl, at(now.plus_seconds(86'400)), now}});
    }
}

TEST_SUITE("stock: bars") {
    TEST_CASE("list an unknown symbol first") {
        given({}).when(TakeBar{aapl, good_bar()}).then({listed, bar_closed});
        given({listed}).when(TakeBar{aapl, good_bar()}).then({bar_closed});
    }

    TEST_CASE("of each interval are in order by themselves") {
        const auto earlier_minute =
            with(good_bar(), [](Bar& b) { b.interval = Interval::minute, b.time = now.plus_seconds(-60); });
        given({listed, bar_closed}).when(TakeBar{aapl, earlier_minute}).then({BarClosed{aapl, earlier_minute}});
        given({listed, bar_closed}).when(TakeBar{aapl, good_bar()}).nothing();
        const auto changed = with(good_bar(), [](Bar& b) { b.close = price("10.5"); });
        given({listed, bar_closed}).when(TakeBar{aapl, changed}).refused("bar_out_of_order");
        const auto older = with(good_bar(), [](Bar& b) { b.time = now.plus_seconds(-1); });
        given({listed, bar_closed}).when(TakeBar{aapl, older}).refused("bar_out_of_order");
    }

    TEST_CASE("that make no sense are refused") {
        bar_is_refused("price_not_positive", [](Bar& b) { b.low = price("0"); });
        bar_is_refused("price_too_large", [](Bar& b) { b.high = largest_price + price("0.000001"); });
        bar_is_refused("bar_inconsistent", [](Bar& b) { b.open = price("8"); });
        bar_is_refused("bar_inconsistent", [](Bar& b) { b.close = price("13"); });
        bar_is_refused("bar_inconsistent", [](Bar& b) { b.low = price("13"); });
        bar_is_refused("volume_negative", [](Bar& b) { b.volume = shares(-1); });
        bar_is_refused("bar_from_future", [](Bar& b) { b.time = now.plus_seconds(86'401); });
        given({}).when(TakeBar{{"a"}, good_bar()}).refused("symbol_invalid");
    }
}

}  // namespace andvari::stock
