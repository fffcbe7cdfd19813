#include "services/portfolio/domain.hpp"

#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId id{"alice-main"};
const Symbol aapl{"AAPL"};
const OrderId first{"order-1"}, second{"order-2"};
const std::string alice = "owner:alice", mallory = "owner:mallory", desk = "system:desk";
const Instant noon = *Instant::parse("2026-01-05T12:00:00Z");

Price price(const char* text) { return *Price::parse(text); }
Quantity shares(std::int64_t count) { return Quantity::whole(count); }
Money money(const char* text) { return *Money::parse(text); }

const Opened opened{id, "Alice", "USD", alice};
const Deposited thousand{id, money("1000"), "USD", money("1000")};

Reserve reserve(Side side, OrderId order, std::int64_t quantity, const char* protection) {
    order::Ticket ticket{std::move(order),  id, aapl, side, order::Kind::limit, order::TimeInForce::day, shares(quantity),
                         price(protection), {}};
    return {std::move(ticket), alice, price(protection), "USD", std::nullopt};
}
Reserve with(Reserve command, auto&& change) {
    change(command);
    return command;
}
Settle settle(Side side, OrderId order, const char* trade, std::int64_t quantity, const char* at) {
    return {id, std::move(order), {trade}, aapl, side, shares(quantity), price(at)};
}

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by(alice).at(noon)); }
/// A thousand in cash, or less five hundred with ten shares bought at 50.
Given_ funded() { return given({opened, thousand}); }
Given_ holding_ten() {
    auto scenario = funded();
    scenario.when(reserve(Side::buy, {"earlier"}, 10, "50")).when(settle(Side::buy, {"earlier"}, "t0", 10, "50"));
    return scenario;
}
}  // namespace

TEST_SUITE("portfolio: opening") {
    TEST_CASE("gives the account to its caller, or to whom an operator names") {
        given({}).when(Open{id, "Alice", "USD", {}}, "c1").then({{opened, "c1"}});
        given({}).when(Open{id, "Alice", "USD", "alice"}, "c1").then({{opened, "c1"}});
        given({}).by(desk).when(Open{id, "Alice", "USD", "alice"}, "c1").then({{opened, "c1"}});
        given({}).by(desk).when(Open{id, "Alice", "USD", alice}, "c1").then({{opened, "c1"}});
    }

    TEST_CASE("is refused for an id in use, a bad name, another currency, or somebody else") {
        given({opened}).when(Open{id, "Alice", "USD", {}}).refused("account_exists");
        given({}).when(Open{id, "", "USD", {}}).refused("name_invalid");
        given({}).when(Open{id, std::string(65, 'x'), "USD", {}}).refused("name_invalid");
        given({}).when(Open{id, "a\x01", "USD", {}}).refused("name_invalid");
        given({}).when(Open{id, "Alice", "JPY", {}}).refused("currency_not_supported");
        given({}).when(Open{id, "Alice", "USD", {}, AccountKind::margin}).refused("margin_not_offered");
        given({}).when(Open{id, "Alice", "USD", "mallory"}).refused("owner_not_allowed");
        given({}).by(desk).when(Open{id, "Alice", "USD", "owner:"}).refused("owner_invalid");
        given({}).by(desk).when(Open{id, "Alice", "USD", "al ice"}).refused("owner_invalid");
    }

    TEST_CASE("counts characters, not bytes") {
        std::string name;
        for (int i = 0; i < 64; ++i) name += "\xC3\xA9";
        given({}).when(Open{id, name, "USD", {}}, "c1").then({{Opened{id, name, "USD", alice}, "c1"}});
    }
}

TEST_SUITE("portfolio: paying in and out") {
    TEST_CASE("moves the balance and answers") {
        given({opened}).when(Deposit{id, money("1000"), "USD"}, "c1").then({{thousand, "c1"}});
        funded().when(Withdraw{id, money("400"), "USD"}, "c2").then({{Withdrawn{id, money("400"), "USD", money("600")}, "c2"}});
        funded().when(Withdraw{id, money("1000"), "USD"}, "c2").then({{Withdrawn{id, money("1000"), "USD", money("0")}, "c2"}});
        funded()
            .by(desk)
            .when(Withdraw{id, money("1"), "USD"}, "c2")
            .then({{Withdrawn{id, money("1"), "USD", money("999")}, "c2"}});
    }

    TEST_CASE("is refused where there is no account, and to others as if there were none") {
        given({}).when(Deposit{id, money("1"), "USD"}).refused("account_not_found");
        given({}).by(desk).when(Deposit{id, money("1"), "USD"}).refused("account_not_found");
        funded().by(mallory).when(Deposit{id, money("1"), "USD"}).refused("account_not_found");
        funded().by(mallory).when(Withdraw{id, money("1"), "USD"}).refused("account_not_found");
    }

    TEST_CASE("is refused in another currency, for nothing, or for too much") {
        funded().when(Deposit{id, money("1"), "EUR"}).refused("currency_mismatch");
        funded().when(Deposit{id, money("0"), "USD"}).refused("amount_not_positive");
        funded().when(Withdraw{id, money("-1"), "USD"}).refused("amount_not_positive");
        funded().when(Deposit{id, largest_money + money("0.000001"), "USD"}).refused("amount_too_large");
        funded().when(Deposit{id, largest_money, "USD"}).refused("balance_too_large");
        funded().when(Withdraw{id, money("1000.000001"), "USD"}).refused("insufficient_cash");
    }

    TEST_CASE("leaves what is reserved untouched") {
        funded()
            .when(reserve(Side::buy, first, 9, "100"))
            .when(Withdraw{id, money("100.000001"), "USD"})
            .refused("insufficient_cash")
            .when(Withdraw{id, money("100"), "USD"}, "c1")
            .then({{Withdrawn{id, money("100"), "USD", money("900")}, "c1"}});
    }

    TEST_CASE("refused is a fact of the account") {
        const auto fact = refused(Deposit{id, money("0"), "USD"}, {"c1", alice, noon}, {"amount_not_positive", "why"});
        CHECK(std::get<CommandRefused>(fact).code == "amount_not_positive");
        CHECK(aggregate_of(fact) == id.text);
        CHECK(verb_of(fact) == "command_refused");
    }
}

