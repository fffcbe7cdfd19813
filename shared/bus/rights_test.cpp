// Who may say and hear what on the bus, as nats-server enforces it. The tables say what is right; they are not computed from
// infra/nats/users.json.
#include <doctest/doctest.h>

#include "shared/bus/test_users.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

using Names = std::set<std::string>;
using Table = std::vector<std::pair<std::string, Names>>;

const Names contexts{"stock", "order", "engine", "portfolio", "auth", "security", "user"};
const Names inside{"stock", "order",     "engine",  "portfolio", "auth",  "security", "user",
                   "desk",  "projector", "gateway", "demo",      "tools", "admin"};
const Names admin{"admin"}, nobody{};

Names operator+(Names names, const Names& more) {
    names.insert(more.begin(), more.end());
    return names;
}

/// Whoever reads facts by a consumer of its own.
const Names readers = contexts + Names{"desk", "projector", "tools"};

/// A subject of each kind, and who may publish on it.
Table who_may_publish() {
    Table table{
        {"cmd.order.alice.place", {"gateway", "client", "admin"}},
        {"cmd.portfolio.alice.deposit", {"gateway", "client", "demo", "admin"}},
        {"cmd.stock.ACME.list", {"gateway", "demo", "admin"}},
        {"cmd.auth.u1.register", {"gateway", "desk", "admin"}},
        {"cmd.security.u1.grant", {"gateway", "desk", "admin"}},
        {"cmd.user.u1.erase", {"gateway", "desk", "admin"}},
        {"mkt.quote.ACME", {"feed", "demo", "admin"}},
        {"secret.auth.log_in", {"gateway"}},
        {"secret.other.thing", {"gateway"}},
        {"ans.0192", contexts},
        {"ans.secret.0192", {"desk"}},
        {"view.orders", {"projector"}},
        {"sys.switch.orders", {"tools", "admin"}},
        {"sys.announce", {"gateway", "desk", "admin"}},
        {"sys.topology", inside},
        {"sys.republish.order", readers + Names{"client", "admin"}},
        {"sys.republish.auth", readers + admin},
        {"sys.other", admin},
        {"evt", nobody},
        {"evt.nobody.x.happened", nobody},
        {"other.subject", nobody},
        {"_INBOX.x", nobody},
        {"_INBOX_gateway.x", nobody},
        {"_INBOX_tools.x", {"projector"}},
        {"$SYS.REQ.SERVER.PING", nobody},
        // What ends, empties or changes a stream.
        {"$JS.API.STREAM.MSG.GET.EVENTS", readers + admin},
        {"$JS.API.STREAM.MSG.GET.COMMANDS", {"gateway", "admin"}},
        {"$JS.API.STREAM.MSG.GET.MARKET", admin},
        {"$JS.API.STREAM.MSG.GET.DLQ", {"tools", "admin"}},
        {"$JS.API.STREAM.MSG.GET.SECRETS", nobody},
        {"$JS.API.DIRECT.GET.EVENTS", admin},
        {"$JS.API.DIRECT.GET.EVENTS.evt.stock.ACME.quoted", {"feed", "demo", "admin"}},
        {"$JS.API.DIRECT.GET.EVENTS.evt.portfolio.alice.deposited", admin},
        {"$JS.API.DIRECT.GET.MARKET.mkt.quote.ACME", {"feed", "demo", "admin"}},
        {"$JS.API.DIRECT.GET.SECRETS.secret.auth.log_in", nobody},
        {"$JS.API.STREAM.INFO.EVENTS", readers + Names{"client", "admin"}},
        {"$JS.API.STREAM.LIST", admin},
        {"$JS.API.ACCOUNT.PURGE.ANDVARI", admin},
        // Consumers: everybody's own.
        {"$JS.API.CONSUMER.LIST.EVENTS", admin},
        {"$JS.API.CONSUMER.NAMES.EVENTS", admin},
        {"$JS.API.CONSUMER.CREATE.EVENTS", admin},
        {"$JS.API.CONSUMER.CREATE.EVENTS.x", readers + admin},
        {"$JS.API.CONSUMER.CREATE.EVENTS.x.evt.order.>", readers + Names{"client", "admin"}},
        {"$JS.API.CONSUMER.CREATE.EVENTS.x.evt.auth.>", readers + admin},
        {"$JS.API.CONSUMER.DURABLE.CREATE.EVENTS.x", admin},
        {"$JS.API.CONSUMER.DELETE.EVENTS.x", admin},
        {"$JS.API.CONSUMER.CREATE.COMMANDS", admin},
        {"$JS.API.CONSUMER.CREATE.COMMANDS.x", admin},
        {"$JS.API.CONSUMER.CREATE.SECRETS", nobody},
        {"$JS.API.CONSUMER.CREATE.SECRETS.desk.secret.auth.>", {"desk", "admin"}},
        {"$JS.API.CONSUMER.DELETE.SECRETS.desk", {"desk", "admin"}},
        {"$JS.API.CONSUMER.MSG.NEXT.SECRETS.desk", {"desk"}},
        {"$JS.API.CONSUMER.MSG.NEXT.SECRETS.x", nobody},
        {"$JS.ACK.SECRETS.desk.1.1.1.1.0", {"desk"}},
        {"$JS.API.CONSUMER.MSG.NEXT.DLQ.x", {"tools", "admin"}},
        {"$JS.API.CONSUMER.MSG.NEXT.MARKET.stock-market", {"stock", "admin"}},
        {"$JS.API.CONSUMER.DELETE.MARKET.stock-market", {"stock", "admin"}},
        {"$JS.ACK.MARKET.stock-market.1.1.1.1.0", {"stock", "admin"}},
    };
    for (const auto& context : contexts) {
        table.push_back({"evt." + context + ".x.happened", {context}});
        table.push_back({"dlq." + context + ".cmd.order.alice.place", {context, "admin"}});
    }
    for (const auto* name : {"stock", "order", "portfolio", "auth", "security", "user"}) {
        const std::string context = name, consumer = "COMMANDS." + context + "-commands";
        table.push_back({"$JS.API.CONSUMER.CREATE." + consumer + ".cmd." + context + ".>", {context, "admin"}});
        table.push_back({"$JS.API.CONSUMER.CREATE." + consumer + ".cmd.>", admin});
        table.push_back({"$JS.API.CONSUMER.DELETE." + consumer, {context, "admin"}});
        table.push_back({"$JS.API.CONSUMER.MSG.NEXT." + consumer, {context, "admin"}});
        table.push_back({"$JS.ACK." + consumer + ".1.1.1.1.0", {context, "admin"}});
    }
    for (const auto* verb : {"CREATE", "UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE", "SNAPSHOT", "PEER.REMOVE"})
        for (const auto* stream : {"COMMANDS", "EVENTS", "MARKET", "SECRETS", "DLQ"})
            if (std::string_view{verb} != "SNAPSHOT" || std::string_view{stream} != "SECRETS")
                table.push_back({std::string{"$JS.API.STREAM."} + verb + "." + stream, admin});
    return table;
}

