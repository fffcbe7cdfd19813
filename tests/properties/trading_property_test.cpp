// Random histories of a crowd that trades, under every delivery that the bus may choose: after each the ledger, the market and
// all invariants agree.
#include <doctest/doctest.h>

#include "tests/properties/acts_reference.hpp"
#include "tests/properties/bus.hpp"
#include "tests/properties/crowd.hpp"
#include "tests/properties/ledger_reference.hpp"
#include "tests/properties/market_reference.hpp"

namespace andvari::properties {
namespace {
/// In how many histories something came to pass.
struct Seen {
    int histories = 0, trades = 0, between_customers = 0, partial = 0, self_trades = 0, triggered = 0, replaced = 0,
        overtaken = 0, activated = 0, accepted = 0, split = 0, ended_by_split = 0, too_late = 0, paid = 0, held_back = 0,
        admitted = 0, against_rules = 0;
};

class History {
public:
    History() : bus_{settings()}, crowd_{bus_} {
        bus_.on_stock = [this](const auto& fact) {
            acts_.on(fact);
            if (const auto* e = std::get_if<stock::SplitDue>(&fact)) effective_[e->action] = e->effective;
        };
        bus_.engine_hears = [this](const auto& fact) { market(stock::aggregate_of(fact)).hears(fact); };
        bus_.before_engine = [this](const auto& symbol) { market(symbol.text).before(); };
        bus_.on_engine = [this](const auto& fact) {
            acts_.on(fact);
            market(engine::aggregate_of(fact)).happened(fact);
            ledger_.on(fact);
        };
        bus_.after_engine = [this](const auto& symbol) { market(symbol.text).after(); };
        bus_.portfolio_hears_stock = [this](const auto& fact) {
            if (const auto* e = std::get_if<stock::RulesSet>(&fact)) rules_[e->symbol] = e->rules;
            if (const auto* e = std::get_if<stock::Quoted>(&fact)) quoted_[e->symbol] = e->quote.time;
        };
        bus_.portfolio_hears_engine = [this](const auto& fact) {
            const auto* e = std::get_if<engine::Split>(&fact);
            if (e == nullptr) return;
            ++splits_heard_[e->symbol];
            auto& since = in_new_shares_[e->symbol];
            since = std::max(since, effective_.at(e->action));
        };
        bus_.on_portfolio = [this](const auto& fact) { heed(fact); };
        crowd_.begin();
    }

