#include "services/stock/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::stock {
namespace {
const Symbol aapl{"AAPL"};
const Instant before = *Instant::parse("2026-01-05T15:00:00Z"), then = *Instant::parse("2026-01-06T14:30:00Z"),
              later = *Instant::parse("2026-01-09T14:30:00Z");
const Listed listed{aapl, "Apple", "USD"};
Quote quote_at(Instant time) { return {Price::whole(99), Price::whole(100), Quantity::whole(1), Quantity::whole(1), time}; }
Quoted quoted_at(Instant time) { return {aapl, quote_at(time), time}; }
TakeQuote quote(Instant time) { return {aapl, quote_at(time), time}; }

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by("system:desk").at(later)); }

constexpr Ratio seven_for_one{7, 1};
const SplitAnnounced split{aapl, "s1", seven_for_one, then};
const SplitDue split_due{aapl, "s1", seven_for_one, then};
const DividendAnnounced dividend{aapl, "d1", Money::whole(2), "USD", then, later};
const DividendDue dividend_due{aapl, "d1", Money::whole(2), "USD", then};
const DividendPayable payable{aapl, "d1"};
}  // namespace

TEST_SUITE("stock: splits") {
    TEST_CASE("are announced, and due before the first quote of their time") {
        given({listed, quoted_at(before)}).when(AnnounceSplit{aapl, seven_for_one, then}, "s1").then({{split, "s1"}});
        given({listed, quoted_at(before), split}).when(quote({then.microseconds - 1})).then({quoted_at({then.microseconds - 1})});
        given({listed, quoted_at(before), split}).when(quote(then)).then({split_due, quoted_at(then)});
        given({listed, quoted_at(before), split, split_due, quoted_at(then)}).when(quote(later)).then({quoted_at(later)});
    }
    TEST_CASE("are due at once where it was quoted later already") {
        given({listed, quoted_at(later)}).when(AnnounceSplit{aapl, seven_for_one, then}, "s1").then({{split, "s1"}, split_due});
    }
    TEST_CASE("are refused") {
        given({}).when(AnnounceSplit{aapl, seven_for_one, then}).refused("instrument_unknown");
        for (const auto& ratio : {Ratio{0, 1}, Ratio{1, 0}, Ratio{10'001, 1}, Ratio{-2, 1}})
            given({listed}).when(AnnounceSplit{aapl, ratio, then}).refused("ratio_out_of_range");
        given({listed}).when(AnnounceSplit{aapl, {3, 3}, then}).refused("ratio_changes_nothing");
    }
}

TEST_SUITE("stock: dividends") {
    TEST_CASE("are announced, due, and paid, each in its time") {
        given({listed, quoted_at(before)})
            .when(AnnounceDividend{aapl, Money::whole(2), then, later}, "d1")
            .then({{dividend, "d1"}});
        given({listed, quoted_at(before), dividend}).when(quote(then)).then({dividend_due, quoted_at(then)});
        given({listed, dividend, dividend_due, quoted_at(then)}).when(quote(later)).then({payable, quoted_at(later)});
        given({listed, dividend, dividend_due, quoted_at(then), payable}).when(quote(later)).then({quoted_at(later)});
    }
    TEST_CASE("are due and paid with one quote where none came between") {
        given({listed, dividend}).when(quote(later)).then({dividend_due, payable, quoted_at(later)});
    }
    TEST_CASE("are paid when they are due where nothing else is said") {
        const DividendAnnounced at_once{aapl, "d1", Money::whole(2), "USD", then, then};
        given({listed, quoted_at(then)})
            .when(AnnounceDividend{aapl, Money::whole(2), then, std::nullopt}, "d1")
            .then({{at_once, "d1"}, dividend_due, payable});
    }
    TEST_CASE("are refused") {
        given({}).when(AnnounceDividend{aapl, Money::whole(2), then, later}).refused("instrument_unknown");
        given({listed}).when(AnnounceDividend{aapl, Money{}, then, later}).refused("amount_not_positive");
        given({listed}).when(AnnounceDividend{aapl, Money::whole(1'000'001), then, later}).refused("amount_too_large");
        given({listed}).when(AnnounceDividend{aapl, Money::whole(2), later, then}).refused("pays_before_ex");
    }
    TEST_CASE("come after what was announced before them") {
        given({listed, split, dividend}).when(quote(then)).then({split_due, dividend_due, quoted_at(then)});
    }
}

TEST_SUITE("stock: what was announced by mistake") {
    const ActionCancelled no_split{aapl, "s1"}, no_dividend{aapl, "d1"};

    TEST_CASE("is cancelled, and never due") {
        given({listed, split, dividend}).when(CancelAction{aapl, "s1"}, "c1").then({{no_split, "c1"}});
        given({listed, split, dividend}).when(CancelAction{aapl, "d1"}, "c1").then({{no_dividend, "c1"}});
        given({listed, split, dividend, no_split, no_dividend}).when(quote(later)).then({quoted_at(later)});
    }
    TEST_CASE("stays once it is due, or was cancelled") {
        given({}).when(CancelAction{aapl, "s1"}).refused("instrument_unknown");
        given({listed}).when(CancelAction{aapl, "s1"}).refused("action_not_pending");
        given({listed, split, no_split}).when(CancelAction{aapl, "s1"}).refused("action_not_pending");
        given({listed, split, split_due}).when(CancelAction{aapl, "s1"}).refused("action_not_pending");
        given({listed, dividend, dividend_due}).when(CancelAction{aapl, "d1"}).refused("action_not_pending");
    }
}

}  // namespace andvari::stock
