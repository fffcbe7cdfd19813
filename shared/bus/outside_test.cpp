// What users try on a server that has streams: the users outside, whose answers must stay with them, and the destroyers.
#include <doctest/doctest.h>

#include <map>

#include "shared/bus/test_users.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

constexpr std::chrono::seconds patience{10};

struct ServerWithStreams : ServerWithUsers {
    std::shared_ptr<Connection> admin = connect("admin");
    Watched<std::vector<std::string>> heard;  ///< Subjects of all that is said inside.
    std::shared_ptr<Connection> observer = connect("observer");
    std::unique_ptr<Subscription> everything =
        observer->subscribe(">", [this](Message m) { heard.change([&](auto& all) { all.emplace_back(m.subject()); }); });

    ServerWithStreams() {
        apply_topology(*admin, default_topology());
        put("gateway", "cmd.order.alice.place");
        put("order", "evt.order.alice.placed");
        put("feed", "mkt.quote.ACME");
        put("stock", "dlq.stock.mkt.quote.ACME");
        put("gateway", "secret.auth.log_in");
    }
    /// Publishes into a stream; the reason where that is refused.
    std::string put(std::string_view user, const std::string& subject) const {
        Watched<std::string> refusal;
        const auto publisher = make_publisher(connect(user));
        publisher->publish(subject, new_id(), {}, "content", {},
                           [&](std::string_view reason) { refusal.change([&](auto& text) { text = reason; }); });
        CHECK(publisher->drain(patience));
        return refusal.get();
    }
    /// Identity and content of each stream, as text.
    std::map<std::string, std::string> streams() const {
        std::map<std::string, std::string> all;
        for (const auto* name : {"COMMANDS", "EVENTS", "MARKET", "SECRETS", "DLQ"})
            if (const auto state = stream_state(*admin, name))
                all[name] = state->created + " " + std::to_string(state->first) + "-" + std::to_string(state->last) + " " +
                            std::to_string(state->messages);
        return all;
    }
    /// Waits until all that this user sent before has been taken up: what is sent after it is heard.
    void settle(Connection& connection, const std::string& permitted_subject) {
        REQUIRE(connection.send(permitted_subject, {}, "settled"));
        REQUIRE(heard.wait([&](const auto& all) { return std::ranges::find(all, permitted_subject) != all.end(); }, patience));
    }
    bool was_heard(const std::string& subject) {
        const auto all = heard.get();
        return std::ranges::find(all, subject) != all.end();
    }
};

}  // namespace

TEST_SUITE("bus: what is not permitted has no effect") {
    TEST_CASE("order cannot publish on evt.portfolio.>, and is told so at once; portfolio can") {
        const ServerWithStreams host;
        const auto before = host.streams();
        CHECK(host.put("order", "evt.portfolio.alice.deposited") == "this user may not publish on evt.portfolio.alice.deposited");
        CHECK(host.streams() == before);
        CHECK(host.put("portfolio", "evt.portfolio.alice.deposited").empty());
        CHECK(host.streams() != before);
    }

    TEST_CASE("a refusal concerns the subject that is not permitted; what was published around it is stored") {
        const ServerWithStreams host;
        Watched<std::pair<int, int>> outcomes;
        const auto publisher = make_publisher(host.connect("order"));
        for (int i = 0; i < 300; ++i)
            publisher->publish(
                i % 3 == 0 ? "evt.portfolio.alice.deposited" : "evt.order.alice.placed", new_id(), {}, "content",
                [&](const Stored&) { outcomes.change([](auto& o) { ++o.first; }); },
                [&](std::string_view) { outcomes.change([](auto& o) { ++o.second; }); });
        CHECK(publisher->drain(patience));
        CHECK(outcomes.get() == std::pair{200, 100});
    }

    TEST_CASE("nobody but the administrator can purge or delete a stream, or a message in it") {
        ServerWithStreams host;
        const auto before = host.streams();
        REQUIRE(before.size() == 5);
        for (const auto& user : default_users()) {
            if (user.name == "admin") continue;
            CAPTURE(user.name);
            Speaker speaker{host, user.name};
            const auto inbox = speaker.connection->new_inbox();
            std::size_t tries = 0;
            for (const auto* api : {"$JS.API.", "$JS.andvari.API."})
                for (const auto& [stream, state] : before)
                    for (const auto* verb : {"DELETE.", "PURGE.", "MSG.DELETE."}) {
                        const auto subject = std::string{api} + "STREAM." + verb + stream;
                        const auto body = std::string_view{verb} == "MSG.DELETE." ? R"({"seq":1})" : "";
                        REQUIRE(speaker.connection->send_buffered(subject, inbox, {}, body));
                        ++tries;
                    }
            CHECK(speaker.denied.wait([&](const auto& all) { return all.size() == tries; }, patience));
            CHECK(host.streams() == before);
        }
        const auto done = [&](const std::string& verb) {
            const auto answer = host.admin->request("$JS.API.STREAM." + verb, "", patience);
            return std::string{answer.body()}.find(R"("success":true)") != std::string::npos;
        };
        CHECK(done("PURGE.DLQ"));
        CHECK(done("DELETE.DLQ"));
        // What must not be lost cannot be purged by mistake, even by the administrator.
        for (const auto* stream : {"COMMANDS", "EVENTS", "MARKET", "SECRETS"}) CHECK_FALSE(done(std::string{"PURGE."} + stream));
    }

    TEST_CASE("an anonymous connection is refused, and one with a key that nobody gave") {
        const ServerWithUsers host;
        const auto none = std::chrono::milliseconds{0};
        for (const auto& user : host.users) CHECK_NOTHROW(host.connect(user.name));
        CHECK_THROWS_AS(bus::connect({.url = host.server.url(), .name = "order"}, none), BusError);
        TemporaryFolder stranger;
        make_user_keys(stranger.path, host.users);
        CHECK_THROWS_AS(bus::connect(options_of(user_named(host.users, "order"), host.server.url(), stranger.path), none),
                        BusError);
    }
}

