#include "shared/eventing/commands_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::eventing {
namespace {
using namespace test;
const AccountId alice{"alice"};
const order::Ticket ticket{{"o1"},   alice,        {"AAPL"},    order::Side::buy, order::Kind::market, order::TimeInForce::day,
                           units(1), std::nullopt, std::nullopt};

Story placed() {
    Story story;
    return story.tell("alice", order::Placed{ticket, Story::start, "owner:alice", "p1"});
}
CommandRow find(const Story& story, std::string_view id, std::size_t batch) {
    Shown<CommandsView> shown{story, batch};
    auto row = CommandsView::find(shown.db(), id);
    REQUIRE(row.has_value());
    return *row;
}

TEST_SUITE("view: commands") {
    TEST_CASE("a command that made an order is pending until it is answered") {
        const auto row = find(placed(), "p1", 1);
        CHECK(row.status == CommandStatus::pending);
        CHECK(row.order == "o1");
        CHECK(row.key == "alice");
        Shown<CommandsView> shown{placed()};
        CHECK(CommandsView::pending(shown.db()) == 1);
        CHECK_FALSE(CommandsView::find(shown.db(), "p2").has_value());
    }
    TEST_CASE("an answer keeps the order and the actor, in the same batch and in a later one") {
        for (const std::size_t batch : {1, 2}) {
            const auto row = find(placed().tell("alice", order::Accepted{ticket, at(100)}, "p1"), "p1", batch);
            CHECK(row.status == CommandStatus::succeeded);
            CHECK(row.order == "o1");
            CHECK(row.actor == "owner:alice");
            CHECK(row.source == "order/0");
            CHECK(row.sequence == 2);
            CHECK(row.fingerprint == "fingerprint-p1");
        }
    }
    TEST_CASE("a refusal tells its code and the fact itself") {
        const auto row =
            find(placed().tell("alice", order::Rejected{{"o1"}, alice, "insufficient_cash", "too dear"}, "p1"), "p1", 1);
        CHECK(json::write(row) == R"({"id":"p1","status":"refused","order":"o1","code":"insufficient_cash","reason":"too dear",)"
                                  R"("type":"andvari.order.rejected.v1","time":"2023-11-14T22:13:21.000000Z",)"
                                  R"("fact":{"order":"o1","account":"alice","code":"insufficient_cash","reason":"too dear"}})");
    }
    TEST_CASE("a refusal of any context is known as one") {
        Story story;
        story.tell("alice", portfolio::CommandRefused{alice, "code", "reason"}, "c1");
        story.tell("AAPL", stock::CommandRefused{Symbol{"AAPL"}, "code", "reason"}, "c2");
        story.tell("alice", order::CancelRejected{{"o1"}, alice, "code", "reason"}, "c3");
        story.tell("alice", portfolio::Deposited{alice, usd(1), "USD", usd(1)}, "c4");
        for (const std::string_view id : {"c1", "c2", "c3"}) CHECK(find(story, id, 10).status == CommandStatus::refused);
        CHECK(find(story, "c3", 10).order == "o1");
        CHECK(find(story, "c4", 10).status == CommandStatus::succeeded);
    }
    TEST_CASE("a second answer is counted and changes nothing, in the same batch and in a later one") {
        for (const std::size_t batch : {1, 2, 4}) {
            auto story = placed().tell("alice", order::Accepted{ticket, at(100)}, "p1");
            story.tell("alice", order::Rejected{{"o1"}, alice, "code", "reason"}, "p1");
            story.tell("alice", order::Rejected{{"o1"}, alice, "code", "reason"}, "p1");
            Shown<CommandsView> shown{story, batch};
            CHECK(CommandsView::find(shown.db(), "p1")->status == CommandStatus::succeeded);
            const auto violations = CommandsView::violations(shown.db(), 10);
            REQUIRE(violations.size() == 2);
            CHECK(violations[0].id == "p1");
            CHECK(violations[0].sequence == 3);
            CHECK(violations[1].sequence == 4);
        }
    }
    TEST_CASE("one id in two contexts is two commands") {
        Story story;
        story.tell("alice", portfolio::Deposited{alice, usd(1), "USD", usd(1)}, "same");
        story.tell("alice", order::CommandRefused{{"o1"}, alice, "code", "reason"}, "same");
        Shown<CommandsView> shown{story, 2};
        CHECK(CommandsView::violations(shown.db(), 10).empty());
        CHECK(CommandsView::find(shown.db(), "same")->source == "order/0");
        CHECK(CommandsView::find(shown.db(), "same", "portfolio")->status == CommandStatus::succeeded);
        CHECK_FALSE(CommandsView::find(shown.db(), "same", "stock").has_value());
    }
    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<CommandsView>(trading(40)));
    }
}
}  // namespace
}  // namespace andvari::eventing
