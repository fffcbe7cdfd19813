// Money between accounts, closing, and beginning again.
#include "services/portfolio/reactions.hpp"
#include "shared/eventing/scenario.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId main{"alice-main"}, savings{"alice-savings"};
const TransferId transfer{"c1"};
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice", mallory = "owner:mallory", desk = "system:desk";

Money usd(const char* text) { return *Money::parse(text); }

using Given_ = eventing::Scenario<State, Command, Fact>;
Given_ given(std::initializer_list<Fact> history) { return std::move(Given_{history}.by(alice)); }
Opened opened(const AccountId& id, AccountKind kind = AccountKind::cash) { return {id, "Alice", "USD", alice, kind}; }
Given_ funded(AccountKind kind = AccountKind::cash) {
    return given({opened(main, kind), Deposited{main, usd("1000"), "USD", usd("1000")}});
}
Given_ saving(AccountKind kind = AccountKind::savings) { return given({opened(savings, kind)}); }
const Transfer send{main, savings, usd("400"), "USD"};
const TransferSent sent{main, transfer, savings, usd("400"), "USD", usd("600"), alice, AccountKind::cash};
Receive receive(std::string actor = alice, AccountKind kind = AccountKind::cash) {
    return {savings, transfer, main, usd("400"), "USD", std::move(actor), kind};
}
const Complete complete{main, transfer};
const Return give_back{main, transfer, "account_closed", "why"};
Reserved reserved() { return {main, {"o1"}, aapl, Side::buy, Quantity::whole(1), Price::whole(100), usd("100")}; }
Given_ holding() {
    return given({opened(main, AccountKind::paper), Deposited{main, usd("1000"), "USD", usd("1000")}, reserved(),
                  Settled{.account = main,
                          .order = {"o1"},
                          .trade = {"t1"},
                          .symbol = aapl,
                          .side = Side::buy,
                          .quantity = Quantity::whole(1),
                          .price = Price::whole(100),
                          .value = usd("100"),
                          .currency = "USD",
                          .released = {},
                          .cash = usd("900"),
                          .held = Quantity::whole(1),
                          .cost = usd("100"),
                          .realised = {}}});
}
}  // namespace

TEST_SUITE("portfolio: transfers") {
    TEST_CASE("take the money out at once, and answer when it has arrived") {
        funded().when(send, "c1").then({sent}).when(complete).then({{TransferCompleted{main, transfer, savings}, "c1"}});
        saving().when(receive()).then({TransferReceived{savings, transfer, main, usd("400"), "USD", usd("400")}});
    }

    TEST_CASE("bring back all of it where it is not taken, and answer with the reason") {
        funded()
            .when(send, "c1")
            .when(give_back)
            .then({{TransferReturned{main, transfer, savings, usd("400"), "USD", usd("1000"), "account_closed", "why"}, "c1"}});
    }

    TEST_CASE("arrive once, however often they are told of") {
        saving().when(receive()).when(receive()).nothing();
        funded().when(send, "c1").when(complete).when(complete).nothing().when(give_back).nothing();
        funded().when(send, "c1").when(give_back).when(give_back).nothing().when(complete).nothing();
        // What was refused stays refused, though the account would take it by now: it has gone back.
        given({TransferRefused{savings, transfer, main, "account_not_found", "r"}, opened(savings)}).when(receive()).nothing();
    }

    TEST_CASE("are refused as a withdrawal is") {
        given({}).when(send).refused("account_not_found");
        funded().by(mallory).when(send).refused("account_not_found");
        funded().when(Transfer{main, savings, usd("1000.000001"), "USD"}).refused("insufficient_cash");
        funded().when(Transfer{main, savings, usd("0"), "USD"}).refused("amount_not_positive");
        funded().when(Transfer{main, savings, usd("1"), "EUR"}).refused("currency_mismatch");
        funded().when(Transfer{main, main, usd("1"), "USD"}).refused("same_account");
        given({opened(main), Closed{main}}).when(send).refused("account_closed");
        auto scenario = funded();
        for (std::size_t i = 0; i < most_open_transfers; ++i)
            scenario.when(Transfer{main, savings, usd("1"), "USD"}, "c" + std::to_string(i));
        scenario.when(Transfer{main, savings, usd("1"), "USD"}, "one more").refused("too_many_transfers");
    }

    TEST_CASE("leave alone what is reserved") {
        given({opened(main), Deposited{main, usd("1000"), "USD", usd("1000")}, reserved()})
            .when(Transfer{main, savings, usd("900.000001"), "USD"})
            .refused("insufficient_cash");
    }

    TEST_CASE("are not taken by others' accounts, closed ones, or where the money is another") {
        given({}).when(receive()).refused("account_not_found");
        saving().when(receive(mallory)).refused("account_not_found");
        saving().when(receive(desk)).then({TransferReceived{savings, transfer, main, usd("400"), "USD", usd("400")}});
        given({opened(savings), Closed{savings}}).when(receive()).refused("account_closed");
        saving(AccountKind::paper).when(receive()).refused("paper_money");
        saving().when(receive(alice, AccountKind::paper)).refused("paper_money");
        given({Opened{savings, "Alice", "CAD", alice}}).when(receive()).refused("currency_mismatch");
        given({opened(savings), Deposited{savings, largest_balance, "USD", largest_balance}})
            .when(receive())
            .refused("balance_too_large");
        const auto fact = refused(receive(), {}, {"account_closed", "why"});
        CHECK(std::get<TransferRefused>(fact).transfer == transfer);
        CHECK_THROWS_AS(refused(complete, {}, {"c", "r"}), std::logic_error);
        CHECK_THROWS_AS(refused(give_back, {}, {"c", "r"}), std::logic_error);
    }

    TEST_CASE("go on by what the portfolio reads of itself") {
        const auto to_other = react(Fact{sent});
        REQUIRE(to_other.size() == 1);
        CHECK(std::get<Receive>(to_other[0]).account == savings);
        CHECK(std::get<Receive>(to_other[0]).amount == usd("400"));
        const auto done = react(Fact{TransferReceived{savings, transfer, main, usd("400"), "USD", usd("400")}});
        CHECK(std::get<Complete>(done.at(0)).account == main);
        const auto back = react(Fact{TransferRefused{savings, transfer, main, "code", "why"}});
        CHECK(std::get<Return>(back.at(0)).code == "code");
        CHECK(react(Fact{opened(main)}).empty());
    }
}

