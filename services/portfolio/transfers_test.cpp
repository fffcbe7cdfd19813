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
const AccountId canada{"alice-canada"};
const Conversion conversion{
    "USD", "CAD", usd("400"), usd("549"), *Rate::parse("1.3725"), {{"USD", "CAD", *Rate::parse("1.3725"), Instant{1'000}}}};
Send to_canada() { return {{main, canada, usd("400"), "USD", "CAD"}, conversion, {}}; }
TransferSent sent_to_canada() {
    auto fact = sent;
    fact.to = canada;
    fact.conversion = conversion;
    return fact;
}
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

    TEST_CASE("are converted as they leave, and arrive as what they became") {
        funded().when(to_canada(), "c1").then({sent_to_canada()});
        auto receiving = std::get<Receive>(react(Fact{sent_to_canada()}).at(0));
        CHECK(receiving.account == canada);
        CHECK(receiving.amount == usd("549"));
        CHECK(receiving.currency == "CAD");
        given({Opened{canada, "Alice", "CAD", alice}})
            .when(receiving)
            .then({TransferReceived{canada, transfer, main, usd("549"), "CAD", usd("549"), conversion}})
            .when(receiving)
            .nothing();
        // Who says the wrong currency gets back what was sent.
        given({Opened{canada, "Alice", "EUR", alice}}).when(receiving).refused("currency_mismatch");
        funded()
            .when(to_canada(), "c1")
            .when(Return{main, transfer, "currency_mismatch", "why"})
            .then({{TransferReturned{main, transfer, canada, usd("400"), "USD", usd("1000"), "currency_mismatch", "why",
                                     conversion},
                    "c1"}})
            .when(Return{main, transfer, "currency_mismatch", "why"})
            .nothing();
    }

    TEST_CASE("into another currency are refused as others are, and where no rate leads there") {
        auto wrong = to_canada();
        wrong.conversion.reset();
        wrong.trouble = Refusal{"stale_fx_rate", "old"};
        funded().when(wrong).refused("stale_fx_rate");
        funded().when(wrong.transfer).refused("no_fx_rate");
        wrong.transfer.to_currency = "JPY";
        funded().when(wrong).refused("currency_not_supported");
        auto large = to_canada();
        large.transfer.amount = usd("1000.000001");
        funded().when(large).refused("insufficient_cash");
        funded().by(mallory).when(to_canada()).refused("account_not_found");
        auto small = to_canada();
        small.conversion->to_amount = {};
        funded().when(small).refused("amount_too_small");
        auto same = to_canada();
        same.transfer.to = main;
        funded().when(same).refused("same_account");
        const auto fact = refused(to_canada(), {}, {"stale_fx_rate", "why"});
        CHECK(std::get<CommandRefused>(fact).account == main);
    }

    TEST_CASE("are priced by the latest rate, while it is new enough") {
        const Instant now{1'769'783'400'000'000};
        Transfer asked{main, canada, usd("400"), "USD", "CAD"};
        Market market;
        const auto trouble = [&](Instant when) { return std::get<Send>(priced(asked, when, market, {})).trouble.value().code; };
        CHECK(trouble(now) == "no_fx_rate");
        learn(market, stock::Fact{stock::FxQuoted{"USD", "CAD", *Rate::parse("1.3725"), now, now}});
        const auto send = std::get<Send>(priced(asked, now.plus_seconds(86'400), market, {}));
        CHECK_FALSE(send.trouble);
        CHECK(send.conversion ==
              Conversion{
                  "USD", "CAD", usd("400"), usd("549"), *Rate::parse("1.3725"), {{"USD", "CAD", *Rate::parse("1.3725"), now}}});
        CHECK(trouble(now.plus_seconds(86'401)) == "stale_fx_rate");
        asked.amount = largest_balance;
        CHECK(trouble(now) == "amount_too_large");
        asked.to_currency = "USD";
        CHECK(std::holds_alternative<Transfer>(priced(asked, now, market, {})));
        CHECK(replica_key(stock::Fact{stock::FxQuoted{"USD", "CAD", {}, now, now}}) == "USDCAD");
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