TEST_SUITE("portfolio: reserving") {
    TEST_CASE("sets cash aside for a buy, and shares for a sell") {
        funded()
            .when(reserve(Side::buy, first, 10, "100"))
            .then({Reserved{id, first, aapl, Side::buy, shares(10), price("100"), money("1000"), alice}});
        holding_ten()
            .when(reserve(Side::sell, first, 10, "45"))
            .then({Reserved{id, first, aapl, Side::sell, shares(10), price("45"), money("0"), alice}});
    }

    TEST_CASE("again is already done, also after the order's end") {
        funded().when(reserve(Side::buy, first, 1, "100")).when(reserve(Side::buy, first, 1, "100")).nothing();
        holding_ten().when(reserve(Side::buy, {"earlier"}, 10, "50")).nothing();
    }

    TEST_CASE("is refused when earlier orders hold the cash or the shares") {
        funded()
            .when(reserve(Side::buy, first, 8, "100"))
            .when(reserve(Side::buy, second, 3, "100"))
            .refused("insufficient_cash");
        funded().when(reserve(Side::sell, first, 1, "100")).refused("short_sale_not_allowed");
        holding_ten()
            .when(reserve(Side::sell, first, 8, "45"))
            .when(reserve(Side::sell, second, 3, "45"))
            .refused("insufficient_shares");
    }

    TEST_CASE("is refused to an account that only saves, and to a closed one") {
        given({Opened{id, "Alice", "USD", alice, AccountKind::savings}, thousand})
            .when(reserve(Side::buy, first, 1, "100"))
            .refused("account_does_not_trade");
        given({opened, Closed{id}}).when(reserve(Side::buy, first, 1, "100")).refused("account_closed");
    }

    TEST_CASE("rounds up, so that a fraction is never missing") {
        const auto third =
            with(reserve(Side::buy, first, 1, "1"), [](Reserve& c) { c.ticket.quantity = *Quantity::parse("0.333333333"); });
        const auto facts = funded().when(third).facts();
        CHECK(std::get<Reserved>(facts.at(0).fact).cash == money("0.333334"));
    }

    TEST_CASE("is refused to others as if there were no account, before anything else") {
        const auto by = [](std::string actor) {
            return with(reserve(Side::buy, first, 1, "1"), [&](Reserve& c) {
                c.actor = std::move(actor), c.trouble = Refusal{"no_quote", ""};
            });
        };
        funded().when(by(mallory)).refused("account_not_found");
        given({}).when(by(desk)).refused("account_not_found");
        funded().when(by(desk)).refused("no_quote");
    }

    TEST_CASE("passes on what the market has against it, and takes no other currency") {
        funded()
            .when(with(reserve(Side::buy, first, 1, "1"),
                       [](Reserve& c) {
                           c.trouble = Refusal{"stale_quote", "old"};
                       }))
            .refused("stale_quote");
        funded()
            .when(with(reserve(Side::buy, first, 1, "1"), [](Reserve& c) { c.currency = "EUR"; }))
            .refused("currency_mismatch");
    }

    TEST_CASE("keeps every sum within its range") {
        auto account = Account{.owner = alice, .currency = "USD", .cash = largest_balance};
        account.holdings["AAPL"] = {.held = largest_position, .reserved = {}, .incoming = {}, .cost = money("1")};
        const Given by_alice{"c", alice, noon};
        CHECK(decide(account, reserve(Side::buy, first, 1, "1"), by_alice).error().code == "position_too_large");
        account.selling = shares(6'999'999);
        CHECK(decide(account, reserve(Side::sell, first, 1, "1"), by_alice).has_value());
        CHECK(decide(account, reserve(Side::sell, first, 2, "1"), by_alice).error().code == "balance_too_large");
        account.cash = largest_cash + largest_balance;
        CHECK(decide(account, reserve(Side::sell, first, 1, "1"), by_alice).error().code == "balance_too_large");
        account.holdings["AAPL"] = {.held = shares(1), .reserved = {}, .incoming = {}, .cost = largest_cash};
        CHECK(decide(account, reserve(Side::buy, first, 1, "1"), by_alice).error().code == "position_too_large");
    }

    TEST_CASE("is bounded in how many orders may be open") {
        auto account = Account{.owner = alice, .currency = "USD", .cash = largest_balance};
        for (std::size_t i = 0; i < most_open_orders; ++i) account.reservations["o" + std::to_string(i)] = {};
        CHECK(decide(account, reserve(Side::buy, first, 1, "1"), {"c", alice, noon}).error().code == "too_many_open_orders");
    }

    TEST_CASE("refused is a ReservationDenied of the order") {
        const auto fact = refused(reserve(Side::buy, first, 1, "1"), {"c1", alice, noon}, {"no_quote", "why"});
        CHECK(std::get<ReservationDenied>(fact).order == first);
        CHECK(std::get<ReservationDenied>(fact).code == "no_quote");
        CHECK(verb_of(fact) == "reservation_denied");
        CHECK_THROWS_AS(refused(settle(Side::buy, first, "t1", 1, "1"), {}, {"c", "r"}), std::logic_error);
        CHECK_THROWS_AS(refused(Release{id, first, {}}, {}, {"c", "r"}), std::logic_error);
    }
}

}  // namespace andvari::portfolio
