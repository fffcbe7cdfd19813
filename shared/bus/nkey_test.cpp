#include "shared/bus/nkey.hpp"

#include <doctest/doctest.h>

#include <fstream>

#include "shared/bus/test_server.hpp"

using namespace andvari;
using namespace andvari::bus;

TEST_SUITE("bus: users of the server") {
    TEST_CASE("a key is the same when read again, and a mistyped one is refused") {
        const auto key = new_user_key();
        CHECK(key.seed.starts_with("SU"));
        CHECK(key.public_key.starts_with("U"));
        CHECK(key.public_key.size() == 56);
        CHECK(user_key_of(key.seed).public_key == key.public_key);
        auto mistyped = key.seed;
        mistyped[20] = mistyped[20] == 'A' ? 'B' : 'A';
        CHECK_THROWS_AS(user_key_of(mistyped), BusError);
        CHECK_THROWS_AS(user_key_of(key.public_key), BusError);
        CHECK_THROWS_AS(user_key_of("not a key"), BusError);
        CHECK_THROWS_AS(read_user_key("/nowhere"), BusError);
    }

    TEST_CASE("the server lets in whom it knows, and refuses what is not permitted") {
        TemporaryFolder folder;
        const auto key = new_user_key(), stranger = new_user_key();
        std::ofstream{folder.path / "user.nk"} << key.seed << "\n";
        std::ofstream{folder.path / "stranger.nk"} << stranger.seed << "\n";
        NatsServer server{
            {.folder = folder.path,
             .accounts = "authorization { users: [{ nkey: " + key.public_key +
                         R"(, permissions: { publish: ["a.>", "_INBOX_user.>"], subscribe: ["a.>", "_INBOX_user.>"] } }] })"}};
        Watched<std::string> notices, got;
        const auto note = [&](std::string_view sentence) { notices.change([&](std::string& all) { all.append(sentence); }); };
        const auto connection = connect(
            {.url = server.url(), .name = "user", .credentials_file = (folder.path / "user.nk").string(), .on_notice = note});
        const auto subscription =
            connection->subscribe("a.>", [&](Message m) { got.change([&](auto& text) { text = m.body(); }); });
        CHECK(connection->send("b.no", {}, "forbidden"));
        CHECK(notices.wait([](const auto& all) { return !all.empty(); }));
        CHECK(connection->send("a.yes", {}, "allowed"));
        CHECK(got.wait([](const auto& text) { return text == "allowed"; }));
        const auto patience = std::chrono::milliseconds{0};
        CHECK_THROWS_AS(connect({server.url(), "stranger", (folder.path / "stranger.nk").string()}, patience), BusError);
        CHECK_THROWS_AS(connect({server.url(), "nobody"}, patience), BusError);
    }
}
