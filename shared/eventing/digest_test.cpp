#include "shared/eventing/digest.hpp"

#include <doctest/doctest.h>

#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/views/view_story.hpp"

namespace andvari::eventing {
namespace {
using namespace test;

TEST_SUITE("digest of a view") {
    TEST_CASE("equal copies have equal digests, however many pages they fill") {
        const auto story = trading(700);
        Shown<order::OrdersView> left{story, 100}, right{story, 1000};
        const auto tables = table_digests(left.db(), left.view);
        REQUIRE(tables.size() == 1);
        CHECK(tables[0].rows > 1000);
        CHECK(tables == table_digests(right.db(), right.view));
        CHECK_FALSE(first_difference(left.db(), right.db(), left.view).has_value());
    }
    TEST_CASE("one changed value is found") {
        const auto story = trading(4);
        Shown<portfolio::AccountsView> left{story}, right{story};
        right.db().run("update positions set cost = cost + 1 where account = 'bob'");
        CHECK(left.digest() != right.digest());
        const auto difference = first_difference(left.db(), right.db(), left.view);
        REQUIRE(difference.has_value());
        CHECK(difference->table == "positions");
        CHECK(difference->key == "bob,AAPL");
        CHECK(difference->left != difference->right);
    }
    TEST_CASE("a missing row is found, on either side") {
        const auto story = trading(4);
        Shown<portfolio::AccountsView> whole{story}, lacking{story};
        lacking.db().run("delete from accounts where id = 'alice'");
        CHECK(first_difference(whole.db(), lacking.db(), whole.view)->right.empty());
        CHECK(first_difference(lacking.db(), whole.db(), whole.view)->left.empty());
        CHECK(first_difference(whole.db(), lacking.db(), whole.view)->key == "alice");
    }
    TEST_CASE("nothing is not the empty text") {
        const auto story = trading(4);
        Shown<order::OrdersView> left{story}, right{story};
        right.db().run("update orders set client_order_id = '' where client_order_id is null");
        CHECK(left.digest() != right.digest());
    }
}
}  // namespace
}  // namespace andvari::eventing
