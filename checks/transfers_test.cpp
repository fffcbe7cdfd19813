#include "checks/a_day.hpp"

namespace andvari::checks {
using namespace portfolio;
namespace {
const AccountId alice{"alice"}, savings{"savings"}, paper{"paper"}, canada{"canada"};

/// 100 US dollars are 137.25 Canadian ones; alice's 10 that a stranger does not take come back.
Story a_day_in_canada() {
    const auto rate = *Rate::parse("1.3725");
    const Conversion there{"USD", "CAD", usd("100"), usd("137.25"), rate, {{"USD", "CAD", rate, {}}}};
    const Conversion undone{"USD", "CAD", usd("10"), usd("13.725"), rate, {{"USD", "CAD", rate, {}}}};
    const auto cash = AccountKind::cash;
    Story s = a_day();
    const Step more[] = {
        {Fact{Opened{canada, "Canada", "CAD", "owner:alice"}}, "open-3"},
        {Fact{TransferSent{alice, {"t-1"}, canada, usd("100"), "USD", usd("798"), "owner:alice", cash, there}}, ""},
        {Fact{TransferReceived{canada, {"t-1"}, alice, usd("137.25"), "CAD", usd("137.25"), there}}, ""},
        {Fact{TransferCompleted{alice, {"t-1"}, canada}}, "t-1"},
        {Fact{TransferSent{alice, {"t-2"}, {"nobody"}, usd("10"), "USD", usd("788"), "owner:alice", cash, undone}}, ""},
        {Fact{TransferRefused{{"nobody"}, {"t-2"}, alice, "account_not_found", "none"}}, ""},
        {Fact{TransferReturned{alice, {"t-2"}, {"nobody"}, usd("10"), "USD", usd("798"), "account_not_found", "none", undone}},
         "t-2"},
    };
    s.steps.insert(s.steps.end(), std::begin(more), std::end(more));
    return s;
}

/// After the usual day Alice saves 100, tries to give 50 to an account that is none, begins again on paper, and closes it.
Story a_day_and_transfers() {
    Story s = a_day();
    const Step more[] = {
        {Fact{Opened{savings, "Savings", "USD", "owner:alice", AccountKind::savings}}, "open-3"},
        {Fact{TransferSent{alice, {"t-1"}, savings, usd("100"), "USD", usd("798"), "owner:alice", AccountKind::cash}}, ""},
        {Fact{TransferReceived{savings, {"t-1"}, alice, usd("100"), "USD", usd("100")}}, ""},
        {Fact{TransferCompleted{alice, {"t-1"}, savings}}, "t-1"},
        {Fact{TransferSent{alice, {"t-2"}, {"nobody"}, usd("50"), "USD", usd("748"), "owner:alice", AccountKind::cash}}, ""},
        {Fact{TransferRefused{{"nobody"}, {"t-2"}, alice, "account_not_found", "none"}}, ""},
        {Fact{TransferReturned{alice, {"t-2"}, {"nobody"}, usd("50"), "USD", usd("798"), "account_not_found", "none"}}, "t-2"},
        {Fact{Opened{paper, "Paper", "USD", "owner:alice", AccountKind::paper}}, "open-4"},
        {Fact{AccountReset{paper, usd("0"), usd("5"), "USD"}}, "reset-1"},
        {Fact{Withdrawn{paper, usd("5"), "USD", usd("0")}}, "withdraw-9"},
        {Fact{Closed{paper}}, "close-1"},
        {Fact{WatchlistSaved{{"alice"}, {"tech"}, "Technology", {{"AAPL"}}}}, "save-1"},
    };
    s.steps.insert(s.steps.end(), std::begin(more), std::end(more));
    return s;
}
}  // namespace

TEST_SUITE("invariants: conservation of what moves between accounts") {
    TEST_CASE("a day with transfers is whole, and so it is in the middle of each") {
        INFO(in_words(a_day_and_transfers().findings()));
        CHECK_FALSE(a_day_and_transfers().findings().any());
        auto under_way = a_day_and_transfers();
        under_way.drop<TransferReceived>();
        under_way.drop<TransferCompleted>();
        CHECK_FALSE(under_way.findings(std::nullopt).any());
        CHECK(under_way.findings(std::nullopt).of(Invariant::conservation).under_way == 1);
        check_found(under_way.findings(), Invariant::conservation);
    }
    TEST_CASE("finds money that arrives twice, or as another amount, or comes back as well") {
        auto s = a_day_and_transfers();
        s.repeat<TransferReceived>();
        check_found(s.findings(), Invariant::conservation);
        s = a_day_and_transfers();
        s.the<TransferReceived>() = {savings, {"t-1"}, alice, usd("101"), "USD", usd("101")};
        check_found(s.findings(), Invariant::conservation);
        s = a_day_and_transfers();
        s.repeat<TransferReturned>();
        check_found(s.findings(), Invariant::conservation);
        s = a_day_and_transfers();
        s.drop<TransferReceived>();
        check_found(s.findings(std::nullopt), Invariant::conservation);
    }
    TEST_CASE("a day with conversions is whole, in each currency and in the middle of each") {
        INFO(in_words(a_day_in_canada().findings()));
        CHECK_FALSE(a_day_in_canada().findings().any());
        auto under_way = a_day_in_canada();
        under_way.drop<TransferReceived>();
        under_way.drop<TransferCompleted>();
        under_way.drop<TransferReturned>();
        CHECK_FALSE(under_way.findings(std::nullopt).any());
    }
    TEST_CASE("finds a conversion that does not come to what its rate says, or whose rate nobody quoted") {
        auto s = a_day_in_canada();
        s.the<TransferSent>().conversion->to_amount = usd("137.250001");
        s.the<TransferReceived>().amount = s.the<TransferReceived>().cash = usd("137.250001");
        check_found(s.findings(), Invariant::conservation);
        s = a_day_in_canada();
        s.the<TransferSent>().conversion->quotes[0].rate = *Rate::parse("1.4");
        check_found(s.findings(), Invariant::conservation);
        s = a_day_in_canada();
        s.the<TransferSent>().conversion->quotes.clear();
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds a conversion that arrives as another currency, or comes back at another rate") {
        auto s = a_day_in_canada();
        s.the<TransferReceived>().currency = "EUR";
        check_found(s.findings(), Invariant::conservation);
        s = a_day_in_canada();
        s.the<TransferReturned>().conversion->rate = *Rate::parse("1.4");
        check_found(s.findings(), Invariant::conservation);
        s = a_day_in_canada();
        s.the<TransferReturned>().conversion.reset();
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds money that leaves before it has settled") {
        auto s = a_day();
        s.the<Settled>(3).settles = Instant{}.plus_seconds(4'000'000'000);
        INFO(in_words(s.findings()));
        CHECK_FALSE(s.findings().any());
        s.steps.push_back({Fact{Withdrawn{alice, usd("494"), "USD", usd("404")}}, "late-1"});
        CHECK_FALSE(s.findings().any());
        s.steps.push_back({Fact{Withdrawn{alice, usd("1"), "USD", usd("403")}}, "late-2"});
        check_found(s.findings(), Invariant::no_overdraft);
    }
    TEST_CASE("finds that something moves in a closed account, or that it is closed with money in it") {
        auto s = a_day_and_transfers();
        s.steps.push_back({Fact{Deposited{paper, usd("1"), "USD", usd("1")}}, "late"});
        check_found(s.findings(), Invariant::conservation);
        s = a_day_and_transfers();
        s.drop<Withdrawn>(1);
        check_found(s.findings(), Invariant::conservation);
    }
    TEST_CASE("finds that a paper account begins again and keeps its shares") {
        auto s = a_day_and_transfers();
        s.steps.push_back({Fact{AccountReset{alice, usd("798"), usd("0"), "USD"}}, "reset-2"});
        check_found(s.findings(), Invariant::conservation);
        s.steps.insert(s.steps.end() - 1, {Fact{HoldingDropped{alice, {"AAPL"}, shares("6")}}, ""});
        INFO(in_words(s.findings()));
        CHECK_FALSE(s.findings().any());
    }
}

}  // namespace andvari::checks
