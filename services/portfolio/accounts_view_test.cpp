#include "services/portfolio/accounts_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::portfolio {
namespace {
using namespace test;
const AccountId alice{"alice"};
const Symbol apple{"AAPL"};

Story funded() {
    Story story;
    story.tell("alice", Opened{alice, "Savings", "USD", "owner:a"}, "c1")
        .tell("alice", Deposited{alice, usd(1000), "USD", usd(1000)}, "c2");
    return story;
}
Story reserved() { return funded().tell("alice", Reserved{alice, {"o1"}, apple, order::Side::buy, units(5), at(100), usd(500)}); }
Settled bought() {
    return {alice,    {"o1"}, {"t1"},  apple,    order::Side::buy, units(2), at(90),
            usd(180), "USD",  usd(20), usd(820), units(2),         usd(180), {}};
}
Story holding() { return reserved().tell("alice", bought()); }

AccountRow account(const Story& story) {
    Shown<AccountsView> shown{story};
    return AccountsView::account(shown.db(), alice).value();
}

TEST_SUITE("view: accounts") {
    TEST_CASE("a deposit and a withdrawal move cash") {
        CHECK(
            json::write(account(funded())) ==
            R"({"id":"alice","number":")" + account(funded()).number +
                R"(","name":"Savings","currency":"USD","owner":"owner:a","kind":"cash","status":"open","cash":"1000",)"
                R"("reserved_cash":"0","buying_power":"1000","unsettled_cash":"0","withdrawable_cash":"1000","opened_at":"2023-11-14T22:13:20.000000Z"})");
        CHECK(account(funded()).number.size() == 11);
        CHECK(account(funded().tell("alice", Withdrawn{alice, usd(300), "USD", usd(700)}, "c3")).cash == usd(700));
    }
    TEST_CASE("a reservation for a buy takes buying power, not cash") {
        const auto row = account(reserved());
        CHECK(row.cash == usd(1000));
        CHECK(row.reserved_cash == usd(500));
        CHECK(row.buying_power == usd(500));
        CHECK(row.version == 3);
    }
    TEST_CASE("a purchase uses up what it cost and what it did not need") {
        Shown<AccountsView> shown{holding()};
        const auto row = AccountsView::account(shown.db(), alice);
        CHECK(row->cash == usd(820));
        CHECK(row->reserved_cash == usd(300));
        CHECK(
            json::write(AccountsView::positions(shown.db(), alice, "", 10)) ==
            R"([{"account":"alice","symbol":"AAPL","quantity":"2","reserved_quantity":"0","available_quantity":"2","cost":"180",)"
            R"("average_price":"90","realised":"0"}])");
    }
    TEST_CASE("what an ended order did not use is free again") {
        CHECK(account(holding().tell("alice", Released{alice, {"o1"}, apple, usd(300), {}})).reserved_cash.zero());
    }
    TEST_CASE("a sale uses reserved shares, and what is sold off is no position") {
        auto story = holding().tell("alice", Reserved{alice, {"o2"}, apple, order::Side::sell, units(2), at(95), {}});
        {
            Shown<AccountsView> shown{story};
            CHECK(AccountsView::position(shown.db(), alice, apple)->available_quantity.zero());
        }
        auto released = story;
        released.tell("alice", Released{alice, {"o2"}, apple, {}, units(2)});
        {
            Shown<AccountsView> shown{released};
            CHECK(AccountsView::position(shown.db(), alice, apple)->available_quantity == units(2));
        }
        story.tell("alice", Settled{alice,
                                    {"o2"},
                                    {"t2"},
                                    apple,
                                    order::Side::sell,
                                    units(2),
                                    at(100),
                                    usd(200),
                                    "USD",
                                    {},
                                    usd(1020),
                                    {},
                                    {},
                                    usd(20)});
        Shown<AccountsView> shown{story};
        CHECK(AccountsView::account(shown.db(), alice)->cash == usd(1020));
        CHECK_FALSE(AccountsView::position(shown.db(), alice, apple).has_value());
        CHECK(AccountsView::positions(shown.db(), alice, "", 10).empty());
        const auto sold = AccountsView::any_position(shown.db(), alice, apple);
        CHECK(sold->realised == usd(20));
        CHECK(sold->reserved_quantity.zero());
    }
    TEST_CASE("what was refused or denied changes nothing") {
        auto story = funded();
        story.tell("alice", CommandRefused{alice, "code", "reason"}, "c3")
            .tell("alice", ReservationDenied{alice, {"o1"}, "code", "reason"});
        CHECK(Shown<AccountsView>{story}.digest() == Shown<AccountsView>{funded()}.digest());
    }
    TEST_CASE("what a sale brought is shown as unsettled until it has settled") {
        const auto later = Story::start.plus_seconds(1'000'000);
        auto sale = bought();
        sale.side = order::Side::sell;
        sale.value = usd(200);
        sale.fee = usd(10);
        sale.released = {};
        sale.cash = usd(1010);
        sale.held = {};
        sale.settles = later;
        auto story = holding();
        story.tell("alice", Released{alice, {"o1"}, apple, usd(300), {}}).tell("alice", sale);
        {
            Shown<AccountsView> shown{story};
            const auto row = AccountsView::account(shown.db(), alice, later.plus_seconds(-1));
            CHECK(row->unsettled_cash == usd(190));
            CHECK(row->withdrawable_cash == usd(820));
            CHECK(row->buying_power == usd(1010));
            CHECK(AccountsView::accounts_of(shown.db(), "owner:a", "", 1, later).at(0).withdrawable_cash == usd(1010));
            CHECK(AccountsView::all_accounts(shown.db(), "", 1, later).at(0).unsettled_cash.zero());
        }
        story.tell("alice", Withdrawn{alice, usd(820), "USD", usd(190)}, "c8")
            .tell("alice", AccountReset{alice, usd(190), usd(5), "USD"});
        Shown<AccountsView> shown{story};
        CHECK(AccountsView::account(shown.db(), alice, Story::start)->withdrawable_cash == usd(5));
    }
    TEST_CASE("a fact of an account that was never opened is a fault") {
        Story story;
        story.tell("alice", Deposited{alice, usd(1), "USD", usd(1)});
        Shown<AccountsView> shown;
        CHECK_THROWS_AS(shown.hear(story), std::runtime_error);
    }
    TEST_CASE("accounts are found by their owner, page by page") {
        Story story;
        for (const std::string id : {"c", "a", "b"})
            story.tell(id, Opened{{id}, id, "USD", id == "b" ? "owner:b" : "owner:a"}, "c-" + id);
        Shown<AccountsView> shown{story};
        CHECK(AccountsView::accounts_of(shown.db(), "owner:a", "", 1).at(0).id.text == "a");
        CHECK(AccountsView::accounts_of(shown.db(), "owner:a", "a", 10).at(0).id.text == "c");
        CHECK(AccountsView::all_accounts(shown.db(), "", 10).size() == 3);
        CHECK(AccountsView::all_accounts(shown.db(), "b", 10).size() == 1);
        CHECK(AccountsView::ids_of(shown.db(), "owner:a", 10) == std::vector<AccountId>{{"a"}, {"c"}});
        CHECK(AccountsView::owner_of(shown.db(), {"b"}) == "owner:b");
        CHECK_FALSE(AccountsView::owner_of(shown.db(), {"z"}).has_value());
    }
    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<AccountsView>(trading(40)));
    }
}

