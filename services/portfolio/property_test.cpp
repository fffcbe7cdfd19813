// Two sources tell of the same orders, and nothing orders one against the other: whatever way they interleave, and whatever
// comes twice, the account is never overdrawn and ends the same.
#include <doctest/doctest.h>
#include <rapidcheck.h>

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
    std::vector<Settle> trades;      // From the engine, in this order.
    std::optional<Release> release;  // From `order`; absent when it fills.
};

Quantity random_part(Quantity of) { return Quantity::of_units(*rc::gen::inRange<std::int64_t>(1, of.units() + 1)); }

Life random_life(int number) {
    const OrderId order{"order-" + std::to_string(number)};
    const auto side = *rc::gen::element(Side::buy, Side::sell);
    // Small figures make fractions of a millionth, which is where rounding could hurt.
    const auto quantity = Quantity::of_units(*rc::gen::inRange<std::int64_t>(1, 2'000));
    const auto protection = Price::of_units(*rc::gen::inRange<std::int64_t>(1, 3'000'000'000));
    order::Ticket ticket{order, id, aapl, side, order::Kind::limit, order::TimeInForce::gtc, quantity, protection, {}};
    Life life{{std::move(ticket), alice, protection, "USD", {}}, {}, {}};
    auto left = quantity;
    for (int trade = *rc::gen::inRange(0, 6); trade > 0 && left.positive(); --trade) {
        const auto part = random_part(left);
        const auto better = *rc::gen::inRange<std::int64_t>(0, protection.units());
        const auto price =
            side == Side::buy ? Price::of_units(protection.units() - better) : Price::of_units(protection.units() + better);
        life.trades.push_back({id, order, {order.text + "/" + std::to_string(trade)}, aapl, side, part, price});
        left -= part;
    }
    if (left.positive()) life.release = Release{id, order, quantity - left};
    return life;
}

/// Decides, applies, and checks what must always be true. Answers the facts.
Facts<Fact> take(Account& account, const Command& command) {
    const auto decision = std::visit([&](const auto& c) { return decide(account, c, Given{"c", alice, {}}); }, command);
    if (!decision) return {};
    for (const auto& happened : *decision) std::visit([&](const auto& e) { evolve(account, e); }, happened.fact);
    RC_ASSERT(account.cash >= account.reserved);
    Money reserved;
    Quantity selling, incoming;
    for (const auto& [order, r] : account.reservations) {
        RC_ASSERT(!r.cash.negative());
        RC_ASSERT(r.open.positive());
        reserved += r.cash;
        (r.side == Side::buy ? incoming : selling) += r.open;
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

Account random_account() {
    Account account{.owner = alice, .currency = "USD", .cash = Money::of_units(*rc::gen::inRange<std::int64_t>(0, 10'000))};
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

        std::vector<Life> lives;
        for (int i = *rc::gen::inRange(1, 8); i > 0; --i)
            if (auto life = random_life(i); !take(account, life.reserve).empty()) lives.push_back(std::move(life));

        // What is still to come of each source, in its own order.
        std::vector<Command> engine, order;
        for (const auto& life : lives) {
            engine.insert(engine.end(), life.trades.begin(), life.trades.end());
            if (life.release) order.emplace_back(*life.release);
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
