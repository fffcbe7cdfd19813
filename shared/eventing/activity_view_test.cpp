#include "shared/eventing/activity_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::eventing {
namespace {
using namespace test;
const AccountId alice{"alice"}, bob{"bob"};

std::string places(const std::vector<ActivityRow>& rows) {
    std::string text;
    for (const auto& row : rows) text += row.source.substr(0, 1) + std::to_string(row.sequence) + ' ';
    return text;
}

TEST_SUITE("view: activity") {
    TEST_CASE("an account's facts are told as they are") {
        Story story;
        story.tell("alice", portfolio::CommandRefused{alice, "code", "reason"}, "c1");
        Shown<ActivityView> shown{story};
        CHECK(json::write(ActivityView::after(shown.db(), {.accounts = {alice}})) ==
              R"([{"account":"alice","source":"portfolio/0","sequence":1,"type":"andvari.portfolio.command_refused.v1",)"
              R"("time":"2023-11-14T22:13:20.000000Z","correlation":"correlation-alice",)"
              R"("fact":{"account":"alice","code":"code","reason":"reason"}}])");
    }
    TEST_CASE("nobody sees what is another's") {
        Shown<ActivityView> shown{trading(4)};
        const ActivityQuery query{.accounts = {bob}, .limit = 1000};
        const auto rows = ActivityView::after(shown.db(), query);
        CHECK_FALSE(rows.empty());
        for (const auto& row : rows) CHECK(row.account == bob);
        CHECK(ActivityView::after(shown.db(), {}).empty());
    }
    TEST_CASE("who resumes after any row misses nothing and sees nothing twice") {
        const auto story = trading(4);
        Shown<ActivityView> shown{story, 10};
        std::size_t told = 0;
        for (const auto& fact : story.facts) told += subject_token(fact.envelope.subject, 2) != "AAPL";
        for (const bool all : {false, true}) {
            ActivityQuery query{.accounts = {alice, bob}, .all_accounts = all, .limit = 1000};
            const auto at_once = ActivityView::after(shown.db(), query);
            CHECK(at_once.size() == told);
            query.limit = 3;
            std::vector<ActivityRow> one_by_one;
            for (auto page = ActivityView::after(shown.db(), query); !page.empty();
                 page = ActivityView::after(shown.db(), query)) {
                one_by_one.push_back(page.front());
                query.after[page.front().source] = page.front().sequence;
            }
            CHECK(places(one_by_one) == places(at_once));
        }
    }
    TEST_CASE("positions say how far each source has come") {
        const auto story = trading(4);
        Shown<ActivityView> shown{story, 10};
        std::map<std::string, std::uint64_t> expected;
        for (const auto& fact : story.facts)
            if (const auto& place = fact.envelope.place; place.source == "order/0" || place.source == "portfolio/0")
                expected[place.source] = place.sequence;
        CHECK(ActivityView::positions(shown.db()) == expected);
        CHECK(ActivityView::after(shown.db(), {.all_accounts = true, .after = expected}).empty());
    }
    TEST_CASE("two partitions of a context keep apart") {
        Story story;
        story.tell("alice", portfolio::CommandRefused{alice, "code", "reason"})
            .tell("bob", portfolio::CommandRefused{bob, "code", "reason"});
        story.facts[1].envelope.place = {"portfolio/3", 1, 1, {}};
        Shown<ActivityView> shown{story, 2};
        CHECK(ActivityView::positions(shown.db()).size() == 2);
        const auto rows = ActivityView::after(shown.db(), {.accounts = {alice, bob}, .after = {{"portfolio/0", 1}}});
        REQUIRE(rows.size() == 1);
        CHECK(rows[0].source == "portfolio/3");
    }
    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<ActivityView>(trading(40)));
    }
}
}  // namespace
}  // namespace andvari::eventing
