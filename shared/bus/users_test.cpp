#include "shared/bus/users.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "shared/bus/nkey.hpp"
#include "shared/bus/test_server.hpp"

using namespace andvari;
using namespace andvari::bus;
namespace fs = std::filesystem;

namespace {

std::string declaration(const std::string& users) {
    return R"({"kinds": {"part": {"publish": ["evt.{name}.>"], "subscribe": ["_INBOX_{name}.>"]}}, "users": [)" + users + "]}";
}

bool names(const std::vector<std::string>& subjects, std::string_view subject) {
    return std::ranges::find(subjects, subject) != subjects.end();
}

}  // namespace

TEST_SUITE("bus: the declaration of users") {
    TEST_CASE("a user has what its kinds have, in its own name, and what it says itself") {
        const auto users = read_users(declaration(R"({"name": "order", "is": ["part"], "publish": ["ans.*"]})"));
        REQUIRE(users.size() == 1);
        CHECK(users[0].publish == std::vector<std::string>{"evt.order.>", "ans.*"});
        CHECK(users[0].subscribe == std::vector<std::string>{"_INBOX_order.>"});
        CHECK_FALSE(users[0].outside);
    }
    TEST_CASE("what is misspelt is refused rather than left out") {
        CHECK_THROWS_AS(read_users("not JSON"), BusError);
        CHECK_THROWS_AS(read_users(R"({"users": []})"), BusError);
        const auto refused = [](const std::string& user, const char* words) {
            CHECK_THROWS_WITH_AS(read_users(declaration(user)), words, BusError);
        };
        refused(R"({"name": "a", "is": ["prat"]})", "the declaration of users: there is no kind 'prat'");
        refused(R"({"name": "a", "pubish": []})", "the declaration of users: unknown member 'pubish'");
        refused(R"({"name": "a"}, {"name": "a"})", "the declaration of users: 'a' is there twice");
        refused(R"({"name": "a.b"})", "the declaration of users: 'a.b' is no name of a user");
        refused(R"({"name": "ANDVARI"})", "the declaration of users: 'ANDVARI' is no name of a user");
        for (const auto* subject : {R"(a\" b)", "a b", "", ".a", "a.", "a..b"})
            CHECK_THROWS_AS(read_users(declaration(R"({"name": "a", "publish": [")" + std::string{subject} + "\"]}")), BusError);
    }
    TEST_CASE("the declaration that ships gives everybody an inbox of its own, and nobody all subjects") {
        for (const auto& user : default_users()) {
            CAPTURE(user.name);
            CHECK(names(user.subscribe, "_INBOX_" + user.name + ".>"));
            for (const auto* list : {&user.publish, &user.subscribe}) {
                CHECK_FALSE(names(*list, ">"));
                CHECK_FALSE(names(*list, "_INBOX.>"));
            }
            CHECK(user.outside == (user.name == "feed" || user.name == "client"));
        }
        CHECK(user_named(default_users(), "order").name == "order");
        CHECK_THROWS_AS(user_named(default_users(), "nobody"), BusError);
    }
    TEST_CASE("who may publish nothing is denied everything, for an empty list would allow it") {
        const auto users = read_users(R"({"kinds": {}, "users": [{"name": "mute", "subscribe": ["a"]}]})");
        const auto text = server_accounts(users, {{"mute", "UKEY"}});
        CHECK(text.find(R"(publish: { deny: [">"] })") != text.npos);
        CHECK(text.find(R"(subscribe: { allow: ["a"] })") != text.npos);
    }
}

TEST_SUITE("bus: the keys of users") {
    TEST_CASE("are made once, kept, and readable for nobody else") {
        const TemporaryFolder folder;
        const auto keys = folder.path / "a" / "users";
        const auto users = read_users(declaration(R"({"name": "order"}, {"name": "engine"})"));
        const auto made = make_user_keys(keys, users);
        CHECK(made.size() == 2);
        CHECK(made.at("order") != made.at("engine"));
        CHECK(fs::status(keys).permissions() == fs::perms::owner_all);
        CHECK(fs::status(key_file(keys, "order")).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
        CHECK(make_user_keys(keys, users) == made);
        CHECK(read_user_keys(keys, users) == made);

        const auto more = read_users(declaration(R"({"name": "order"}, {"name": "engine"}, {"name": "new"})"));
        CHECK_THROWS_AS(read_user_keys(keys, more), BusError);
        CHECK(make_user_keys(keys, more).at("order") == made.at("order"));
        CHECK(read_user_keys(keys, more).size() == 3);
    }
    TEST_CASE("one that is damaged is refused, not replaced: a program elsewhere may have the right one") {
        const TemporaryFolder folder;
        const auto users = read_users(declaration(R"({"name": "order"})"));
        make_user_keys(folder.path, users);
        std::ofstream{key_file(folder.path, "order")} << "SUdamaged";
        CHECK_THROWS_AS(make_user_keys(folder.path, users), BusError);
    }
    TEST_CASE("that cannot be kept are an error, not an unprotected bus") {
        const TemporaryFolder folder;
        std::ofstream{folder.path / "file"} << "in the way";
        CHECK_THROWS_AS(make_user_keys(folder.path / "file" / "users", default_users()), BusError);
    }
}