TEST_SUITE("portfolio: closing") {
    TEST_CASE("ends an empty account, for ever") {
        given({opened(main)}).when(Close{main}, "c9").then({{Closed{main}, "c9"}});
        given({opened(main), Closed{main}}).when(Close{main}).refused("account_closed");
        given({opened(main), Closed{main}}).when(Deposit{main, usd("1"), "USD"}).refused("account_closed");
        given({opened(main), Closed{main}}).when(Withdraw{main, usd("1"), "USD"}).refused("account_closed");
        given({opened(main), Closed{main}}).when(Open{main, "Again", "USD", {}}).refused("account_exists");
    }

    TEST_CASE("is refused while anything is left, or on its way") {
        given({}).when(Close{main}).refused("account_not_found");
        funded().by(mallory).when(Close{main}).refused("account_not_found");
        funded().when(Close{main}).refused("account_not_empty");
        funded().when(Transfer{main, savings, usd("1000"), "USD"}, "c1").when(Close{main}).refused("transfers_open");
        given({opened(main), Deposited{main, usd("1000"), "USD", usd("1000")}, reserved()})
            .when(Close{main})
            .refused("orders_open");
        holding().when(Withdraw{main, usd("900"), "USD"}).when(Close{main}).refused("account_not_empty");
    }
}

TEST_SUITE("portfolio: beginning again") {
    TEST_CASE("leaves a paper account with nothing but its new cash") {
        holding()
            .when(Reset{main, usd("50")}, "c9")
            .then({HoldingDropped{main, aapl, Quantity::whole(1)}, {AccountReset{main, usd("900"), usd("50"), "USD"}, "c9"}});
        CHECK(holding().when(Reset{main, usd("0")}).state().holdings.empty());
    }

    TEST_CASE("is refused to others, to real money, for debts, and while orders or transfers are open") {
        holding().by(mallory).when(Reset{main, usd("1")}).refused("account_not_found");
        funded().when(Reset{main, usd("1")}).refused("not_a_paper_account");
        holding().when(Reset{main, usd("-1")}).refused("amount_negative");
        holding().when(Reset{main, largest_balance + usd("0.000001")}).refused("amount_too_large");
        given({opened(main, AccountKind::paper), Closed{main}}).when(Reset{main, usd("1")}).refused("account_closed");
        given({opened(main, AccountKind::paper), Deposited{main, usd("1000"), "USD", usd("1000")}, reserved()})
            .when(Reset{main, usd("1")})
            .refused("orders_open");
        funded(AccountKind::paper).when(send).when(Reset{main, usd("1")}).refused("transfers_open");
    }
}

}  // namespace andvari::portfolio