TEST_SUITE("bus: users outside") {
    // The server answers with its own rights, on whatever subject a request names for that. Inside, an acknowledgement could so
    // purge a stream, or stand in the log as a fact.
    TEST_CASE("the answers to what they send go nowhere but to themselves") {
        ServerWithStreams host;
        const auto before = host.streams();
        const std::vector<std::string> targets{"$JS.API.STREAM.PURGE.DLQ",
                                               "$JS.API.STREAM.MSG.DELETE.DLQ",
                                               "$JS.API.CONSUMER.DELETE.COMMANDS.order-commands",
                                               "evt.portfolio.alice.deposited",
                                               "cmd.security.u1.grant",
                                               "secret.auth.log_in",
                                               "ans.secret.0192",
                                               "sys.switch.orders",
                                               "_INBOX_gateway.x"};
        const auto send = [&](std::string_view user, const std::string& subject, const std::string& end) {
            const auto connection = host.connect(user);
            host.heard.change([](auto& all) { all.clear(); });
            for (const auto& target : targets) REQUIRE(connection->send_buffered(subject, target, {}, ""));
            host.settle(*connection, end);
            for (const auto& target : targets) {
                CAPTURE(target);
                CHECK_FALSE(host.was_heard(target));
            }
        };
        send("feed", "mkt.quote.ACME", "mkt.quote.END");
        send("feed", "$JS.andvari.API.DIRECT.GET.MARKET.mkt.quote.ACME", "mkt.quote.END");
        send("client", "cmd.order.alice.place", "cmd.order.end.end");
        send("client", "$JS.andvari.API.STREAM.INFO.EVENTS", "cmd.order.end.end");
        const auto after = host.streams();
        for (const auto* stream : {"EVENTS", "SECRETS", "DLQ"}) CHECK(after.at(stream) == before.at(stream));
    }

    TEST_CASE("hear what is said inside, where they may") {
        const ServerWithUsers host;
        Watched<std::set<std::string>> heard;
        const auto hear = [&](Message m) { heard.change([&](auto& all) { all.insert(std::string{m.subject()}); }); };
        const auto client = host.connect("client"), feed = host.connect("feed"), inside = host.connect("observer");
        std::vector<std::unique_ptr<Subscription>> subscriptions;
        for (const auto* subject : {"ans.*", "evt.order.>", "evt.portfolio.alice.>", "dlq.order.cmd.>"})
            subscriptions.push_back(client->subscribe(subject, hear));
        subscriptions.push_back(feed->subscribe("dlq.stock.mkt.>", hear));
        const std::set<std::string> said{"ans.0192", "evt.order.alice.placed", "evt.portfolio.alice.deposited",
                                         "dlq.order.cmd.order.alice.place", "dlq.stock.mkt.quote.ACME"};
        // Their subscriptions are there once what they sent after them has been heard.
        Watched<int> ends;
        const auto end = [&](Message) { ends.change([](int& n) { ++n; }); };
        const auto first = inside->subscribe("cmd.order.end", end), second = inside->subscribe("mkt.end", end);
        REQUIRE(inside->request("$JS.API.INFO", "", patience).body().size() > 0);
        REQUIRE(client->send("cmd.order.end", {}, ""));
        REQUIRE(feed->send("mkt.end", {}, ""));
        REQUIRE(ends.wait([](int n) { return n == 2; }, patience));
        for (const auto& subject : said) REQUIRE(inside->send(subject, {}, "content"));
        CHECK(heard.wait([&](const auto& all) { return all == said; }, patience));
    }

    TEST_CASE("a feed publishes, and learns where it was; it reads nothing else") {
        const ServerWithStreams host;
        const auto feed = host.connect("feed");
        CHECK(last_message_directly(*feed, "MARKET", "mkt.quote.ACME")->body() == "content");
        CHECK_FALSE(last_message_directly(*feed, "MARKET", "mkt.quote.OTHER").has_value());
        CHECK_FALSE(last_message_directly(*feed, "EVENTS", "evt.stock.ACME.quoted").has_value());
    }

    TEST_CASE("a client reads the log as far as it may") {
        const ServerWithStreams host;
        Watched<std::vector<std::string>> read_subjects;
        const auto reader = bus::read(host.connect("client"), {.stream = "EVENTS", .filter = "evt.order.>"}, [&](Delivered d) {
            read_subjects.change([&](auto& all) { all.emplace_back(d.message.subject()); });
        });
        CHECK(read_subjects.wait([](const auto& all) { return all.size() == 1; }, patience));
        CHECK(host.put("order", "evt.order.bob.placed").empty());
        CHECK(read_subjects.wait([](const auto& all) { return all.size() == 2; }, patience));
        CHECK(read_subjects.get() == std::vector<std::string>{"evt.order.alice.placed", "evt.order.bob.placed"});
    }
}
