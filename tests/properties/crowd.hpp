// People who trade with each other and with the market at random, a market that
// is halted, companies that act, and a bus that brings what it wants when it
// wants.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "tests/properties/bus.hpp"

namespace andvari::properties {

/// Below `n`; with no regard to how large RapidCheck wants the case to be.
inline std::int64_t pick(std::int64_t n) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::int64_t>(0, n)); }
inline bool one_in(std::int64_t n) { return pick(n) == n - 1; }
template <class T>
T any(std::initializer_list<T> list) {
    return list.begin()[pick(static_cast<std::int64_t>(list.size()))];
}

struct Person {
    AccountId account;
    std::string actor;
};

class Crowd {
public:
    explicit Crowd(Bus& bus) : bus_{bus} {}

    inline static const std::vector<Symbol> symbols{{"AAPL"}, {"MSFT"}};
    inline static const std::vector<Person> people{
        {{"a1"}, "owner:alice"}, {{"a2"}, "owner:alice"}, {{"b"}, "owner:bob"}, {{"c"}, "owner:carol"}};

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
            // With next to nothing, a reverse split may leave nothing.
            const auto quantity = one_in(8) ? Quantity::of_units(1 + pick(20'000)) : Quantity::whole(12);
            order::Place place{people[i].account,       symbols[i % 2], Side::buy, Kind::market,
                               order::TimeInForce::day, quantity,       {},        {}};
            ask(bus_.orders, place, people[i].actor);
        }
        settle();
    }
    /// Somebody does something.
    void act() {
        const auto dice = pick(100);
        if (dice < 40) place();
        else if (dice < 48) cancel();
        else if (dice < 60) replace();
        else if (dice < 78) quote();
        else if (dice < 83) move_money();
        else if (dice < 85) restart();
        else if (dice < 88) repeat();
        else if (dice < 92) split();
        else if (dice < 95) pay_dividend();
        else if (dice < 97) tell_status(some_symbol());
        else if (dice < 98) set_rules();
        for (const auto& symbol : symbols)
            if (is_halted(symbol) && one_in(4)) tell_status(symbol);
    }
    /// More often than not the market goes on, and what was announced comes to pass.
    void end() {
        if (one_in(4)) return;
        for (const auto& symbol : symbols)
            if (is_halted(symbol)) tell_status(symbol);
        bus_.now = bus_.now.plus_seconds(200);
        for (const auto& symbol : symbols) quote(symbol);
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
    std::size_t placed() const { return places_.size(); }

private:
    using Side = order::Side;
    using Kind = order::Kind;

    static Price some_price(std::int64_t around = 100) {
        return Price::of_units(((around - 4) * 100 + pick(800)) * (Price::whole(1).units() / 100));
    }
    static Quantity some_quantity() {
        if (one_in(5)) return Quantity::of_units(1 + pick(5'000'000'000));
        return Quantity::whole(1 + pick(9));
    }
    static const Symbol& some_symbol() { return symbols[one_in(4) ? 1 : 0]; }
    static const Person& somebody() { return people[static_cast<std::size_t>(pick(static_cast<std::int64_t>(people.size())))]; }

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

    void place() {
        using enum order::TimeInForce;
        const auto& [account, actor] = somebody();
        order::Place p{account, some_symbol(), any({Side::buy, Side::sell}), Kind::limit, gtc, some_quantity(), {}, {}};
        const auto dice = pick(20);
        if (dice < 12) p.limit_price = some_price(), p.time_in_force = any({gtc, gtc, day, ioc, fok});
        else if (dice < 14) p.kind = Kind::market, p.time_in_force = any({day, ioc, fok});
        else if (dice < 15)
            p.kind = Kind::market, p.time_in_force = day, p.quantity.reset(),
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
    static void give_exits(order::Place& p) {
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
    /// The same command again, under its own id or under another.
    void repeat() {
        if (places_.empty()) return;
        const auto place = places_[static_cast<std::size_t>(pick(static_cast<std::int64_t>(places_.size())))];
        if (one_in(2)) bus_.ask(bus_.orders, place.place, place.id, place.actor);
        else ask(bus_.orders, place.place, place.actor);
    }
    void move_money() {
        const auto& [account, actor] = somebody();
        const auto amount = Money::of_units(1 + pick(1'500'000'000));
        const auto dice = pick(3);
        if (dice == 0) ask(bus_.portfolio, portfolio::Deposit{account, amount, "USD"}, actor);
        else if (dice == 1) ask(bus_.portfolio, portfolio::Withdraw{account, amount, "USD"}, actor);
        else ask(bus_.portfolio, portfolio::Transfer{account, somebody().account, amount, "USD"}, actor);
    }

    void quote() {
        const auto& symbol = some_symbol();
        // As late as the last one of before a halt, it does not count when that is over.
        const bool as_late = std::exchange(status_is_new_, false) && one_in(3);
        bus_.now = bus_.now.plus_seconds(one_in(25) ? 86'400 : 1 + pick(20));
        quote(symbol, as_late);
    }
    void quote(const Symbol& symbol, bool as_late = false) {
        const auto bid = some_price(99);
        const auto ask_price = bid + Price::of_units(pick(300) * (Price::whole(1).units() / 100));
        const auto time = as_late ? bus_.stock.of(symbol.text).quote->time : bus_.now;
        bus_.quote(symbol, {bid, ask_price, Quantity::whole(pick(12)), Quantity::whole(1 + pick(12)), time});
    }
    bool is_halted(const Symbol& symbol) { return bus_.stock.of(symbol.text).halted; }
    /// A halt, or its end; by the feed, which may say it twice, or by a command.
    void tell_status(const Symbol& symbol) {
        const bool halted = is_halted(symbol) == one_in(10);
        status_is_new_ = true;
        if (one_in(2)) bus_.tell_status(symbol, halted);
        else if (halted) ask(bus_.stock, stock::Halt{symbol, "news"}, "owner:alice");
        else ask(bus_.stock, stock::Resume{symbol}, "owner:alice");
    }
    void set_rules() {
        stock::Rules rules;
        const auto dice = pick(6);
        if (dice == 0) rules.tick = Price::of_units(50'000);
        else if (dice == 1) rules.lot = Quantity::whole(2);
        else if (dice == 2) rules.least_notional = Money::whole(300);
        else if (dice == 3) rules.fractionable = false;
        else if (dice == 4) rules.tradable = false;
        ask(bus_.stock, stock::SetRules{some_symbol(), rules}, "owner:alice");
    }
    /// Soon, or of before the last quote.
    Instant some_moment() const { return bus_.now.plus_seconds(one_in(5) ? -pick(40) : pick(25)); }
    void split() {
        const auto ratio = any<stock::Ratio>({{2, 1},
                                              {4, 1},
                                              {3, 2},
                                              {7, 3},
                                              {1, 2},
                                              {1, 7},
                                              {3, 10},
                                              {9'999, 10'000},
                                              {10'000, 9'999},
                                              {1, 10'000},
                                              {10'000, 1},
                                              {5, 5}});
        ask(bus_.stock, stock::AnnounceSplit{some_symbol(), ratio, some_moment()}, "owner:alice");
    }
    void pay_dividend() {
        const auto ex = some_moment();
        const auto per_share = one_in(20) ? Money::whole(1'000'000) : Money::of_units(1 + pick(one_in(3) ? 3 : 4'000'000));
        ask(bus_.stock,
            stock::AnnounceDividend{some_symbol(), per_share, ex,
                                    one_in(3) ? std::nullopt : std::optional{ex.plus_seconds(pick(60))}},
            "owner:alice");
    }

    void restart() {
        switch (pick(5)) {
            case 0: return bus_.orders.restart();
            case 1: return bus_.restart_engine();
            case 2: return bus_.restart_portfolio();
            case 3: return bus_.stock.restart();
            default: bus_.engine.save_snapshots(), bus_.portfolio.save_snapshots(), bus_.stock.save_snapshots();
        }
    }

    struct Placed {
        order::Place place;
        std::string actor, id;
    };
    Bus& bus_;
    std::vector<Placed> places_;
    std::vector<Known> orders_;
    bool status_is_new_ = false;
    int commands_ = 0;
};

}  // namespace andvari::properties
