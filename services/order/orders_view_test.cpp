#include "services/order/orders_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::order {
namespace {
using namespace test;
const AccountId alice{"alice"}, bob{"bob"};

Placed placed(const std::string& id, const AccountId& account = alice, const std::string& symbol = "AAPL") {
    return {{{id}, account, {symbol}, Side::buy, Kind::limit, TimeInForce::gtc, units(10), at(100), std::nullopt},
            Story::start,
            "owner:" + account.text,
            "place-" + id};
}
Story begun(const Placed& order) {
    Story story;
    story.tell(order.ticket.account.text, order);
    return story;
}
Story accepted() { return begun(placed("o1")).tell("alice", Accepted{placed("o1").ticket, at(100)}, "place-o1"); }
PartiallyFilled half_filled() { return {{"o1"}, alice, {"t1"}, units(4), at(99), units(4), usd(396)}; }

OrderRow after(const Story& story) {
    Shown<OrdersView> shown{story};
    auto row = OrdersView::find(shown.db(), {"o1"});
    REQUIRE(row.has_value());
    return *row;
}

TEST_SUITE("view: orders") {
    TEST_CASE("a placed order is pending") {
        const auto row = after(begun(placed("o1")));
        CHECK(json::write(row) ==
              R"({"id":"o1","account":"alice","symbol":"AAPL","side":"buy","type":"limit","time_in_force":"gtc","quantity":"10",)"
              R"("limit_price":"100","status":"pending","filled_quantity":"0","created_at":"2023-11-14T22:13:20.000000Z",)"
              R"("updated_at":"2023-11-14T22:13:20.000000Z"})");
        CHECK(row.actor == "owner:alice");
        CHECK(row.version == 1);
    }
    TEST_CASE("an order shows all of its terms") {
        auto order = placed("o1");
        auto& t = order.ticket;
        t.kind = Kind::trailing_stop;
        t.limit_price.reset();
        t.stop_price = at(90);
        t.trail_price = at(2);
        t.trail_percent = Percent::whole(3);
        t.notional = usd(4);
        t.extended_hours = true;
        t.order_class = OrderClass::bracket;
        t.take_profit = TakeProfit{at(110)};
        t.stop_loss = StopLoss{at(80), at(79)};
        t.parent = OrderId{"entry"};
        t.replaces = OrderId{"former"};
        const auto row = json::write(after(begun(order)));
        CHECK(row.ends_with(
            R"("stop_price":"90","trail_price":"2","trail_percent":"3","notional":"4","extended_hours":true,"order_class":"bracket",)"
            R"("take_profit":{"limit_price":"110"},"stop_loss":{"stop_price":"80","limit_price":"79"},"parent":"entry",)"
            R"("replaces":"former"})"));
    }
    TEST_CASE("a stop order shows that it was triggered") {
        const auto row = after(accepted().tell("alice", Triggered{{"o1"}, alice, at(90)}));
        CHECK(row.status == Status::accepted);
        CHECK(row.triggered == true);
    }
    TEST_CASE("a trailing stop shows its best price so far, by the engine's facts, and where it stands") {
        auto order = placed("o1");
        order.ticket.kind = Kind::trailing_stop;
        order.ticket.side = Side::sell;
        order.ticket.limit_price.reset();
        order.ticket.trail_price = at(5);
        const auto moved = [](std::int64_t mark) { return engine::TrailMoved{{"AAPL"}, Side::sell, at(mark)}; };
        auto story = begun(order);
        story.tell("AAPL", engine::Booked{order.ticket, at(1), 0, {}, at(90)}).tell("AAPL", moved(100)).tell("AAPL", moved(99));
        const auto row = after(story);
        CHECK(row.high_water_mark == at(100));
        CHECK(row.stop_price == at(95));
        story.tell("AAPL", engine::Triggered{{"o1"}, alice, {"AAPL"}, at(95)}).tell("AAPL", moved(110));
        CHECK(after(story).high_water_mark == at(100));
    }
    TEST_CASE("a replaced order names the one in its place, and waits for its answer before") {
        Ticket ticket = placed("o2").ticket;
        ticket.replaces = OrderId{"o1"};
        const ReplaceRequested asked{{"o1"}, alice, {ticket, "owner:alice", "replace-1"}, {}};
        CHECK(after(accepted().tell("alice", asked)).pending_replace);
        const ReplaceRejected refused{{"o1"}, alice, {"o2"}, "c", "r"};
        CHECK_FALSE(after(accepted().tell("alice", asked).tell("alice", refused, "replace-1")).pending_replace);
        const auto row = after(accepted().tell("alice", asked).tell("alice", Replaced{{"o1"}, alice, {}, {"o2"}}, "replace-1"));
        CHECK(row.status == Status::replaced);
        CHECK(row.replaced_by == OrderId{"o2"});
        CHECK_FALSE(row.pending_replace);
    }
    TEST_CASE("an accepted order has its protection") {
        const auto row = after(accepted());
        CHECK(row.status == Status::accepted);
        CHECK(row.protection == at(100));
        CHECK(row.version == 2);
        CHECK(row.updated_at == Story::start.plus_seconds(1));
    }
    TEST_CASE("a rejected order says why") {
        const auto row =
            after(begun(placed("o1")).tell("alice", Rejected{{"o1"}, alice, "insufficient_cash", "too dear"}, "place-o1"));
        CHECK(row.status == Status::rejected);
        CHECK(row.reject_code == "insufficient_cash");
        CHECK(row.reject_reason == "too dear");
    }
    TEST_CASE("fills add up to an average price") {
        const auto partly = after(accepted().tell("alice", half_filled()));
        CHECK(partly.status == Status::partially_filled);
        CHECK(partly.filled_quantity == units(4));
        CHECK(partly.average_price == at(99));
        const auto wholly = after(accepted()
                                      .tell("alice", half_filled())
                                      .tell("alice", Filled{{"o1"}, alice, {"t2"}, units(6), at(100), units(10), usd(996)}));
        CHECK(wholly.status == Status::filled);
        CHECK(wholly.average_price->text() == "99.6");
    }
    TEST_CASE("a cancel is pending until the engine answers") {
        auto story = accepted().tell("alice", CancelRequested{{"o1"}, alice, {"AAPL"}, "c1"});
        CHECK(after(story).pending_cancel);
        CHECK(after(story).status == Status::accepted);
        auto refused = story;
        refused.tell("alice", CancelRejected{{"o1"}, alice, "order_ended", "too late"}, "c1");
        CHECK_FALSE(after(refused).pending_cancel);
        CHECK(after(refused).status == Status::accepted);
        story.tell("alice", Cancelled{{"o1"}, alice, {}}, "c1");
        CHECK_FALSE(after(story).pending_cancel);
        CHECK(after(story).status == Status::cancelled);
    }
    TEST_CASE("an order withdrawn before its acceptance is cancelled") {
        const auto row = after(begun(placed("o1"))
                                   .tell("alice", Cancelled{{"o1"}, alice, {}}, "c1")
                                   .tell("alice", Withdrawn{{"o1"}, alice, "withdrawn", "cancelled first"}, "place-o1"));
        CHECK(row.status == Status::cancelled);
        CHECK_FALSE(row.reject_code.has_value());
    }
    TEST_CASE("an order expires by its own terms") {
        CHECK(after(accepted().tell("alice", Expired{{"o1"}, alice, {}})).status == Status::expired);
    }
    TEST_CASE("a refused cancel of an order that is not there, or is somebody else's, changes nothing") {
        auto story = accepted().tell("alice", CancelRequested{{"o1"}, alice, {"AAPL"}, "c1"});
        story.tell("bob", CancelRejected{{"o1"}, bob, "no_such_order", ""}, "c2")
            .tell("bob", CancelRejected{{"o9"}, bob, "no_such_order", ""}, "c3");
        CHECK(after(story).pending_cancel);
        CHECK(after(story).version == 3);
    }
    TEST_CASE("a fact of an order that was never placed is a fault") {
        Story story;
        story.tell("alice", half_filled());
        Shown<OrdersView> shown;
        CHECK_THROWS_AS(shown.hear(story), std::runtime_error);
    }
    TEST_CASE("an order is found by the id that its client gave it") {
        auto order = placed("x");
        order.ticket.client_order_id = "mine 1";
        Place place;
        place.account = alice;
        place.client_order_id = "mine 1";
        order.ticket.order = order_id_for(place, "x");
        Shown<OrdersView> shown{begun(order)};
        const auto row = OrdersView::find_by_client_order_id(shown.db(), alice, "mine 1");
        REQUIRE(row.has_value());
        CHECK(row->client_order_id == "mine 1");
        CHECK_FALSE(OrdersView::find_by_client_order_id(shown.db(), bob, "mine 1").has_value());
        CHECK(OrdersView::account_of(shown.db(), order.ticket.order) == alice);
        CHECK_FALSE(OrdersView::account_of(shown.db(), {"o9"}).has_value());
    }
    TEST_CASE("after a rollback nothing of the batch is left") {
        Shown<OrdersView> shown{begun(placed("o1"))};
        {
            store::Transaction transaction{shown.db()};
            for (const auto& told : accepted().tell("alice", half_filled()).facts)
                if (told.envelope.place.sequence > 1) shown.apply(told);
        }
        shown.view.forget();
        auto story = accepted();
        story.facts.erase(story.facts.begin());
        shown.hear(story);
        CHECK(shown.digest() == Shown<OrdersView>{accepted()}.digest());
    }
    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(same_rows_however_it_is_told<OrdersView>(trading(40)));
    }
}

