#include "shared/eventing/digest.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/view_story.hpp"

namespace andvari::eventing {
namespace {
using namespace test;

TEST_SUITE("digest of a view") {
    TEST_CASE("equal copies have equal digests, however many pages they fill") {
        const auto story = trading(700);
        Shown<CommandsView> left{story, 100}, right{story, 1000};
        const auto tables = table_digests(left.db(), left.view);
        REQUIRE(tables.size() == 2);
        CHECK(tables[0].table == "commands");
        CHECK(tables[0].rows > 1000);
        CHECK(tables == table_digests(right.db(), right.view));
        CHECK_FALSE(first_difference(left.db(), right.db(), left.view).has_value());
    }
    TEST_CASE("one changed value is found") {
        const auto story = trading(4);
        Shown<CommandsView> left{story}, right{story};
        right.db().run("update commands set sequence = sequence + 1 where id = 'open-bob'");
        CHECK(left.digest() != right.digest());
        const auto difference = first_difference(left.db(), right.db(), left.view);
        REQUIRE(difference.has_value());
        CHECK(difference->table == "commands");
        CHECK(difference->key == "open-bob,portfolio/0");
        CHECK(difference->left != difference->right);
    }
    TEST_CASE("a missing row is found, on either side") {
        const auto story = trading(4);
        Shown<CommandsView> whole{story}, lacking{story};
        lacking.db().run("delete from commands where id = 'deposit-alice'");
        const auto missing_right = first_difference(whole.db(), lacking.db(), whole.view);
        CHECK(missing_right->key == "deposit-alice,portfolio/0");
        CHECK(missing_right->right.empty());
        const auto missing_left = first_difference(lacking.db(), whole.db(), whole.view);
        CHECK(missing_left->key == "deposit-alice,portfolio/0");
        CHECK(missing_left->left.empty());
    }
    TEST_CASE("nothing is not the empty text") {
        const auto story = trading(4);
        Shown<CommandsView> left{story}, right{story};
        right.db().run("update commands set code = '' where code is null");
        CHECK(left.digest() != right.digest());
    }
}
}  // namespace
}  // namespace andvari::eventing
