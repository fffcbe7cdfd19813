#include "services/security/access_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::security {
namespace {
using namespace test;
using enum Permission;
const UserId alice{"alice"}, bob{"bob"}, carol{"carol"}, mallory{"mallory"};

Standing standing(const UserId& user, std::vector<std::string> roles, std::uint64_t revision, Status status = Status::active) {
    return {user, std::move(roles), status, revision, "a reason"};
}

std::vector<std::string> ids(const std::vector<SessionRow>& sessions) {
    std::vector<std::string> result;
    for (const auto& session : sessions) result.push_back(session.id.text);
    return result;
}

TEST_SUITE("view: access") {
    TEST_CASE("says what somebody may do: what all roles together allow, and nothing for who is unknown") {
        Shown<AccessView> shown{people()};
        CHECK(AccessView::access(shown.db(), alice)->permissions == member_permissions);
        CHECK(AccessView::access(shown.db(), bob)->permissions == (PermissionSet{admin_permissions} |= member_permissions));
        CHECK(AccessView::access(shown.db(), alice)->revision == 10);
        CHECK_FALSE(AccessView::access(shown.db(), {"nobody"}).has_value());
        CHECK(AccessView::revision(shown.db()) == 10);
    }

    TEST_CASE("knows no revision before the first fact") {
        Shown<AccessView> shown;
        CHECK(AccessView::revision(shown.db()) == 0);
        CHECK_FALSE(AccessView::ring(shown.db()).has_value());
    }

    TEST_CASE("who is deactivated may do nothing until reactivated") {
        auto story = people();
        story.tell("alice", Deactivated{standing(alice, {"member"}, 11, Status::deactivated)});
        Shown<AccessView> shown{story};
        CHECK(AccessView::access(shown.db(), alice)->status == Status::deactivated);
        CHECK(AccessView::access(shown.db(), alice)->permissions.empty());
        CHECK(AccessView::user(shown.db(), alice)->roles == std::vector<std::string>{"member"});
        story.tell("alice", Reactivated{standing(alice, {"member"}, 12)});
        Shown<AccessView> later{story};
        CHECK(AccessView::access(later.db(), alice)->permissions == member_permissions);
    }

    TEST_CASE("a role that changes, is taken away, or removed changes what its members may do") {
        auto story = people();
        story.tell("roles", RoleDefined{"member", {view_stocks}, 11, ""});
        Shown<AccessView> shown{story};
        CHECK(AccessView::access(shown.db(), alice)->permissions == PermissionSet{view_stocks});
        story.tell("alice", Revoked{standing(alice, {}, 12), "member"}).tell("roles", RoleRemoved{"admin", 13, ""});
        Shown<AccessView> later{story};
        CHECK(AccessView::access(later.db(), alice)->permissions.empty());
        CHECK(AccessView::access(later.db(), bob)->permissions == PermissionSet{view_stocks});
        const auto roles = AccessView::roles(later.db());
        REQUIRE(roles.size() == 1);
        CHECK(roles[0].role == "member");
        CHECK(roles[0].permissions == std::vector{view_stocks});
        CHECK(roles[0].members == 2);
    }

    TEST_CASE("shows a person with what is sealed of them") {
        Shown<AccessView> shown{people()};
        const auto row = AccessView::user(shown.db(), alice);
        REQUIRE(row.has_value());
        CHECK(row->registered);
        CHECK(row->registered_at == Story::start.plus_seconds(3));
        CHECK(row->verified);
        CHECK(row->second_factor);
        CHECK(row->email == "v1.mail-alice");
        CHECK(row->profile == "v1.profile-alice");
        CHECK(row->preferences == "v1.preferences");
        const auto admitted_only = AccessView::user(shown.db(), bob);
        CHECK_FALSE(admitted_only->registered);
        CHECK_FALSE(admitted_only->email.has_value());
        CHECK(admitted_only->roles == std::vector<std::string>{"admin", "member"});
        CHECK_FALSE(AccessView::user(shown.db(), {"nobody"}).has_value());
    }

    TEST_CASE("a password that was reset by mail verifies the address, and one that was changed does not") {
        Story story;
        for (const auto* name : {"alice", "bob"})
            story.tell(name, Admitted{standing({name}, {"member"}, 1)})
                .tell(name, auth::Registered{{name}, "v1.mail", "v1.hash", std::nullopt});
        story.tell("alice", auth::PasswordChanged{alice, "v1.hash", auth::PasswordChange::reset, 2});
        story.tell("bob", auth::PasswordChanged{bob, "v1.hash", auth::PasswordChange::changed, 2});
        Shown<AccessView> shown{story};
        CHECK(AccessView::user(shown.db(), alice)->verified);
        CHECK_FALSE(AccessView::user(shown.db(), bob)->verified);
    }

    TEST_CASE("of who was erased nothing sealed is left, no session and no key") {
        Shown<AccessView> shown{people()};
        const auto row = AccessView::user(shown.db(), mallory);
        REQUIRE(row.has_value());
        CHECK(row->status == Status::erased);
        CHECK(row->roles.empty());
        CHECK_FALSE(row->verified);
        CHECK_FALSE(row->email.has_value());
        CHECK_FALSE(row->profile.has_value());
        CHECK_FALSE(row->preferences.has_value());
        CHECK(AccessView::sessions(shown.db(), mallory, std::nullopt, std::nullopt, 10).empty());
        CHECK_FALSE(AccessView::session(shown.db(), {"mallory-first"}).has_value());
        CHECK_FALSE(AccessView::key(shown.db(), {"mallory-key"}).has_value());
        for (const auto* table : {"registrations", "profiles", "sessions", "keys"})
            shown.db().each(std::string{"select * from "} + table, [](const store::Row& left) {
                for (int column = 0; column < 4; ++column) CHECK(left.text(column).find("-mallory") == std::string_view::npos);
            });
    }

    TEST_CASE("an erasure that only security has heard of hides what the others still have") {
        Story story;
        story.tell("alice", auth::Registered{alice, "v1.mail", "v1.hash", std::nullopt});
        story.tell("alice", user::ProfileSet{alice, "v1.profile"});
        story.tell("alice", Forgotten{standing(alice, {}, 3, Status::erased)});
        Shown<AccessView> shown{story};
        CHECK_FALSE(AccessView::user(shown.db(), alice)->email.has_value());
        CHECK_FALSE(AccessView::user(shown.db(), alice)->profile.has_value());
    }

    TEST_CASE("users are listed page by page, erased ones, too") {
        Shown<AccessView> shown{people()};
        const auto first = AccessView::users(shown.db(), "", 3);
        REQUIRE(first.size() == 3);
        CHECK(first[0].id == alice);
        const auto second = AccessView::users(shown.db(), first[2].id.text, 3);
        REQUIRE(second.size() == 1);
        CHECK(second[0].id == mallory);
    }

    TEST_CASE("sessions come newest first, page by page, with their last use and their end") {
        auto story = people();
        story.tell(
            "alice",
            auth::SessionRefreshed{
                alice, {"alice-first"}, "hash", Story::start.plus_seconds(50), Story::start.plus_seconds(900), "v1.moved"});
        story.tell("alice", auth::SessionEnded{alice, {"alice-second"}, auth::Ending::logged_out, ""});
        Shown<AccessView> shown{story};
        const auto list = [&](std::optional<Instant> open_at, std::optional<SessionId> before, std::int64_t limit) {
            return ids(AccessView::sessions(shown.db(), alice, open_at, before, limit));
        };
        using Ids = std::vector<std::string>;
        CHECK(list(std::nullopt, std::nullopt, 10) == Ids{"alice-second", "alice-first"});
        CHECK(list(std::nullopt, std::nullopt, 1) == Ids{"alice-second"});
        CHECK(list(std::nullopt, SessionId{"alice-second"}, 10) == Ids{"alice-first"});
        CHECK(list(Story::start.plus_seconds(899), std::nullopt, 10) == Ids{"alice-first"});
        CHECK(list(Story::start.plus_seconds(900), std::nullopt, 10) == Ids{});

        const auto used = AccessView::session(shown.db(), {"alice-first"});
        CHECK(used->used == Story::start.plus_seconds(50));
        CHECK(used->expires == Story::start.plus_seconds(900));
        CHECK(used->client == "v1.moved");
        CHECK_FALSE(used->ending.has_value());
        const auto ended = AccessView::session(shown.db(), {"alice-second"});
        CHECK(ended->ending == auth::Ending::logged_out);
        CHECK(ended->ended == story.facts.back().envelope.time);
    }

    TEST_CASE("a key shows its use, its new secret and its end") {
        auto story = people();
        story.tell("alice", auth::Used{alice, std::nullopt, ApiKeyId{"alice-key"}, "v1.from-here"});
        const auto used = story.facts.back().envelope.time;
        story.tell("alice", auth::KeyRotated{alice, {"alice-key"}, "another-hash"});
        Shown<AccessView> shown{story};
        const auto key = AccessView::key(shown.db(), {"alice-key"});
        REQUIRE(key.has_value());
        CHECK(key->user == alice);
        CHECK(key->scopes == PermissionSet{view_stocks, order_stocks});
        CHECK(key->secret_hash == "another-hash");
        CHECK(key->used == used);
        CHECK(key->client == "v1.from-here");
        CHECK_FALSE(key->revoked.has_value());
        story.tell("alice", auth::KeyRevoked{alice, {"alice-key"}, "lost"});
        Shown<AccessView> later{story};
        CHECK(AccessView::keys(later.db(), alice, "", 10).at(0).revoked == story.facts.back().envelope.time);
        CHECK(AccessView::keys(later.db(), alice, "alice-key", 10).empty());
    }

    TEST_CASE("acts of administration come newest first, with who did them") {
        Shown<AccessView> shown{people()};
        const auto acts = AccessView::acts(shown.db(), std::nullopt, 100);
        REQUIRE(acts.size() == 10);
        CHECK(acts[0].act == "forgotten");
        CHECK(acts[0].user == mallory);
        CHECK(acts[5].act == "granted");
        CHECK(acts[5].role == "admin");
        CHECK(acts[5].actor == "owner:alice");
        CHECK(acts[5].reason == "a reason");
        CHECK(acts[9].act == "role_defined");
        CHECK_FALSE(acts[9].user.has_value());
        CHECK(AccessView::acts(shown.db(), acts[8].place, 100).size() == 1);
    }

    TEST_CASE("counts users by status, administrators, and what is good now") {
        auto story = people();
        story.tell("carol", Deactivated{standing(carol, {"admin"}, 11, Status::deactivated)});
        story.tell("alice", auth::SessionEnded{alice, {"alice-first"}, auth::Ending::revoked, ""});
        Shown<AccessView> shown{story};
        const auto now = AccessView::counts(shown.db(), Story::start);
        CHECK(now.users == 4);
        CHECK(now.active == 2);
        CHECK(now.deactivated == 1);
        CHECK(now.erased == 1);
        CHECK(now.administrators == 1);
        CHECK(now.open_sessions == 1);
        CHECK(now.keys == 1);
        CHECK(AccessView::counts(shown.db(), Story::start.plus_seconds(600)).open_sessions == 0);
    }

    TEST_CASE("the keys that tokens are signed with are the last ones said") {
        auto story = people();
        story.tell("ring", auth::RingChanged{{{"other", "public", auth::KeyState::current}}, "sealing"});
        Shown<AccessView> shown{story};
        CHECK(AccessView::ring(shown.db())->signing.at(0).kid == "other");
    }

    TEST_CASE("the rows are the same however the facts are told") { CHECK(same_rows_however_it_is_told<AccessView>(people())); }
}
}  // namespace
}  // namespace andvari::security