std::string ids(const std::vector<OrderRow>& rows) {
    std::string text;
    for (const auto& row : rows) text += row.id.text + ' ';
    return text;
}

TEST_SUITE("view: lists of orders") {
    struct Listed {
        Shown<OrdersView> shown;
        Listed() {
            Story story;
            story.tell("alice", placed("a1")).tell("bob", placed("b1", bob)).tell("alice", placed("a2", alice, "MSFT"));
            story.tell("alice", placed("a3")).tell("alice", Rejected{{"a1"}, alice, "code", "reason"}, "place-a1");
            shown.hear(story);
        }
        std::string list(const OrderQuery& query) { return ids(OrdersView::list(shown.db(), query)); }
    };
    TEST_CASE_FIXTURE(Listed, "newest first, of the accounts that are named") {
        CHECK(list({.accounts = {alice}}) == "a3 a2 a1 ");
        CHECK(list({.accounts = {alice, bob}}) == "a3 a2 b1 a1 ");
        CHECK(list({}) == "");
        CHECK(list({.all_accounts = true}) == "a3 a2 b1 a1 ");
    }
    TEST_CASE_FIXTURE(Listed, "by status and symbol") {
        CHECK(list({.accounts = {alice}, .which = OrderQuery::Which::open}) == "a3 a2 ");
        CHECK(list({.accounts = {alice}, .which = OrderQuery::Which::closed}) == "a1 ");
        CHECK(list({.accounts = {alice}, .status = Status::rejected}) == "a1 ");
        CHECK(list({.accounts = {alice}, .status = Status::accepted}) == "");
        CHECK(list({.accounts = {alice}, .symbol = Symbol{"MSFT"}}) == "a2 ");
    }
    TEST_CASE_FIXTURE(Listed, "page by page, without a gap or a repeat") {
        for (const bool all : {false, true}) {
            OrderQuery query{.accounts = {alice, bob}, .all_accounts = all, .limit = 1};
            std::string seen;
            for (auto page = OrdersView::list(shown.db(), query); !page.empty(); page = OrdersView::list(shown.db(), query)) {
                seen += ids(page);
                query.before = page.back().place;
            }
            CHECK(seen == "a3 a2 b1 a1 ");
        }
    }
}
}  // namespace
}  // namespace andvari::order
