// Views on PostgreSQL, beside the same views on SQLite.
#include <doctest/doctest.h>

#include "services/auth/credentials_view.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/security/access_view.hpp"
#include "services/stock/quotes_view.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/view_story.hpp"
#include "shared/store/postgres_server.hpp"

namespace andvari {
namespace {
using namespace test;
const AccountId alice{"alice"};

/// The story, and an outcome that breaks the rules, so that the statements for that run too.
Story day() {
    auto story = trading(300);
    const auto who = people();
    story.facts.insert(story.facts.end(), who.facts.begin(), who.facts.end());
    story.tell("alice", portfolio::CommandRefused{alice, "code", "reason"}, "deposit-alice");
    story.tell("AAPL", stock::StatusChanged{{"AAPL"}, true, "news", Story::start}, "halt-aapl");
    story.tell("AAPL", stock::SplitAnnounced{{"AAPL"}, "split-aapl", {7, 1}, Story::start}, "split-aapl");
    story.tell("AAPL", stock::ActionCancelled{{"AAPL"}, "split-aapl"}, "cancel-aapl");
    return story;
}

template <class V>
struct Both {
    Shown<V> lite{day(), 100};
    Shown<V> postgres{store::testing::fresh_postgres()};
    Both() { postgres.hear(day(), 1000); }
    /// Whether `ask(db)`, written as JSON, is the same from both, and is not nothing.
    bool agree(auto&& ask) {
        const auto answer = json::write(ask(lite.db()));
        return answer.size() > 2 && answer == json::write(ask(postgres.db()));
    }
};

TEST_SUITE("views on both stores") {
    TEST_CASE_TEMPLATE("the rows are the same", V, stock::StockView, stock::QuotesView, order::OrdersView, engine::TradesView,
                       portfolio::AccountsView, security::AccessView, auth::CredentialsView, eventing::CommandsView,
                       eventing::ActivityView) {
        Both<V> both;
        CHECK(eventing::table_digests(both.lite.db(), both.lite.view) ==
              eventing::table_digests(both.postgres.db(), both.postgres.view));
        CHECK_FALSE(eventing::first_difference(both.lite.db(), both.postgres.db(), both.lite.view).has_value());
    }

    TEST_CASE("the answers of stock are the same") {
        using View = stock::StockView;
        Both<View> both;
        CHECK(both.agree([](auto& db) { return View::instruments(db, "", 10); }));
        CHECK(both.agree([](auto& db) { return View::instrument(db, Symbol{"AAPL"}).value(); }));
        CHECK(both.agree([](auto& db) { return View::quote(db, Symbol{"AAPL"}).value(); }));
        CHECK(both.agree([](auto& db) { return View::action(db, Symbol{"AAPL"}, "split-aapl").value(); }));
        CHECK(both.agree([](auto& db) { return View::acts(db, std::nullopt, 10); }));
        CHECK(View::bars(both.postgres.db(), {.symbol = Symbol{"AAPL"}}).empty());
    }

    TEST_CASE("the answers of quotes are the same") {
        using View = stock::QuotesView;
        Both<View> both;
        const auto shown = [&](bool newest_first, std::optional<stock::QuotePlace> behind) {
            return both.agree([&](auto& db) {
                std::vector<stock::Quote> quotes;
                for (const auto& past : View::list(db, {Symbol{"AAPL"}, {}, {}, newest_first, behind, 5}))
                    quotes.push_back(past.quote);
                return quotes;
            });
        };
        CHECK(shown(false, {}));
        CHECK(shown(true, {}));
        const auto third = View::list(both.lite.db(), {.symbol = Symbol{"AAPL"}}).at(2);
        CHECK(shown(false, stock::QuotePlace{third.quote.time, third.place}));
        CHECK(shown(true, stock::QuotePlace{third.quote.time, third.place}));
    }

    TEST_CASE("the answers of orders are the same") {
        using View = order::OrdersView;
        Both<View> both;
        CHECK(both.agree([](auto& db) { return View::list(db, {.accounts = {alice}, .symbol = Symbol{"AAPL"}, .limit = 500}); }));
        CHECK(both.agree([](auto& db) { return View::list(db, {.all_accounts = true, .before = 300'000}); }));
        CHECK(both.agree([](auto& db) { return View::list(db, {.accounts = {alice}, .status = order::Status::rejected}); }));
        CHECK(View::list(both.postgres.db(), {.accounts = {alice}, .which = order::OrderQuery::Which::open}).empty());
        const auto some = View::list(both.lite.db(), {.all_accounts = true, .limit = 1}).at(0);
        CHECK(both.agree([&](auto& db) { return View::find(db, some.id).value(); }));
        CHECK(View::account_of(both.postgres.db(), some.id) == some.account);
        CHECK_FALSE(View::find_by_client_order_id(both.postgres.db(), alice, "none").has_value());
    }

    TEST_CASE("the answers of trades are the same") {
        using View = engine::TradesView;
        Both<View> both;
        CHECK(both.agree([](auto& db) { return View::list(db, {.accounts = {alice}, .symbol = Symbol{"AAPL"}, .limit = 500}); }));
        CHECK(both.agree([](auto& db) { return View::list(db, {.all_accounts = true}); }));
        const auto some = View::list(both.lite.db(), {.all_accounts = true, .limit = 1}).at(0);
        CHECK(both.agree([&](auto& db) { return View::of_order(db, some.order, 0, 10); }));
    }

    TEST_CASE("the answers of accounts are the same") {
        using View = portfolio::AccountsView;
        Both<View> both;
        CHECK(both.agree([](auto& db) { return View::account(db, alice).value(); }));
        CHECK(both.agree([](auto& db) { return View::accounts_of(db, "owner:alice", "", 10); }));
        CHECK(both.agree([](auto& db) { return View::all_accounts(db, "", 10); }));
        CHECK(both.agree([](auto& db) { return View::ids_of(db, "owner:alice", 10); }));
        CHECK(both.agree([](auto& db) { return View::any_position(db, alice, Symbol{"AAPL"}).value(); }));
        CHECK(both.agree([](auto& db) { return View::ledger(db, alice, {}, 10); }));
        CHECK(View::positions(both.postgres.db(), alice, "", 10).size() == View::positions(both.lite.db(), alice, "", 10).size());
        CHECK(View::owner_of(both.postgres.db(), alice) == "owner:alice");
    }

    TEST_CASE("the answers of access are the same") {
        using View = security::AccessView;
        Both<View> both;
        const UserId her{"alice"};
        for (auto* db : {&both.lite.db(), &both.postgres.db()}) {
            CHECK(View::access(*db, her)->permissions == member_permissions);
            CHECK(View::revision(*db) == 10);
            CHECK(View::user(*db, her)->email == "v1.mail-alice");
            CHECK(View::users(*db, "alice", 2).size() == 2);
            CHECK(View::session(*db, {"alice-first"})->client == "v1.client");
            CHECK(View::sessions(*db, her, std::nullopt, SessionId{"alice-second"}, 10).size() == 1);
            CHECK(View::sessions(*db, her, Story::start, std::nullopt, 10).size() == 2);
            CHECK(View::key(*db, {"alice-key"})->secret_hash == "secret-hash");
            CHECK(View::keys(*db, her, "", 10).size() == 1);
            CHECK(View::roles(*db).size() == 2);
            CHECK(View::acts(*db, std::nullopt, 3).size() == 3);
            CHECK(View::counts(*db, Story::start).open_sessions == 2);
            CHECK(View::ring(*db)->sealing == "sealing");
        }
    }

    TEST_CASE("the answers of credentials are the same") {
        using View = auth::CredentialsView;
        Both<View> both;
        const UserId her{"alice"};
        for (auto* db : {&both.lite.db(), &both.postgres.db()}) {
            CHECK(View::find(*db, her)->recovery_hashes == std::vector<std::string>{"hash"});
            CHECK(View::find(*db, her)->totp_step == 1);
            CHECK(View::all(*db, "", 10).size() == 1);
            CHECK(View::owner_of_key(*db, {"alice-key"}) == her);
            CHECK(View::ring(*db)->sealing == "sealing");
        }
        Story more;
        const auto opens = [&](const char* id, std::optional<std::int64_t> step, std::optional<std::string> code) {
            more.tell("alice", auth::SessionOpened{her, {id}, auth::Method::totp, step, code, "hash", {}, {}, "v1.client"});
        };
        more.tell("alice", auth::SecondFactorOffered{her, "v1.seed"});
        more.tell("alice", auth::PasswordChanged{her, "v1.other", auth::PasswordChange::changed, 2});
        opens("by-step", 2, {});
        opens("by-code", {}, "hash");
        more.tell("alice", auth::KeyRevoked{her, {"alice-key"}, ""}).tell("ring", auth::RingChanged{{}, "another"});
        both.lite.hear(more);
        both.postgres.hear(more);
        for (auto* db : {&both.lite.db(), &both.postgres.db()}) {
            const auto row = View::find(*db, her);
            CHECK(row->seed == "v1.seed");
            CHECK(row->password_revision == 2);
            CHECK(row->totp_step == 2);
            CHECK(row->recovery_hashes.empty());
            CHECK_FALSE(View::owner_of_key(*db, {"alice-key"}).has_value());
            CHECK(View::ring(*db)->sealing == "another");
        }
        Story less;
        less.tell("alice", auth::SecondFactorDisabled{her});
        both.postgres.hear(less);
        CHECK_FALSE(View::find(both.postgres.db(), her)->seed.has_value());
    }

    TEST_CASE("the answers of commands and of activity are the same") {
        Both<eventing::CommandsView> commands;
        CHECK(commands.agree([](auto& db) { return eventing::CommandsView::find(db, "deposit-alice", "portfolio").value(); }));
        CHECK(eventing::CommandsView::violations(commands.postgres.db(), 10).size() == 1);
        CHECK(eventing::CommandsView::pending(commands.postgres.db()) == eventing::CommandsView::pending(commands.lite.db()));
        Both<eventing::ActivityView> activity;
        const eventing::ActivityQuery query{.accounts = {alice}, .after = {{"order/0", 40}}, .limit = 200};
        CHECK(activity.agree([&](auto& db) { return eventing::ActivityView::after(db, query); }));
        CHECK(activity.agree([&](auto& db) { return eventing::ActivityView::positions(db); }));
    }
}
}  // namespace
}  // namespace andvari