/// A subject of each kind, and who may hear it.
Table who_may_hear() {
    Table table{
        {"cmd.order.alice.place", admin},
        {"cmd.auth.u1.register", admin},
        {"mkt.quote.ACME", admin},
        {"secret.auth.log_in", nobody},
        {"ans.0192", {"gateway", "desk", "client", "admin"}},
        {"ans.secret.0192", {"gateway"}},
        {"view.orders", {"gateway", "desk", "demo", "admin"}},
        {"sys.switch.orders", {"projector", "admin"}},
        {"sys.announce", {"projector", "admin"}},
        {"sys.topology", admin},
        {"evt.stock.ACME.quoted", {"client", "gateway", "admin"}},
        {"evt.order.alice.placed", {"client", "admin"}},
        {"evt.engine.ACME.traded", {"client", "admin"}},
        {"evt.portfolio.alice.deposited", {"client", "admin"}},
        {"evt.auth.u1.registered", admin},
        {"evt.security.u1.granted", admin},
        {"evt.user.u1.erased", admin},
        {"dlq.stock.mkt.quote.ACME", {"feed", "admin"}},
        {"dlq.order.cmd.order.alice.place", {"client", "admin"}},
        {"dlq.order.evt.portfolio.alice.deposited", admin},
        {"dlq.auth.cmd.auth.u1.register", admin},
        {"$JS.EVENT.ADVISORY.API", admin},
        {"$JS.API.STREAM.INFO.EVENTS", nobody},
        {"$JS.ACK.SECRETS.desk.1.1.1.1.0", nobody},
        {"$SYS.ACCOUNT.ANDVARI.CONNECT", nobody},
        {"_INBOX.x", nobody},
        {"other.subject", nobody},
        {">", nobody},
        {"_INBOX_*.>", nobody},
        {"ans.>", {"gateway", "desk", "client", "admin"}},  // But see below what they hear by it.
        {"evt.>", admin},
    };
    for (const auto& context : contexts) table.push_back({"sys.republish." + context, {context, "admin"}});
    for (const auto& user : inside) table.push_back({"_INBOX_" + user + ".x", {user}});
    for (const auto* user : {"feed", "client"}) table.push_back({"_INBOX_" + std::string{user} + ".x", {user}});
    return table;
}