TEST_SUITE("view: the ledger") {
    TEST_CASE("a deposit stands against the house's funding") {
        Shown<AccountsView> shown{funded()};
        CHECK(json::write(AccountsView::ledger(shown.db(), alice, {}, 10)) ==
              R"([{"account":"alice","kind":"deposit","cash":"1000","time":"2023-11-14T22:13:21.000000Z","lines":[)"
              R"({"account":"alice","asset":"USD","unit":"money","amount":"1000"},)"
              R"({"account":"house:funding","asset":"USD","unit":"money","amount":"-1000"}]}])");
    }
    TEST_CASE("a trade stands against the house's clearing, in money and in shares") {
        Shown<AccountsView> shown{holding()};
        const auto rows = AccountsView::ledger(shown.db(), alice, {}, 1);
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].kind == TransactionKind::trade);
        CHECK(rows[0].order == OrderId{"o1"});
        CHECK(rows[0].trade == TradeId{"t1"});
        CHECK(json::write(rows[0].lines) == R"([{"account":"alice","asset":"USD","unit":"money","amount":"-180"},)"
                                            R"({"account":"house:clearing","asset":"USD","unit":"money","amount":"180"},)"
                                            R"({"account":"alice","asset":"AAPL","unit":"shares","amount":"2"},)"
                                            R"({"account":"house:clearing","asset":"AAPL","unit":"shares","amount":"-2"}])");
    }
    TEST_CASE("money between accounts stands against the house's transit, whether it arrives or comes back") {
        const AccountId bob{"bob"};
        auto story = funded();
        story.tell("bob", Opened{bob, "Bob", "USD", "owner:a", AccountKind::savings}, "c3")
            .tell("alice", TransferSent{alice, {"c4"}, bob, usd(400), "USD", usd(600), "owner:a", AccountKind::cash})
            .tell("bob", TransferReceived{bob, {"c4"}, alice, usd(400), "USD", usd(400)})
            .tell("alice", TransferCompleted{alice, {"c4"}, bob}, "c4")
            .tell("alice", TransferSent{alice, {"c5"}, {"nobody"}, usd(1), "USD", usd(599), "owner:a", AccountKind::cash})
            .tell("nobody", TransferRefused{{"nobody"}, {"c5"}, alice, "account_not_found", "none"})
            .tell("alice", TransferReturned{alice, {"c5"}, {"nobody"}, usd(1), "USD", usd(600), "account_not_found", "none"},
                  "c5");
        Shown<AccountsView> shown{story};
        CHECK(AccountsView::account(shown.db(), alice)->cash == usd(600));
        CHECK(AccountsView::account(shown.db(), bob)->cash == usd(400));
        CHECK(AccountsView::account(shown.db(), bob)->kind == AccountKind::savings);
        const auto in_transit = shown.db().one("select sum(amount) from ledger_lines where account = 'house:transit'",
                                               [](const store::Row& row) { return row.integer(0); });
        CHECK(in_transit == 0);
        std::string kinds;
        for (const auto& row : AccountsView::ledger(shown.db(), alice, {}, 10)) kinds.append(json::name_of(row.kind)).append(" ");
        CHECK(kinds == "transfer_returned transfer_sent transfer_sent deposit ");
        CHECK(AccountsView::ledger(shown.db(), bob, {}, 1).at(0).transfer == TransferId{"c4"});
    }
    TEST_CASE("money that becomes another currency goes over the house's exchange, and back where it is not taken") {
        const AccountId bob{"bob"};
        const auto rate = *Rate::parse("1.3725");
        const Conversion there{"USD", "CAD", usd(400), usd(549), rate, {{"USD", "CAD", rate, Story::start}}};
        auto story = funded();
        story.tell("bob", Opened{bob, "Bob", "CAD", "owner:a"}, "c3")
            .tell("alice", TransferSent{alice, {"c4"}, bob, usd(400), "USD", usd(600), "owner:a", AccountKind::cash, there})
            .tell("bob", TransferReceived{bob, {"c4"}, alice, usd(549), "CAD", usd(549), there});
        Shown<AccountsView> shown{story};
        CHECK(json::write(AccountsView::ledger(shown.db(), alice, {}, 1)[0].lines) ==
              R"([{"account":"alice","asset":"USD","unit":"money","amount":"-400"},)"
              R"({"account":"house:fx","asset":"USD","unit":"money","amount":"400"},)"
              R"({"account":"house:fx","asset":"CAD","unit":"money","amount":"-549"},)"
              R"({"account":"house:transit","asset":"CAD","unit":"money","amount":"549"}])");
        const auto received = AccountsView::ledger(shown.db(), bob, {}, 1).at(0);
        CHECK(json::write(received.lines) == R"([{"account":"bob","asset":"CAD","unit":"money","amount":"549"},)"
                                             R"({"account":"house:transit","asset":"CAD","unit":"money","amount":"-549"}])");
        CHECK(received.conversion == there);
        story.tell("alice", TransferSent{alice, {"c5"}, bob, usd(400), "USD", usd(200), "owner:a", AccountKind::cash, there})
            .tell("alice", TransferReturned{alice, {"c5"}, bob, usd(400), "USD", usd(600), "code", "why", there}, "c5");
        Shown<AccountsView> back{story};
        const auto at_the_house = [&](const char* where) {
            return back.db().one(std::string{"select count(*) from (select asset from ledger_lines where account = 'house:"} +
                                     where + "' group by asset having sum(amount) <> 0) as t",
                                 [](const store::Row& row) { return row.integer(0); });
        };
        CHECK(at_the_house("transit") == 0);
        CHECK(at_the_house("fx") == 2);  // What the first one left there.
    }
    TEST_CASE("a paper account that begins again gives back its shares, and a closed one is shown as closed") {
        auto story = holding();
        story.tell("alice", HoldingDropped{alice, apple, units(2)})
            .tell("alice", AccountReset{alice, usd(820), usd(0), "USD"}, "c3")
            .tell("alice", Closed{alice}, "c4");
        Shown<AccountsView> shown{story};
        CHECK(AccountsView::positions(shown.db(), alice, "", 10).empty());
        CHECK(AccountsView::account(shown.db(), alice)->cash.zero());
        CHECK(AccountsView::account(shown.db(), alice)->status == AccountStatus::closed);
        const auto left = shown.db().one(
            "select count(*) from (select asset from ledger_lines where account = 'alice' group by "
            "asset having sum(amount) <> 0) as t",
            [](const store::Row& row) { return row.integer(0); });
        CHECK(left == 0);
    }
    TEST_CASE("it comes newest first, page by page") {
        Shown<AccountsView> shown{holding().tell("alice", Withdrawn{alice, usd(20), "USD", usd(800)}, "c3"), 10};
        std::optional<std::uint64_t> before;
        std::string seen;
        for (;;) {
            const auto page = AccountsView::ledger(shown.db(), alice, before, 1);
            if (page.empty()) break;
            seen.append(json::name_of(page[0].kind)).append(" ");
            before = page[0].place;
        }
        CHECK(seen == "withdrawal trade deposit ");
    }
    TEST_CASE("each transaction sums to zero for each asset") {
        Shown<AccountsView> shown{trading(40), 50};
        const auto unbalanced = shown.db().one(
            "select count(*) from (select id / 8, asset, unit from ledger_lines group by id / 8, asset, unit having sum(amount) "
            "<> 0) as t",
            [](const store::Row& row) { return row.integer(0); });
        CHECK(unbalanced == 0);
    }
}

