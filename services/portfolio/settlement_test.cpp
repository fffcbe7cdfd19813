// When the money of a sale may leave the account.
#include "services/portfolio/settlement.hpp"

#include "services/portfolio/reactions.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId main{"alice-main"}, other{"alice-other"};
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice";
// A Friday, and the Monday after it.
const auto friday = *Instant::parse("2026-01-30T15:00:00Z"), monday = *Instant::parse("2026-02-02T14:30:00Z");

Money usd(const char* text) { return *Money::parse(text); }

using Given_ = eventing::Scenario<State, Command, Fact>;
Reserved reserved(const char* order, Side side, const char* cash) {
    return {main, {order}, aapl, side, Quantity::whole(1), Price::whole(100), usd(cash)};
}
Settled bought(const char* cash) {
    return {main,       {"o1"}, {"t1"}, aapl,      Side::buy,          Quantity::whole(1), Price::whole(100),
            usd("100"), "USD",  {},     usd(cash), Quantity::whole(1), usd("100"),         {}};
}
/// Of 1,000 a share was bought for 100, and is offered again.
Given_ selling() {
    return std::move(Given_{{Opened{main, "Alice", "USD", alice}, Deposited{main, usd("1000"), "USD", usd("1000")},
                             reserved("o1", Side::buy, "100"), bought("900"), reserved("o2", Side::sell, "0")}}
                         .by(alice)
                         .at(friday));
}
Settle sale(std::int64_t days, std::optional<Instant> quoted = friday) {
    return {main, {"o2"}, {"t2"}, aapl, Side::sell, Quantity::whole(1), Price::whole(150), {}, quoted, days};
}
Given_ sold() { return std::move(selling().when(sale(1))); }
Withdraw withdraw(const char* amount) { return {main, usd(amount), "USD"}; }
}  // namespace

TEST_SUITE("portfolio: settlement") {
    TEST_CASE("comes as the session opens that comes so many sessions later") {
        CHECK_FALSE(settlement_of(friday, 0));
        CHECK(settlement_of(friday, 1) == monday);
        CHECK(settlement_of(friday, 2) == *Instant::parse("2026-02-03T14:30:00Z"));
        // On the Friday before Presidents' Day, and late in the evening in New York, which is the next day in UTC.
        CHECK(settlement_of(*Instant::parse("2026-02-14T02:00:00Z"), 1) == *Instant::parse("2026-02-17T14:30:00Z"));
        CHECK_FALSE(settlement_of(*Instant::parse("2199-12-31T12:00:00Z"), 10));
    }

    TEST_CASE("of a sale is told in its fact, by the market's time or else by ours") {
        CHECK(std::get<Settled>(selling().when(sale(0)).facts().front().fact).settles == std::nullopt);
        CHECK(std::get<Settled>(selling().when(sale(1)).facts().front().fact).settles == monday);
        CHECK(std::get<Settled>(selling().when(sale(1, std::nullopt)).facts().front().fact).settles == monday);
        // What a history replays has settled long since.
        CHECK(std::get<Settled>(selling().when(sale(1, *Instant::parse("2013-05-13T15:00:00Z"))).facts().front().fact).settles ==
              std::nullopt);
        const engine::Traded traded{{"t"},
                                    aapl,
                                    Quantity::whole(1),
                                    Price::whole(1),
                                    {},
                                    engine::Party{{"o2"}, main},
                                    stock::Quote{{}, {}, {}, {}, friday}};
        const auto settle = std::get<Settle>(react(engine::Fact{traded}, {}, {.settlement_days = 2}).at(0));
        CHECK(settle.quoted == friday);
        CHECK(settle.settlement_days == 2);
    }

    TEST_CASE("of a sale that its fee took all of is nothing") {
        auto offered = reserved("o3", Side::sell, "0");
        offered.fees = FeeModel{usd("1000"), {}, 0, {}};
        auto sale_for_nothing = sale(1);
        sale_for_nothing.order = {"o3"};
        auto scenario = Given_{{Opened{main, "Alice", "USD", alice}, Deposited{main, usd("1000"), "USD", usd("1000")},
                                reserved("o1", Side::buy, "100"), bought("900"), offered}};
        scenario.by(alice).at(friday).when(sale_for_nothing);
        CHECK(std::get<Settled>(scenario.facts().front().fact).fee == usd("150"));
        CHECK(scenario.state().unsettled.empty());
    }

    TEST_CASE("keeps the money from leaving until then, and not from buying") {
        sold().when(withdraw("900.000001")).refused("unsettled_cash");
        sold().when(withdraw("1050.000001")).refused("insufficient_cash");
        sold().when(Transfer{main, other, usd("900.000001"), "USD"}).refused("unsettled_cash");
        sold().when(withdraw("900")).then({{Withdrawn{main, usd("900"), "USD", usd("150")}, "command"}});
        sold().at(monday).when(withdraw("1050")).then({{Withdrawn{main, usd("1050"), "USD", usd("0")}, "command"}});
        const order::Ticket ticket{
            {"o3"}, main, aapl, Side::buy, order::Kind::limit, order::TimeInForce::gtc, Quantity::whole(10), Price::whole(105),
            {}};
        CHECK(sold().when(Reserve{ticket, alice, Price::whole(105), "USD", {}}).facts().size() == 1);
    }

    TEST_CASE("is told to who asks too early") {
        CHECK(trouble_with_leaving(sold().state(), usd("1000"), friday)->reason ==
              "900 may leave the account now, and so much at 2026-02-02T14:30:00.000000Z");
    }

    TEST_CASE("is of what is left: what was spent is what settles first") {
        auto account = sold().state();
        CHECK(account.unsettled == UnsettledCash{{monday, usd("150")}});
        evolve(account, Withdrawn{main, usd("930"), "USD", usd("120")});
        CHECK(account.unsettled == UnsettledCash{{monday, usd("120")}});
        evolve(account, Deposited{main, usd("80"), "USD", usd("200")});
        CHECK(trouble_with_leaving(account, usd("80"), friday) == std::nullopt);
        CHECK(trouble_with_leaving(account, usd("80.000001"), friday)->code == "unsettled_cash");
        const auto tuesday = monday.plus_seconds(86'400);
        add(account.unsettled, tuesday, usd("50"));
        set_cash(account, usd("60"));
        CHECK(account.unsettled == UnsettledCash{{monday, usd("10")}, {tuesday, usd("50")}});
        CHECK(still_unsettled(account.unsettled, monday) == usd("50"));
        evolve(account, AccountReset{main, usd("60"), usd("5"), "USD"});
        CHECK(account.unsettled.empty());
    }

    TEST_CASE("keeps few moments apart, and never lets money leave earlier for that") {
        UnsettledCash cash;
        for (std::size_t i = 0; i < most_unsettled + 5; ++i) add(cash, Instant{static_cast<std::int64_t>(i)}, Money::whole(1));
        CHECK(cash.size() == most_unsettled);
        CHECK(cash.front() == Unsettled{Instant{5}, Money::whole(6)});
    }
}

}  // namespace andvari::portfolio
