// Random histories of people who trade with each other and with the market,
// under every delivery that the bus may choose.
#include <doctest/doctest.h>

#include "tests/properties/bus.hpp"
#include "tests/properties/reference.hpp"

namespace andvari::properties {
namespace {
using order::Kind;
using order::TimeInForce;

/// Below `n`; with no regard to how large RapidCheck wants the case to be.
std::int64_t pick(std::int64_t n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(0, n)); }
bool one_in(std::int64_t n) { return pick(n) == n - 1; }
template <class T>
T any(std::initializer_list<T> list) {
    return list.begin()[pick(static_cast<std::int64_t>(list.size()))];
}

const std::vector<Symbol> symbols{{"AAPL"}, {"MSFT"}};
struct Person {
    AccountId account;
    std::string actor;
};
const std::vector<Person> people{{{"a1"}, "owner:alice"}, {{"a2"}, "owner:alice"}, {{"b"}, "owner:bob"}, {{"c"}, "owner:carol"}};

Price some_price(std::int64_t around = 100) {
    return Price::of_units(((around - 4) * 100 + pick(800)) * (Price::whole(1).units() / 100));
}
Quantity some_quantity() {
    if (one_in(5)) return Quantity::of_units(1 + pick(5'000'000'000));
    return Quantity::whole(1 + pick(9));
}

/// In how many histories something came to pass.
struct Seen {
    int histories = 0, trades = 0, between_customers = 0, partial = 0, self_trades = 0, triggered = 0, replaced = 0,
        overtaken = 0, activated = 0, accepted = 0;
};

class History {
public:
    History() : bus_{settings()} {
        bus_.before_engine = [this](const auto& command) { market(engine::aggregate_of(command, Given{})).before(command); };
        bus_.on_engine = [this](const auto& fact) {
            market(engine::aggregate_of(fact)).happened(fact);
            ledger_.on(fact);
        };
        bus_.after_engine = [this](const auto& symbol) { market(symbol.text).after(); };
        begin();
    }

    void step() {
        const auto dice = pick(100);
        if (dice < 42) place();
        else if (dice < 50) cancel();
        else if (dice < 62) replace();
        else if (dice < 80) quote();
        else if (dice < 86) move_money();
        else if (dice < 88) restart();
        else if (dice < 91) repeat();
        for (auto count = pick(8); count > 0; --count) deliver();
        check();
    }
    void finish() {
        while (!bus_.quiet()) {
            deliver();
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
        seen.accepted += accepted() * 2 > static_cast<int>(places_.size());
    }

private:
    static portfolio::Settings settings() {
        portfolio::Settings settings;
        if (one_in(3)) settings.fees = {Money::of_units(pick(2'000'000)), Price::of_units(pick(20'000)), pick(50), Money{}};
        return settings;
    }
    MarketReference& market(const std::string& symbol) { return markets_[symbol]; }

    /// Everybody has money, and some of them shares.
    void begin() {
        for (const auto& symbol : symbols) {
            bus_.quote(symbol, {Price::whole(99), Price::whole(101), Quantity::whole(100), Quantity::whole(100), bus_.now});
        }
        for (const auto& [account, actor] : people) {
            ask(bus_.portfolio, portfolio::Open{account, "x", "USD", std::nullopt}, actor);
            ask(bus_.portfolio, portfolio::Deposit{account, Money::whole(1'500 + pick(6'000)), "USD"}, actor);
        }
        settle();
        for (std::size_t i = 0; i < people.size(); ++i) {
            order::Place place{people[i].account, symbols[i % 2],      Side::buy, Kind::market,
                               TimeInForce::day,  Quantity::whole(12), {},        {}};
            ask(bus_.orders, place, people[i].actor);
        }
        settle();
    }
    void settle() {
        while (!bus_.quiet())
            for (std::size_t line = 0; line < lines; ++line)
                while (bus_.waiting(static_cast<Line>(line)) > 0) bus_.bring(static_cast<Line>(line));
    }

    template <class Of, class C>
    std::string ask(Of& source, const C& command, const std::string& actor) {
        auto id = "c" + std::to_string(++commands_);
        bus_.ask(source, command, id, actor);
        return id;
    }
    const Person& somebody() const { return people[static_cast<std::size_t>(pick(static_cast<std::int64_t>(people.size())))]; }

    void place() {
        const auto& [account, actor] = somebody();
        order::Place p{
            account, symbols[one_in(4) ? 1 : 0], any({Side::buy, Side::sell}), Kind::limit, TimeInForce::gtc, some_quantity(), {},
            {}};
        const auto dice = pick(20);
        if (dice < 12)
            p.limit_price = some_price(),
            p.time_in_force = any({TimeInForce::gtc, TimeInForce::gtc, TimeInForce::day, TimeInForce::ioc, TimeInForce::fok});
        else if (dice < 14) p.kind = Kind::market, p.time_in_force = any({TimeInForce::day, TimeInForce::ioc, TimeInForce::fok});
        else if (dice < 15)
            p.kind = Kind::market, p.time_in_force = TimeInForce::day, p.quantity.reset(),
            p.notional = Money::of_units(1'000'000 + pick(900'000'000));
        else if (dice < 16) p.kind = Kind::stop, p.stop_price = some_price();
        else if (dice < 17) p.kind = Kind::stop_limit, p.stop_price = some_price(), p.limit_price = some_price();
        else if (dice < 18) p.kind = Kind::trailing_stop, p.trail_price = Price::of_units(1 + pick(3) * 1'000'000'000);
        else give_exits(p);
        if (one_in(6)) p.client_order_id = "mine-" + std::to_string(pick(4));
        places_.push_back({p, actor, ask(bus_.orders, p, actor)});
        orders_.push_back({order::order_id_for(p, places_.back().id), account, actor});
        for (const auto& exit : order::exits_of(ticket_for(p, orders_.back().order)))
            if (one_in(2)) orders_.push_back({exit.order, account, actor});
    }
    static order::Ticket ticket_for(const order::Place& p, const OrderId& id) {
        order::Ticket t{id, p.account, p.symbol, p.side, p.kind, p.time_in_force, p.quantity.value_or(Quantity{}), p.limit_price,
                        {}};
        t.order_class = p.order_class, t.take_profit = p.take_profit, t.stop_loss = p.stop_loss;
        return t;
    }
    void give_exits(order::Place& p) {
        p.limit_price = some_price();
        const order::StopLoss loss{some_price(97), one_in(2) ? std::optional{some_price(96)} : std::nullopt};
        const order::TakeProfit profit{some_price(104)};
        p.order_class =
            any({order::OrderClass::bracket, order::OrderClass::bracket, order::OrderClass::oto, order::OrderClass::oco});
        p.side = p.order_class == order::OrderClass::oco ? Side::sell : Side::buy;
        if (p.order_class == order::OrderClass::oco) p.limit_price = some_price(104), p.stop_loss = loss;
        else if (p.order_class == order::OrderClass::bracket) p.take_profit = profit, p.stop_loss = loss;
        else if (one_in(2)) p.take_profit = profit;
        else p.stop_loss = loss;
    }

    struct Known {
        OrderId order;
        AccountId account;
        std::string actor;
    };
    /// One that was placed: more often a late one, and more often its owner asks.
    Known some_order() const {
        const auto back =
            std::min(pick(static_cast<std::int64_t>(orders_.size())), pick(static_cast<std::int64_t>(orders_.size())));
        auto known = orders_[orders_.size() - 1 - static_cast<std::size_t>(back)];
        if (one_in(20)) known.actor = somebody().actor;
        return known;
    }
    void cancel() {
        if (orders_.empty()) return;
        const auto known = some_order();
        ask(bus_.orders, order::Cancel{known.account, known.order}, known.actor);
    }
    void replace() {
        if (orders_.empty()) return;
        const auto known = some_order();
        order::Replace r{known.account, known.order};
        const auto& now = bus_.orders.of(known.order.text);
        if (one_in(2)) r.quantity = some_quantity();
        if (now.ticket && now.ticket->limit_price && (!r.quantity || one_in(2))) r.limit_price = some_price();
        if (now.ticket && now.ticket->stop_price && one_in(2)) r.stop_price = some_price();
        if (now.ticket && now.ticket->trail_price && one_in(2)) r.trail_price = Price::of_units(1 + pick(3) * 1'000'000'000);
        const auto id = ask(bus_.orders, r, known.actor);
        orders_.push_back({order::replacement_id(known.order, id), known.account, known.actor});
    }
    void quote() {
        bus_.now = bus_.now.plus_seconds(one_in(25) ? 86'400 : 1 + pick(20));
        const auto bid = some_price(99);
        const auto ask_price = bid + Price::of_units(pick(300) * (Price::whole(1).units() / 100));
        bus_.quote(symbols[one_in(4) ? 1 : 0],
                   {bid, ask_price, Quantity::whole(pick(12)), Quantity::whole(1 + pick(12)), bus_.now});
    }
    void move_money() {
        const auto& [account, actor] = somebody();
        const auto amount = Money::of_units(1 + pick(1'500'000'000));
        const auto dice = pick(3);
        if (dice == 0) ask(bus_.portfolio, portfolio::Deposit{account, amount, "USD"}, actor);
        else if (dice == 1) ask(bus_.portfolio, portfolio::Withdraw{account, amount, "USD"}, actor);
        else ask(bus_.portfolio, portfolio::Transfer{account, somebody().account, amount, "USD"}, actor);
    }
    /// The same command again, under its own id or under another.
    void repeat() {
        if (places_.empty()) return;
        const auto place = places_[static_cast<std::size_t>(pick(static_cast<std::int64_t>(places_.size())))];
        if (one_in(2)) bus_.ask(bus_.orders, place.place, place.id, place.actor);
        else ask(bus_.orders, place.place, place.actor);
    }
    void restart() {
        ++restarts_;
        switch (pick(4)) {
            case 0: return bus_.orders.restart();
            case 1: return bus_.engine.restart();
            case 2: return bus_.portfolio.restart();
            default: bus_.engine.save_snapshots(), bus_.portfolio.save_snapshots();
        }
    }
    void deliver() {
        std::array<Line, lines> busy{};
        std::size_t count = 0;
        for (std::size_t line = 0; line < lines; ++line)
            if (bus_.waiting(static_cast<Line>(line)) > 0) busy[count++] = static_cast<Line>(line);
        if (count > 0) bus_.bring(busy[static_cast<std::size_t>(pick(static_cast<std::int64_t>(count)))]);
        const auto dice = pick(12);
        if (dice == 10) bus_.bring_again(static_cast<Line>(pick(lines)), static_cast<std::size_t>(pick(30)));
        if (dice == 11) bus_.insist(static_cast<Line>(pick(lines)), static_cast<std::size_t>(pick(12)));
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
        for (const auto& told : bus_.portfolio.log()) ledger_.on(told.fact);
        bus_.orders.each([&](const auto& name, const order::Order& order) { check_order({name}, order); });
        bus_.portfolio.each([&](const auto& name, const portfolio::State& account) { check_account({name}, account); });
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
        for (const auto& symbol : symbols) {
            const auto held = account.holdings.find(symbol.text);
            const auto expected = sums.held.find(symbol);
            RC_ASSERT((held == account.holdings.end() ? Quantity{} : held->second.held) ==
                      (expected == sums.held.end() ? Quantity{} : expected->second));
        }
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
        return count - static_cast<int>(people.size());
    }

    struct Placed {
        order::Place place;
        std::string actor, id;
    };
    Bus bus_;
    std::map<std::string, MarketReference> markets_;
    LedgerReference ledger_;
    std::set<std::string> reserved_for_;
    std::vector<Placed> places_;
    std::vector<Known> orders_;
    int commands_ = 0, restarts_ = 0;
};
}  // namespace

TEST_SUITE("properties of trading") {
    TEST_CASE("however orders, quotes, cancels and replaces interleave, the ledger and the market agree with the simplest") {
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
    }
}
}  // namespace andvari::properties
