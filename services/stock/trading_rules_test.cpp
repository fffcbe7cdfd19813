#include "services/stock/domain.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::stock {
namespace {
const Symbol aapl{"AAPL"};
const Instant now = *Instant::parse("2026-01-05T15:00:00Z");
const Listed listed{aapl, "Apple", "USD"};
const Quoted quoted{aapl, {Price::whole(99), Price::whole(100), Quantity::whole(1), Quantity::whole(1), now}, now};

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by("system:desk").at(now)); }
const StatusChanged halted{aapl, true, "news", now}, resumed{aapl, false, std::nullopt, now};
}  // namespace

TEST_SUITE("stock: halts") {
    TEST_CASE("stop the trading, and its end lets it go on") {
        given({listed, quoted}).when(Halt{aapl, "news"}, "c1").then({{halted, "c1"}});
        given({listed, quoted, halted}).when(Resume{aapl}, "c1").then({{resumed, "c1"}});
    }
    TEST_CASE("come from feeds as well, and again they are nothing new") {
        given({listed, quoted}).when(TakeStatus{aapl, {true, "news", now}}).then({halted});
        given({listed, quoted, halted}).when(TakeStatus{aapl, {true, "more", now}}).then({});
        given({listed, quoted, halted}).when(TakeStatus{aapl, {false, std::nullopt, now}}).then({resumed});
    }
    TEST_CASE("are refused") {
        given({}).when(Halt{aapl, "news"}).refused("instrument_unknown");
        given({listed}).when(Halt{aapl, ""}).refused("reason_invalid");
        given({listed, halted}).when(Halt{aapl, "news"}).refused("already_halted");
        given({listed}).when(Resume{aapl}).refused("not_halted");
        given({}).when(TakeStatus{aapl, {true, std::nullopt, now}}).refused("instrument_unknown");
        given({listed}).when(TakeStatus{aapl, {true, "a\nb", now}}).refused("reason_invalid");
    }
}

TEST_SUITE("stock: rules of a symbol") {
    TEST_CASE("are set in place of those before") {
        const Rules rules{Price::parse("0.01"), Quantity::whole(1), Money::whole(1), true, false};
        given({listed}).when(SetRules{aapl, rules}, "c1").then({{RulesSet{aapl, rules}, "c1"}});
        given({listed, RulesSet{aapl, rules}}).when(SetRules{aapl, {}}, "c2").then({{RulesSet{aapl, {}}, "c2"}});
    }
    TEST_CASE("are refused where they make no sense") {
        given({}).when(SetRules{aapl, {}}).refused("instrument_unknown");
        given({listed}).when(SetRules{aapl, {.tick = Price{}}}).refused("tick_not_positive");
        given({listed}).when(SetRules{aapl, {.lot = Quantity{}}}).refused("lot_not_positive");
        given({listed}).when(SetRules{aapl, {.least_notional = Money::whole(-1)}}).refused("least_notional_negative");
    }
}

}  // namespace andvari::stock
