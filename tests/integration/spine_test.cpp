#include "tests/integration/spine.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "shared/bus/test_server.hpp"
#include "shared/store/postgres_server.hpp"

using namespace andvari;
using andvari::testing::Spine;

namespace {
order::Place market_buy(const std::string& account, std::int64_t shares) {
    return {{account},    {"AAPL"},    order::Side::buy, order::Kind::market, order::TimeInForce::day, Quantity::whole(shares),
            std::nullopt, std::nullopt};
}
std::optional<portfolio::PositionRow> position(Spine& spine, const std::string& account, std::int64_t shares) {
    return spine.seen("accounts", [&](auto& db) {
        auto row = portfolio::AccountsView::position(db, {account}, {"AAPL"});
        return row && row->quantity == Quantity::whole(shares) ? row : std::nullopt;
    });
}

// An account, money, a quote, an order; and what the read models say of it.
void trade_once(Spine& spine) {
    spine.open_account("alice", Money::whole(10'000));
    spine.quote("AAPL", "99", "100");
    CHECK(spine.ask("cmd.order.alice.place", market_buy("alice", 10), "first").type == order::Accepted::type);
    const auto held = position(spine, "alice", 10);
    REQUIRE(held.has_value());
    CHECK(held->cost == Money::whole(1'000));
    const auto account = spine.seen("accounts", [](auto& db) { return portfolio::AccountsView::account(db, {"alice"}); });
    CHECK(account->cash == Money::whole(9'000));
    CHECK(account->reserved_cash == Money{});
    const auto order = spine.seen("orders", [](auto& db) {
        auto row = order::OrdersView::find(db, {"first"});
        return row && row->status == order::Status::filled ? row : std::nullopt;
    });
    CHECK(order->average_price == Price::whole(100));
}
using Sequences = std::map<std::string, std::set<std::uint64_t>>;  // Of each source.

/// Everything in EVENTS, as it comes.
class LogWatch {
public:
    explicit LogWatch(Spine& spine)
        : reader_{bus::read(spine.shared_connection(), {.stream = "EVENTS", .batch = 10'000}, [this](bus::Delivered delivered) {
              const auto place = eventing::fact_envelope(delivered.message).value().place;
              seen_.change([&](Sequences& all) { all[place.source].insert(place.sequence); });
          })} {}
    /// True once each source has facts from 1 on without a gap, and at least as far as `known` says.
    bool whole(const Sequences& known) {
        return seen_.wait([&](const Sequences& all) {
            return std::ranges::all_of(known, [&](const auto& source) {
                const auto found = all.find(source.first);
                return found != all.end() && *found->second.rbegin() >= *source.second.rbegin() &&
                       *found->second.rbegin() == found->second.size();
            });
        });
    }
    Sequences until_holds(const std::vector<std::string>& sources) {
        seen_.wait([&](const Sequences& all) {
            return std::ranges::all_of(sources, [&](const auto& source) { return all.contains(source); });
        });
        Sequences result;
        seen_.change([&](Sequences& all) { result = all; });
        return result;
    }

private:
    bus::Watched<Sequences> seen_;
    std::unique_ptr<bus::Reader> reader_;
};

/// All contexts have said something, and what that is.
Sequences everybody_spoke(Spine& spine) {
    spine.open_account("alice", Money::whole(10'000));
    spine.quote("AAPL", "99", "100");
    spine.ask("cmd.order.alice.place", market_buy("alice", 10));
    position(spine, "alice", 10);
    spine.ask("cmd.user.alice.set_preferences", user::SetPreferences{{"alice"}, "v1.x"});
    return LogWatch{spine}.until_holds({"stock/0", "order/0", "engine/0", "portfolio/0", "security/0", "user/0"});
}
}  // namespace

TEST_SUITE("the spine") {
    TEST_CASE("an order on the bus becomes a settled position") {
        Spine spine;
        trade_once(spine);
    }
    TEST_CASE("an order becomes a settled position on PostgreSQL, too, and goes on there after a stop") {
        Spine spine{store::testing::fresh_postgres()};
        trade_once(spine);
        spine.stop();
        spine.start();
        spine.quote("AAPL", "99", "100");
        spine.ask("cmd.order.alice.place", market_buy("alice", 5));
        CHECK(position(spine, "alice", 15).has_value());
    }
    TEST_CASE("without a quote an order is rejected, and says why") {
        Spine spine;
        spine.open_account("alice", Money::whole(10'000));
        spine.publish("cmd.stock.AAPL.list", R"({"symbol":"AAPL","name":"Apple","currency":"USD"})");
        // The portfolio hears of the instrument when it does; before, it knows even less.
        auto answer = spine.ask("cmd.order.alice.place", market_buy("alice", 1));
        while (answer.body.find("unknown_instrument") != std::string::npos)
            answer = spine.ask("cmd.order.alice.place", market_buy("alice", 1));
        CHECK(answer.type == order::Rejected::type);
        CHECK(answer.body.find("no_quote") != std::string::npos);
    }
    TEST_CASE("the same command sent three times, also under new message ids, has one effect") {
        Spine spine;
        spine.open_account("alice", Money::whole(10'000));
        const auto body = json::write(portfolio::Deposit{{"alice"}, Money::whole(5), "USD"});
        for (int i = 0; i < 3; ++i)
            spine.publish("cmd.portfolio.alice.deposit", body, {{"ce-id", "once"}, {"ce-actor", "owner:alice"}});
        spine.answer("once");
        spine.ask("cmd.portfolio.alice.deposit", portfolio::Deposit{{"alice"}, Money::whole(1), "USD"}, "last");
        const auto account = spine.seen("accounts", [](auto& db) {
            auto row = portfolio::AccountsView::account(db, {"alice"});
            return row && row->cash >= Money::whole(10'006) ? row : std::nullopt;
        });
        CHECK(account->cash == Money::whole(10'006));
    }
    TEST_CASE("everything stopped and started again goes on where it was") {
        Spine spine;
        spine.open_account("alice", Money::whole(10'000));
        spine.quote("AAPL", "99", "100");
        spine.ask("cmd.order.alice.place", market_buy("alice", 10));
        position(spine, "alice", 10);
        spine.stop();
        spine.start();
        spine.ask("cmd.order.alice.place", market_buy("alice", 5));
        CHECK(position(spine, "alice", 15).has_value());
    }
    TEST_CASE("the bus's store lost while everything was stopped is filled again from the journals") {
        Spine spine;
        spine.open_account("alice", Money::whole(10'000));
        spine.quote("AAPL", "99", "100");
        spine.ask("cmd.order.alice.place", market_buy("alice", 10));
        position(spine, "alice", 10);
        const auto before = bus::stream_state(spine.connection(), "EVENTS")->messages;
        spine.stop();
        spine.lose_the_bus();
        spine.start();
        spine.quote("AAPL", "99", "100");
        spine.ask("cmd.order.alice.place", market_buy("alice", 5));
        CHECK(position(spine, "alice", 15).has_value());
        CHECK(bus::stream_state(spine.connection(), "EVENTS")->messages > before);
    }
    TEST_CASE("the bus's store lost under running services, which may make no stream, is made again and filled") {
        Spine spine;
        const auto before = everybody_spoke(spine);
        spine.server().stop();
        std::filesystem::remove_all(spine.server().folder() / "jetstream");
        spine.server().start();
        SUBCASE("while nobody has anything new to say") {}
        SUBCASE("while there is something new to say") {
            spine.quote("AAPL", "99", "100");
            spine.ask("cmd.order.alice.place", market_buy("alice", 5));
            CHECK(position(spine, "alice", 15).has_value());
        }
        CHECK(LogWatch{spine}.whole(before));
    }
    TEST_CASE("the bus's store set back under running services gets again what it lost") {
        Spine spine;
        spine.open_account("alice", Money::whole(10'000));
        const auto store = spine.server().folder() / "jetstream", copy = spine.server().folder() / "earlier";
        spine.server().stop();
        std::filesystem::copy(store, copy, std::filesystem::copy_options::recursive);
        spine.server().start();
        const auto before = everybody_spoke(spine);
        spine.server().stop();
        std::filesystem::remove_all(store);
        std::filesystem::rename(copy, store);
        spine.server().start();
        SUBCASE("while nobody has anything new to say") {}
        SUBCASE("while there is something new to say") {
            spine.ask("cmd.portfolio.alice.deposit", portfolio::Deposit{{"alice"}, Money::whole(5), "USD"});
            spine.ask("cmd.order.alice.place", market_buy("alice", 5));
        }
        CHECK(LogWatch{spine}.whole(before));
    }
    // The server lets order publish on evt.order.> alone; what it says there in another's name is for the readers to refuse.
    TEST_CASE("a fact in another context's name is a dead letter") {
        Spine spine;
        spine.open_account("alice", Money::whole(10));
        bus::Watched<std::vector<std::string>> reasons;
        const auto letters =
            spine.connection().subscribe("dlq.projector.evt.order.alice.deposited", [&](const bus::Message& letter) {
                reasons.change([&](auto& all) { all.emplace_back(letter.header("andvari-reason")); });
            });
        const auto publisher = bus::make_publisher(bus::connect(spine.as("order")));
        const auto forge = [&](std::string id, std::string_view type, const char* source) {
            eventing::Envelope forged;
            forged.id = std::move(id);
            forged.type = type;
            forged.time = Instant::now();
            forged.place = {source, 1, 1, {}};
            publisher->publish("evt.order.alice.deposited", forged.id, eventing::to_headers(forged), "{}", {}, {});
        };
        forge("portfolio-speaks", portfolio::Deposited::type, "portfolio/0");
        forge("order-speaks", portfolio::Deposited::type, "order/0");
        CHECK(publisher->drain(std::chrono::seconds{10}));
        const std::string reason = "ce-source is of another context than the subject or ce-type";
        CHECK(reasons.wait([&](const auto& all) { return all == std::vector{reason, reason}; }));
        CHECK(spine.ask("cmd.order.alice.place", market_buy("alice", 5)).type == order::Rejected::type);
    }
    TEST_CASE("nats-server killed between two orders is not noticed by who waits for an answer") {
        Spine spine;
        spine.open_account("alice", Money::whole(10'000));
        spine.quote("AAPL", "99", "100");
        spine.ask("cmd.order.alice.place", market_buy("alice", 10));
        spine.server().kill9();
        CHECK(spine.ask("cmd.order.alice.place", market_buy("alice", 5)).type == order::Accepted::type);
        CHECK(position(spine, "alice", 15).has_value());
    }
}