TEST_SUITE("view: watchlists") {
    TEST_CASE("are each user's own, by name, as they were saved last") {
        const UserId user{"a"};
        Story story;
        story.tell("@a", WatchlistSaved{user, {"w1"}, "Zinc", {apple}}, "c1")
            .tell("@a", WatchlistSaved{user, {"w2"}, "Apples", {{"MSFT"}, apple}}, "c2")
            .tell("@b", WatchlistSaved{{"b"}, {"w1"}, "Other", {}}, "c3")
            .tell("@a", WatchlistSaved{user, {"w1"}, "Zinc", {apple, {"MSFT"}}}, "c4")
            .tell("@a", WatchlistRefused{user, "code", "reason"}, "c5");
        Shown<AccountsView> shown{story};
        const auto lists = AccountsView::watchlists(shown.db(), user);
        REQUIRE(lists.size() == 2);
        CHECK(lists[0].name == "Apples");
        CHECK(lists[1].symbols == std::vector<Symbol>{apple, {"MSFT"}});
        CHECK_FALSE(AccountsView::watchlist(shown.db(), {"b"}, {"w2"}).has_value());
        story.tell("@a", WatchlistDropped{user, {"w1"}}, "c6");
        Shown<AccountsView> after{story, 10};
        CHECK_FALSE(AccountsView::watchlist(after.db(), user, {"w1"}).has_value());
        CHECK(AccountsView::watchlist(after.db(), {"b"}, {"w1"})->name == "Other");
    }
}
}  // namespace
}  // namespace andvari::portfolio
