#include "shared/access/rights.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using enum Permission;

namespace {
security::Standing standing(std::vector<std::string> roles, std::uint64_t revision,
                            security::Status status = security::Status::active) {
    return {{"alice"}, std::move(roles), status, revision, "a test"};
}

Rights with_alice() {
    Rights rights;
    rights.learn(security::RoleDefined{"member", member_permissions.list(), 1, ""});
    rights.learn(security::RoleDefined{"admin", admin_permissions.list(), 2, ""});
    rights.learn(security::Admitted{standing({"member"}, 3)});
    return rights;
}

Given by(std::string actor, std::optional<Grants> grants = std::nullopt) { return {"command", std::move(actor), {}, grants}; }
}  // namespace

TEST_SUITE("rights: the replica of security's facts") {
    TEST_CASE("a member may trade, and not see others") {
        const auto rights = with_alice();
        CHECK_FALSE(rights.refuse(by("owner:alice"), order_stocks));
        CHECK(rights.refuse(by("owner:alice"), view_users)->code == "permission_denied");
    }

    TEST_CASE("who is unknown may do nothing, and the machine everything") {
        const auto rights = with_alice();
        CHECK(rights.refuse(by("owner:mallory"), view_stocks));
        CHECK(rights.refuse(by("somebody"), view_stocks));
        CHECK_FALSE(rights.refuse(by("system:operator"), manage_roles));
    }

    TEST_CASE("a role that is taken away is gone, however the facts come") {
        auto rights = with_alice();
        const security::Granted granted{standing({"admin", "member"}, 4), "admin"};
        const security::Revoked revoked{standing({"member"}, 5), "admin"};
        SUBCASE("in order") { rights.learn(granted), rights.learn(revoked); }
        SUBCASE("in the other order, as remembered facts are read again") { rights.learn(revoked), rights.learn(granted); }
        CHECK(rights.refuse(by("owner:alice"), manage_roles));
        CHECK(rights.revision() == 5);
    }

    TEST_CASE("who is deactivated or erased may do nothing") {
        for (const auto status : {security::Status::deactivated, security::Status::erased}) {
            auto rights = with_alice();
            rights.learn(security::Deactivated{standing({"member"}, 4, status)});
            CHECK(rights.refuse(by("owner:alice"), view_stocks));
            CHECK(rights.shut_out("alice"));
        }
        CHECK_FALSE(with_alice().shut_out("alice"));
        CHECK_FALSE(with_alice().shut_out("mallory"));
        CHECK(with_alice().knows("alice"));
        CHECK_FALSE(with_alice().knows("mallory"));
    }

    TEST_CASE("a role that loses a permission, or is removed, takes it from those who have it") {
        auto rights = with_alice();
        rights.learn(security::RoleDefined{"member", {view_stocks}, 4, ""});
        CHECK(rights.refuse(by("owner:alice"), order_stocks));
        CHECK_FALSE(rights.refuse(by("owner:alice"), view_stocks));
        rights.learn(security::RoleRemoved{"member", 5, ""});
        CHECK(rights.refuse(by("owner:alice"), view_stocks));
    }

    TEST_CASE("what came with the command can only narrow what is known here") {
        const auto rights = with_alice();
        CHECK(rights.refuse(by("owner:alice", Grants{3, {view_stocks}}), order_stocks));
        CHECK_FALSE(rights.refuse(by("owner:alice", Grants{3, {order_stocks}}), order_stocks));
        CHECK(rights.refuse(by("owner:alice", Grants{3, PermissionSet::all()}), manage_roles));
    }

    TEST_CASE("not even where it says that it is newer than everything that is known here") {
        const auto rights = with_alice();
        CHECK(rights.refuse(by("owner:bob", Grants{999, PermissionSet::all()}), order_stocks));
        CHECK(rights.refuse(by("owner:alice", Grants{999, PermissionSet::all()}), manage_roles));
    }
}

TEST_SUITE("rights: grants as text") {
    TEST_CASE("are read as they were written") {
        for (const auto& grants :
             {Grants{}, Grants{17, {view_stocks}}, Grants{18'446'744'073'709'551'615u, PermissionSet::all()}})
            CHECK(parse_grants(to_text(grants)) == grants);
        CHECK(to_text(Grants{17, {order_stocks, view_stocks}}) == "17:view_stocks,order_stocks");
    }

    TEST_CASE("are refused when they are anything else") {
        for (const auto* text :
             {"", "17", ":", "17:fly", "17:view_stocks,fly", "-1:view_stocks", "x:view_stocks", "17 :view_stocks",
              "17:view_stocks order_stocks", "18446744073709551616:", "17:,view_stocks", "017:view_stocks", "17:view_stocks,",
              "17:order_stocks,view_stocks", "17:view_stocks,view_stocks"})
            CHECK_FALSE(parse_grants(text).has_value());
    }
}