    void step() {
        crowd_.act();
        for (auto count = pick(8); count > 0; --count) crowd_.deliver();
        check();
    }
    void finish() {
        crowd_.end();
        while (!bus_.quiet()) {
            crowd_.deliver();
            check();
        }
        check_end();
    }
    /// All facts as they were told.
    const std::string& story() const { return bus_.story; }
    /// Adds what came to pass.
    void count(Seen& seen) const {
        MarketReference::Counts all;
        for (const auto& [symbol, market] : markets_) all += market.counts;
        ++seen.histories;
        // The first four trades are everybody's own beginning.
        seen.trades += all.trades > 4;
        seen.between_customers += all.between_customers > 0;
        seen.partial += all.partial > 0;
        seen.self_trades += all.self_trades > 0;
        seen.triggered += all.triggered > 0;
        seen.replaced += all.replaced > 0;
        seen.overtaken += all.refused_replaces > 0;
        seen.activated += all.activated > 0;
        seen.accepted += accepted() * 2 > static_cast<int>(crowd_.placed());
        seen.split += ledger_.counts.splits > 0;
        seen.ended_by_split += all.ended_by_split > 0;
        seen.too_late += all.too_late > 0;
        seen.paid += ledger_.counts.paid > 0;
        seen.held_back += all.held_back > 0;
        seen.admitted += all.admitted > 0;
        seen.against_rules += against_rules_ > 0;
    }

private:
    static portfolio::Settings settings() {
        portfolio::Settings settings;
        if (one_in(3)) settings.fees = {Money::of_units(pick(2'000'000)), Price::of_units(pick(20'000)), pick(50), Money{}};
        return settings;
    }
    MarketReference& market(const std::string& symbol) { return markets_[symbol]; }

    /// Whoever reserves knows so many splits by then, and so much of the rules.
    void heed(const portfolio::Fact& fact) {
        if (const auto* e = std::get_if<portfolio::Reserved>(&fact)) {
            market(e->symbol.text).reserved(e->order, splits_heard_[e->symbol]);
            const auto& ticket = *bus_.orders.of(e->order.text).ticket;
            RC_ASSERT(keeps_to(rules_[e->symbol], ticket));
            // No quote in old shares prices an order in new ones.
            if (!ticket.limit_price && !ticket.stop_price) RC_ASSERT(quoted_[e->symbol] >= in_new_shares_[e->symbol]);
        }
        if (const auto* e = std::get_if<portfolio::ReservationDenied>(&fact)) {
            const auto& ticket = *bus_.orders.of(e->order.text).ticket;
            against_rules_ += !keeps_to(rules_[ticket.symbol], ticket);
        }
    }
    static bool keeps_to(const stock::Rules& rules, const order::Ticket& t) {
        if (rules.tradable == false) return false;
        if (rules.fractionable == false && (t.notional || t.quantity.units() % Quantity::one != 0)) return false;
        if (rules.lot && t.quantity.units() % rules.lot->units() != 0) return false;
        if (rules.tick && t.limit_price && t.limit_price->units() % rules.tick->units() != 0) return false;
        return !rules.least_notional || !t.limit_price || value_of(*t.limit_price, t.quantity) >= *rules.least_notional;
    }

    /// In the middle of everything.
    void check() const {
        if (bus_.invariants.findings().any()) RC_FAIL(words());
        bus_.portfolio.each([](const auto&, const portfolio::State& account) {
            RC_ASSERT(!account.reserved.negative());
            RC_ASSERT(account.reserved <= account.cash);
            for (const auto& [symbol, holding] : account.holdings) RC_ASSERT(holding.reserved <= holding.held);
        });
    }
    std::string words() const {
        std::string text;
        for (std::size_t i = 0; i < checks::invariant_names.size(); ++i)
            for (const auto& finding : bus_.invariants.findings().of(static_cast<checks::Invariant>(i)).first)
                text.append(checks::invariant_names[i])
                    .append(": ")
                    .append(finding.what)
                    .append(" at ")
                    .append(finding.where)
                    .append("; ");
        return text;
    }
    /// When everybody has heard everything.
    void check_end() {
        bus_.invariants.finish(bus_.now.plus_seconds(1'000'000));
        if (bus_.invariants.findings().any()) RC_FAIL(words());
        RC_ASSERT(bus_.answered() == bus_.asked());
        acts_.finish();
        for (const auto& told : bus_.portfolio.log()) ledger_.on(told.fact);
        bus_.orders.each([&](const auto& name, const order::Order& order) { check_order({name}, order); });
        bus_.portfolio.each([&](const auto& name, const portfolio::State& account) { check_account({name}, account); });
        bus_.stock.restart();
        bus_.orders.restart();
        bus_.engine.restart();
        bus_.portfolio.restart();
    }
    void check_account(const AccountId& id, const portfolio::State& account) {
        const auto& sums = ledger_.accounts[id];
        // A buyer who has no more pays some millionths less than his trades'
        // rounded values, one for each.
        RC_ASSERT(account.cash >= sums.cash);
        RC_ASSERT(account.cash <= sums.cash + Money::of_units(sums.trades));
        for (const auto& symbol : Crowd::symbols) {
            const auto held = account.holdings.find(symbol.text);
            const auto expected = sums.held.find(symbol);
            RC_ASSERT((held == account.holdings.end() ? Quantity{} : held->second.held) ==
                      (expected == sums.held.end() ? Quantity{} : expected->second));
        }
        RC_ASSERT(account.owed.size() == sums.owed.size());
        for (const auto& [action, owed] : account.owed) RC_ASSERT(owed.amount == sums.owed.at(action));
        RC_ASSERT(account.sent.empty());
        for (const auto& [order, reservation] : account.reservations) RC_ASSERT(reserved_for_.contains(order));
    }
    void check_order(const OrderId& id, const order::Order& order) {
        if (!order.exists()) return;
        RC_ASSERT(order.status != order::Status::pending);
        RC_ASSERT(order.cancel.empty());
        RC_ASSERT(!order.replace);
        RC_ASSERT(order.filled == ledger_.filled[id]);
        const bool all = order.filled.positive() && order.filled == order.quantity();
        RC_ASSERT((order.status == order::Status::filled) == all);
        const auto* there = bus_.engine.of(order.ticket->symbol.text).find_any(id);
        const auto waits = bus_.engine.of(order.ticket->symbol.text).exits().inactive(id);
        RC_ASSERT((order.open() == (there != nullptr || waits.positive())));
        if (!order.open()) return;
        RC_ASSERT(order.quantity() - order.filled == (there ? there->remaining : Quantity{}) + waits);
        reserved_for_.insert(order.ticket->shares_with.value_or(id).text);
    }

    int accepted() const {
        int count = 0;
        for (const auto& told : bus_.orders.log()) count += std::holds_alternative<order::Accepted>(told.fact);
        return count - static_cast<int>(Crowd::people.size());
    }

    Bus bus_;
    Crowd crowd_;
    std::map<std::string, MarketReference> markets_;
    LedgerReference ledger_;
    ActsReference acts_;
    std::map<std::string, Instant> effective_;  ///< Of each split.
    // What the portfolio has heard:
    std::map<Symbol, stock::Rules> rules_;
    std::map<Symbol, int> splits_heard_;
    std::map<Symbol, Instant> quoted_, in_new_shares_;
    std::set<std::string> reserved_for_;
    int against_rules_ = 0;
};
}  // namespace

TEST_SUITE("properties of trading") {
    TEST_CASE(
        "however orders, quotes, splits, dividends and halts interleave, the ledger and the market agree with the simplest") {
        Seen seen;
        CHECK(rc::check([&] {
            History history;
            try {
                for (auto steps = 5 + pick(36); steps > 0; --steps) history.step();
                history.finish();
            } catch (...) {
                RC_LOG() << history.story();
                throw;
            }
            history.count(seen);
        }));
        // A few say nothing of all; many that are mostly refused would show nothing.
        if (seen.histories < 300) return;
        const auto in_a_hundred = [&](int count) { return count * 100 / seen.histories; };
        CHECK(in_a_hundred(seen.trades) >= 70);
        CHECK(in_a_hundred(seen.accepted) >= 60);
        CHECK(in_a_hundred(seen.partial) >= 30);
        CHECK(in_a_hundred(seen.triggered) >= 20);
        CHECK(in_a_hundred(seen.activated) >= 10);
        CHECK(in_a_hundred(seen.between_customers) >= 10);
        CHECK(in_a_hundred(seen.self_trades) >= 5);
        CHECK(in_a_hundred(seen.replaced) >= 4);
        CHECK(in_a_hundred(seen.overtaken) >= 1);
        CHECK(in_a_hundred(seen.split) >= 35);
        CHECK(in_a_hundred(seen.ended_by_split) >= 15);
        CHECK(in_a_hundred(seen.too_late) >= 20);
        CHECK(in_a_hundred(seen.paid) >= 30);
        CHECK(in_a_hundred(seen.held_back) >= 10);
        CHECK(in_a_hundred(seen.admitted) >= 4);
        CHECK(in_a_hundred(seen.against_rules) >= 6);
    }
}
}  // namespace andvari::properties
