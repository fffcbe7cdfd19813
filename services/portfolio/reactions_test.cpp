#include "services/portfolio/reactions.hpp"

#include <doctest/doctest.h>

namespace andvari::portfolio {
namespace {
using order::Kind;
using order::Side;
const AccountId alice{"alice"}, bob{"bob"};
const OrderId id{"order-1"}, other{"order-2"};
const Symbol aapl{"AAPL"};
const Instant noon = *Instant::parse("2026-01-05T12:00:00Z");
const Quantity five = Quantity::whole(5);

Price price(const char* text) { return *Price::parse(text); }

Market market_with(Quantity bid_size, Quantity ask_size) {
    Market market;
    learn(market, stock::Listed{aapl, "Apple", "USD"});
    learn(market, stock::Quoted{aapl, {price("99"), price("100"), bid_size, ask_size, noon}, noon});
    return market;
}
const Market open_market = market_with(five, five);

order::Placed placed(Side side, Kind kind, Instant time = noon) {
    const auto limit = kind == Kind::limit ? std::optional{price("70")} : std::nullopt;
    return {{id, alice, aapl, side, kind, order::TimeInForce::day, five, limit, {}}, time, "owner:alice", id.text};
}
Reserve reserve_for(const order::Placed& e, const Market& market, Settings settings = {}) {
    const auto commands = react(order::Fact{e}, market, settings);
    REQUIRE(commands.size() == 1);
    return std::get<Reserve>(commands[0]);
}
std::string trouble_of(const Reserve& command) { return command.trouble ? command.trouble->code : ""; }
}  // namespace

TEST_SUITE("portfolio: what it makes of others' facts") {
    TEST_CASE("a market order may trade up to a collar beyond the other side") {
        CHECK(reserve_for(placed(Side::buy, Kind::market), open_market).protection == price("105"));
        CHECK(reserve_for(placed(Side::sell, Kind::market), open_market).protection == price("94.05"));
        CHECK(reserve_for(placed(Side::buy, Kind::market), open_market, {.collar_basis_points = 0}).protection == price("100"));
        CHECK(reserve_for(placed(Side::sell, Kind::market), open_market, {.collar_basis_points = 10'000}).protection.positive());
        CHECK(reserve_for(placed(Side::buy, Kind::market), open_market).actor == "owner:alice");
        CHECK(reserve_for(placed(Side::buy, Kind::market), open_market).currency == "USD");
    }

    TEST_CASE("a collar does not leave the range of prices") {
        auto market = open_market;
        learn(market, stock::Quoted{aapl, {price("1"), largest_price, five, five, noon}, noon});
        CHECK(reserve_for(placed(Side::buy, Kind::market), market).protection == largest_price);
    }

    TEST_CASE("a quote in old shares prices nothing, though the engine tells of the split before the market does") {
        Holders holders;
        learn(holders, engine::Fact{engine::Split{aapl, "s1", {2, 1}, noon.plus_seconds(1)}});
        const auto reserve = [&](Kind kind) {
            return std::get<Reserve>(react(order::Fact{placed(Side::buy, kind)}, open_market, {}, holders).at(0));
        };
        CHECK(trouble_of(reserve(Kind::market)) == "no_quote");
        CHECK(trouble_of(reserve(Kind::limit)) == "");
        holders = {};
        learn(holders, engine::Fact{engine::Split{aapl, "s1", {2, 1}, noon}});
        CHECK(trouble_of(reserve(Kind::market)) == "");
    }

    TEST_CASE("a market order needs a fresh quote with the other side") {
        CHECK(trouble_of(reserve_for(placed(Side::buy, Kind::market, noon.plus_seconds(60)), open_market)) == "");
        CHECK(trouble_of(reserve_for(placed(Side::buy, Kind::market, noon.plus_seconds(61)), open_market)) == "stale_quote");
        CHECK(trouble_of(reserve_for(placed(Side::buy, Kind::market), market_with(five, {}))) == "no_quote");
        CHECK(trouble_of(reserve_for(placed(Side::sell, Kind::market), market_with({}, five))) == "no_quote");
        CHECK(trouble_of(reserve_for(placed(Side::sell, Kind::market), market_with(five, {}))) == "");
        Market listed_only;
        learn(listed_only, stock::Listed{aapl, "Apple", "USD"});
        CHECK(trouble_of(reserve_for(placed(Side::buy, Kind::market), listed_only)) == "no_quote");
    }

    TEST_CASE("a limit order is reserved at its limit, and needs only a known instrument") {
        const auto late = reserve_for(placed(Side::buy, Kind::limit, noon.plus_seconds(1'000)), open_market);
        CHECK(late.protection == price("70"));
        CHECK(trouble_of(late) == "");
        CHECK(trouble_of(reserve_for(placed(Side::buy, Kind::limit), Market{})) == "unknown_instrument");
        CHECK(trouble_of(reserve_for(placed(Side::buy, Kind::market), Market{})) == "unknown_instrument");
    }

    TEST_CASE("a stop order may trade up to a collar beyond its stop, a stop_limit order up to its limit") {
        const auto stop = [](Side side, auto&& change) {
            auto e = placed(side, Kind::stop, noon.plus_seconds(1'000));
            e.ticket.stop_price = price("200");
            change(e.ticket);
            return reserve_for(e, open_market);
        };
        CHECK(stop(Side::buy, [](auto&) {}).protection == price("210"));
        CHECK(stop(Side::sell, [](auto&) {}).protection == price("190"));
        CHECK(stop(Side::buy, [](auto& t) { t.limit_price = price("201"); }).protection == price("201"));
    }

    TEST_CASE("a trailing stop is reserved at where it stands now, for which there must be a quote") {
        const auto trailing = [](Side side, Instant time, std::optional<Price> by, std::optional<Percent> percent) {
            auto e = placed(side, Kind::trailing_stop, time);
            e.ticket.trail_price = by;
            e.ticket.trail_percent = percent;
            return reserve_for(e, open_market);
        };
        CHECK(trailing(Side::buy, noon, price("20"), {}).protection == price("126"));
        CHECK(trailing(Side::sell, noon, price("9"), {}).protection == price("85.5"));
        CHECK(trailing(Side::buy, noon, {}, Percent::whole(10)).protection == price("115.5"));
        CHECK(trailing(Side::sell, noon, price("500"), {}).protection == Price::of_units(1));
        CHECK(trouble_of(trailing(Side::sell, noon.plus_seconds(61), price("9"), {})) == "stale_quote");
    }

    TEST_CASE("a replacement is reserved for beside the order, and never as an order of its own") {
        auto e = placed(Side::buy, Kind::limit);
        e.ticket.replaces = other;
        CHECK(react(order::Fact{e}, open_market, {}).empty());
        const order::ReplaceRequested asked{other, alice, {e.ticket, "owner:alice", "c"}, five};
        const auto commands = react(order::Fact{asked}, open_market, {});
        CHECK(std::get<Raise>(commands.at(0)).protection == price("70"));
        CHECK(std::get<Raise>(commands.at(0)).total == five);
        const order::ReplaceRejected refused{other, alice, id, "c", "r"};
        CHECK(std::get<Lower>(react(order::Fact{refused}, open_market, {}).at(0)).replacement == id);
        const engine::Replaced replaced{other, alice, aapl, five, {e.ticket, "owner:alice", "c"}, price("70")};
        CHECK(std::get<Move>(react(engine::Fact{replaced}).at(0)).remaining == five);
    }

    TEST_CASE("an order's end releases what will not trade") {
        const auto filled_at = [](const order::Fact& fact) {
            return std::get<Release>(react(fact, open_market, {}).at(0)).filled;
        };
        CHECK(filled_at(order::Cancelled{id, alice, five}) == five);
        CHECK(filled_at(order::Expired{id, alice, five}) == five);
        CHECK(filled_at(order::Rejected{id, alice, "c", "r"}) == Quantity{});
        CHECK(react(order::Fact{order::Filled{}}, open_market, {}).empty());
        CHECK(react(order::Fact{order::Accepted{}}, open_market, {}).empty());
    }

    TEST_CASE("a trade is settled for each customer, the market feed has no account") {
        engine::Traded trade{{"t1"}, aapl, five, price("100"), engine::Party{id, alice}, engine::Party{other, bob}, std::nullopt};
        const auto both = react(engine::Fact{trade});
        REQUIRE(both.size() == 2);
        CHECK(std::get<Settle>(both[0]).side == Side::buy);
        CHECK(std::get<Settle>(both[0]).account == alice);
        CHECK(std::get<Settle>(both[1]).side == Side::sell);
        CHECK(std::get<Settle>(both[1]).account == bob);
        trade.seller.reset();
        CHECK(react(engine::Fact{trade}).size() == 1);
        CHECK(react(engine::Fact{engine::Booked{}}).empty());
    }

    TEST_CASE("what a company does reaches whoever ever bought its shares, in a restarted service as well") {
        Holders holders;
        engine::Traded traded;
        traded.symbol = {"AAPL"};
        traded.buyer = engine::Party{{"o1"}, {"alice"}};
        CHECK(learn(holders, engine::Fact{traded}) == "AAPL alice");
        CHECK(learn(holders, engine::Fact{traded}) == std::nullopt);
        const engine::Split split{{"AAPL"}, "s1", {2, 1}};
        CHECK(learn(holders, engine::Fact{split}) == "s1");
        const auto commands = react(engine::Fact{split}, holders);
        REQUIRE(commands.size() == 1);
        CHECK(std::get<Split>(commands[0]).account == AccountId{"alice"});
        CHECK(react(engine::Fact{engine::Split{{"MSFT"}, "s2", {2, 1}}}, holders).empty());
        CHECK(react(engine::Fact{engine::WentEx{{"AAPL"}, "d1", Money::whole(1), "USD"}}, holders).size() == 1);
        CHECK(react(engine::Fact{engine::DividendPayable{{"AAPL"}, "d1"}}, holders).size() == 1);
    }
}

}  // namespace andvari::portfolio
