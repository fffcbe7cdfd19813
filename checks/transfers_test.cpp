#include "checks/a_day.hpp"

namespace andvari::checks {
using namespace portfolio;
namespace {
const AccountId alice{"alice"}, savings{"savings"}, paper{"paper"};

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
