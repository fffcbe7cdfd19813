// Two sources tell of the same orders, and nothing orders one against the other: whatever way they interleave, and whatever
// comes twice, the account is never overdrawn and ends the same.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "services/portfolio/domain.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const AccountId id{"alice"};
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice";

/// An order's life as the sources will tell it.
struct Life {
    Reserve reserve;
    std::optional<Raise> raise{};   // Is decided before anything else of it comes.
    std::vector<Command> engine{};  // From the engine, in this order: trades, and perhaps that it was replaced.
    std::vector<Command> order{};   // From `order`: that it was not replaced, its end where it does not fill.
};

Quantity random_part(Quantity of) { return Quantity::of_units(*rc::gen::inRange<std::int64_t>(1, of.units() + 1)); }

/// Some trades of an order, none worse than its price. Answers what is left.
Quantity random_trades(const OrderId& order, Side side, Quantity left, Price price, std::vector<Command>& trades) {
    for (int trade = *rc::gen::inRange(0, 6); trade > 0 && left.positive(); --trade) {
        const auto part = random_part(left);
        const auto better = Price::of_units(*rc::gen::inRange<std::int64_t>(0, price.units()));
        trades.emplace_back(Settle{id,
                                   order,
                                   {order.text + "/" + std::to_string(trade)},
                                   aapl,
                                   side,
                                   part,
                                   side == Side::buy ? price - better : price + better});
        left -= part;
    }
    return left;
}

// Small figures make fractions of a millionth, which is where rounding could hurt.
Quantity random_quantity() { return Quantity::of_units(*rc::gen::inRange<std::int64_t>(1, 2'000)); }
Price random_price() { return Price::of_units(*rc::gen::inRange<std::int64_t>(1, 3'000'000'000)); }

order::Ticket ticket(const OrderId& order, Side side, Quantity quantity, Price price) {
    return {order, id, aapl, side, order::Kind::limit, order::TimeInForce::gtc, quantity, price, {}};
}

Life random_life(int number) {
    const OrderId order{"order-" + std::to_string(number)}, next{order.text + "-next"};
    const auto side = *rc::gen::element(Side::buy, Side::sell);
    const auto quantity = random_quantity();
    const auto protection = random_price();
    Life life{{ticket(order, side, quantity, protection), alice, protection, "USD", {}}};
    const auto left = random_trades(order, side, quantity, protection, life.engine);
    const bool replaces = *rc::gen::arbitrary<bool>();
    std::optional<Quantity> total;
    if (replaces && *rc::gen::arbitrary<bool>()) total = random_quantity();
    const auto new_quantity = total ? *total - (quantity - left) : left;
    const auto new_price = random_price();
    if (replaces) life.raise = Raise{id, order, ticket(next, side, new_quantity, new_price), total, alice, new_price, {}};
    if (replaces && left.positive() && new_quantity.positive() && *rc::gen::arbitrary<bool>()) {
        life.engine.emplace_back(Move{id, order, left, ticket(next, side, new_quantity, new_price), new_price});
        const auto rest = random_trades(next, side, new_quantity, new_price, life.engine);
        if (rest.positive()) life.engine.emplace_back(ReleaseShared{id, next});
        return life;
    }
    if (replaces) life.order.emplace_back(Lower{id, order, next});
    if (left.positive()) life.order.emplace_back(Release{id, order, quantity - left});
    return life;
}

/// Decides, applies, and checks what must always be true. Answers the facts.
Facts<Fact> take(State& account, const Command& command) {
    const auto decision = std::visit([&](const auto& c) { return decide(account, c, Given{"c", alice, {}}); }, command);
    if (!decision) return {};
    for (const auto& happened : *decision) std::visit([&](const auto& e) { evolve(account, e); }, happened.fact);
    RC_ASSERT(account.cash >= account.reserved);
    Money reserved;
    Quantity selling, incoming;
    for (const auto& [order, r] : account.reservations) {
        RC_ASSERT(!r.cash.negative());
        RC_ASSERT(r.open.positive() || r.extra);
        reserved += r.cash;
        (r.side == Side::buy ? incoming : selling) += r.open;
        if (!r.extra) continue;
        reserved += r.extra->cash;
        (r.side == Side::buy ? incoming : selling) += r.extra->quantity;
    }
    RC_ASSERT(reserved == account.reserved);
    RC_ASSERT(selling == account.selling);
    for (const auto& [symbol, holding] : account.holdings) {
        RC_ASSERT(holding.held >= holding.reserved);
        RC_ASSERT(holding.reserved == selling);
        RC_ASSERT(holding.incoming == incoming);
        RC_ASSERT(!holding.cost.negative());
    }
    return *decision;
}

State random_account() {
    State account;
    account.owner = alice;
    account.currency = "USD";
    account.cash = Money::of_units(*rc::gen::inRange<std::int64_t>(0, 10'000));
    const auto held = Quantity::of_units(*rc::gen::inRange<std::int64_t>(0, 4'000));
    if (held.positive())
        account.holdings["AAPL"] = {.held = held, .reserved = {}, .incoming = {}, .cost = Money::of_units(4'321)};
    return account;
}
}  // namespace

TEST_CASE("portfolio: however trades and ends interleave, nothing is overdrawn and everything ends free") {
    CHECK(rc::check([] {
        auto account = random_account();
        auto cash = account.cash;
        auto held = account.holdings.contains("AAPL") ? account.holdings["AAPL"].held : Quantity{};

        // What is still to come of each source, in its own order.
        std::vector<Command> engine, order;
        for (int i = *rc::gen::inRange(1, 8); i > 0; --i) {
            auto life = random_life(i);
            if (take(account, life.reserve).empty()) continue;
            if (life.raise && take(account, *life.raise).empty()) {
                // Denied: the order goes on as it was, and has its trades before the other one would have come.
                const auto moved =
                    std::ranges::find_if(life.engine, [](const auto& c) { return std::holds_alternative<Move>(c); });
                if (moved != life.engine.end()) {
                    const auto left = std::get<Move>(*moved).remaining;
                    const auto& t = life.reserve.ticket;
                    life.engine.erase(moved, life.engine.end());
                    life.order = {Release{id, t.order, t.quantity - left}};
                }
            }
            engine.insert(engine.end(), life.engine.begin(), life.engine.end());
            order.insert(order.end(), life.order.begin(), life.order.end());
        }
        std::size_t from_engine = 0, from_order = 0;
        while (from_engine < engine.size() || from_order < order.size()) {
            const bool take_engine = from_order == order.size() || (from_engine < engine.size() && *rc::gen::arbitrary<bool>());
            const auto& command = take_engine ? engine[from_engine++] : order[from_order++];
            for (const auto& happened : take(account, command))
                if (const auto* e = std::get_if<Settled>(&happened.fact)) {
                    const bool buy = e->side == Side::buy;
                    cash = buy ? cash - e->value : cash + e->value;
                    held = buy ? held + e->quantity : held - e->quantity;
                    RC_ASSERT(value_of(e->price, e->quantity) >= e->value);
                }
            if (*rc::gen::arbitrary<bool>()) RC_ASSERT(take(account, command).empty());
        }
        RC_ASSERT(account.reservations.empty());
        RC_ASSERT(account.reserved == Money{});
        RC_ASSERT(account.selling == Quantity{});
        RC_ASSERT(account.cash == cash);
        RC_ASSERT(held == (account.holdings.contains("AAPL") ? account.holdings["AAPL"].held : Quantity{}));
        RC_ASSERT(held.positive() == account.holdings.contains("AAPL"));
    }));
}

}  // namespace andvari::portfolio