/// As the user has to write it: outside, JetStream's own requests have another name.
std::string as_written(const User& user, const std::string& subject) {
    constexpr std::string_view api = "$JS.API.";
    return user.outside && subject.starts_with(api) ? "$JS.andvari.API." + subject.substr(api.size()) : subject;
}

std::string text_of(const Names& names) {
    std::string text;
    for (const auto& name : names) text += name + "\n";
    return text;
}

}  // namespace

TEST_SUITE("bus: the rights of users") {
    TEST_CASE("each may publish on its own subjects, and on no other") {
        const ServerWithUsers host;
        Watched<Names> heard;
        const auto observer = host.connect("observer");
        const auto everything =
            observer->subscribe(">", [&](Message m) { heard.change([&](auto& all) { all.insert(std::string{m.body()}); }); });
        REQUIRE(observer->send("observer.ready", {}, "ready"));
        REQUIRE(heard.wait([](const auto& all) { return all.contains("ready"); }));

        const auto table = who_may_publish();
        for (const auto& user : default_users()) {
            CAPTURE(user.name);
            Names allowed, denied;
            Speaker speaker{host, user.name};
            for (const auto& [subject, names] : table) {
                const auto written = as_written(user, subject);
                REQUIRE(speaker.connection->send(written, {}, user.name + " " + subject));
                (names.contains(user.name) ? allowed : denied)
                    .insert(names.contains(user.name) ? user.name + " " + subject : "Publish to " + written);
            }
            // What is permitted arrives, what is not is reported, and nothing is both.
            const auto said = [&](const Names& all) {
                Names own;
                for (const auto& text : all)
                    if (text.starts_with(user.name + " ")) own.insert(text);
                return own;
            };
            CHECK(heard.wait([&](const auto& all) { return said(all).size() >= allowed.size(); }, std::chrono::seconds{10}));
            CHECK(speaker.denied.wait([&](const auto& all) { return all.size() >= denied.size(); }, std::chrono::seconds{10}));
            CHECK(text_of(said(heard.get())) == text_of(allowed));
            CHECK(text_of(speaker.denied.get()) == text_of(denied));
        }
    }

    TEST_CASE("each may hear its own subjects, and no other: not secrets, not answers to them, not another's inbox") {
        const ServerWithUsers host;
        const auto table = who_may_hear();
        for (const auto& user : default_users()) {
            CAPTURE(user.name);
            Names denied;
            Speaker speaker{host, user.name};
            std::vector<std::unique_ptr<Subscription>> subscriptions;
            for (const auto& [subject, names] : table) {
                subscriptions.push_back(speaker.connection->subscribe(subject, [](Message) {}));
                if (!names.contains(user.name)) denied.insert("Subscription to " + subject);
            }
            CHECK(speaker.denied.wait([&](const auto& all) { return all.size() >= denied.size(); }, std::chrono::seconds{10}));
            CHECK(text_of(speaker.denied.get()) == text_of(denied));
        }
    }

    // nats-server lets who may subscribe to ans.* subscribe to ans.>, too.
    TEST_CASE("nobody but the gateway hears answers to secrets, whatever it subscribes to") {
        const ServerWithUsers host;
        const auto desk = host.connect("desk"), order = host.connect("order");
        for (const auto* user : {"gateway", "desk", "client", "admin"}) {
            CAPTURE(user);
            Watched<std::vector<std::string>> heard;
            const auto connection = host.connect(user);
            std::vector<std::unique_ptr<Subscription>> subscriptions;
            for (const auto* subject : {"ans.>", "ans.*"})
                subscriptions.push_back(connection->subscribe(
                    subject, [&](Message m) { heard.change([&](auto& all) { all.emplace_back(m.body()); }); }));
            // Heard by both subscriptions: so they are there. Then a secret's answer, and after it, by the same way, another.
            std::size_t count = 0;
            while (heard.get().size() < 2) {
                REQUIRE(desk->request("$JS.API.CONSUMER.INFO.SECRETS.desk", "", std::chrono::seconds{10}).body().size() > 0);
                REQUIRE(order->send("ans.before", {}, "before"));
                REQUIRE(++count < 10'000);
            }
            REQUIRE(desk->send("ans.secret.0192", {}, "secret"));
            REQUIRE(desk->request("$JS.API.CONSUMER.INFO.SECRETS.desk", "", std::chrono::seconds{10}).body().size() > 0);
            REQUIRE(order->send("ans.after", {}, "after"));
            const auto times = [&](const auto& all, const char* body) { return std::ranges::count(all, body); };
            CHECK(heard.wait([&](const auto& all) { return times(all, "after") == 2; }, std::chrono::seconds{10}));
            CHECK(times(heard.get(), "secret") == (std::string_view{user} == "gateway" ? 1 : 0));
        }
    }
}
