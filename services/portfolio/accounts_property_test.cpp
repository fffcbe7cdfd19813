// Random histories of several accounts: what is paid in and out, sent, traded, reset and closed, told in any order and
// repeatedly, against a reference that knows nothing but sums.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <deque>
#include <set>

#include "services/portfolio/reactions.hpp"

namespace andvari::portfolio {
namespace {
using order::Side;
const Symbol aapl{"AAPL"};
const std::string alice = "owner:alice";

/// The accounts, the facts on their way back to the portfolio, and what must add up.
class World {
public:
    void ask(const Command& command) { take(command, "c" + std::to_string(++commands_)); }
    /// The next fact on its way, perhaps for a second time.
    void hear() {
        if (coming_.empty()) return;
        const auto fact = coming_.front();
        // Small cases draw small numbers: they must come to an end, too.
        if (*rc::gen::inRange(0, 4) != 3) coming_.pop_front();
        for (const auto& command : react(fact)) take(command, "");
        check();
    }
    void hear_all() {
        while (!coming_.empty()) hear();
    }
    const State& of(const AccountId& id) { return states_[id.text]; }
    const std::map<std::string, State>& all() const { return states_; }
    const std::set<std::string>& answered() const { return answered_; }
    const std::set<std::string>& sent() const { return sent_; }

private:
    void take(const Command& command, const std::string& id) {
        const Given given{id, alice, {}};
        auto& state = states_[aggregate_of(command, given)];
        const auto decision = std::visit([&](const auto& c) { return decide(state, c, given); }, command);
        if (decision) {
            for (const auto& happened : *decision) happen(state, happened.fact, happened.answers);
        } else {
            happen(state, refused(command, given, decision.error()), id);
        }
        check();
    }
    void happen(State& state, const Fact& fact, const std::string& answers) {
        if (!answers.empty()) RC_ASSERT(answered_.insert(answers).second);
        std::visit([&](const auto& e) { evolve(state, e); }, fact);
        if (const auto* e = std::get_if<Deposited>(&fact)) funded_ += e->amount;
        if (const auto* e = std::get_if<Withdrawn>(&fact)) funded_ -= e->amount;
        if (const auto* e = std::get_if<AccountReset>(&fact)) funded_ += e->cash - e->before;
        if (const auto* e = std::get_if<TransferSent>(&fact)) sent_.insert(e->transfer.text), transit_ += e->amount;
        if (const auto* e = std::get_if<TransferReceived>(&fact)) transit_ -= e->amount;
        if (const auto* e = std::get_if<TransferReturned>(&fact)) transit_ -= e->amount;
        if (const auto* e = std::get_if<Settled>(&fact)) {
            const bool buys = e->side == Side::buy;
            funded_ += buys ? -e->value : e->value;
            funded_ -= e->fee.value_or(Money{});
            shares_ += buys ? e->quantity : -e->quantity;
        }
        if (const auto* e = std::get_if<HoldingDropped>(&fact)) shares_ -= e->quantity;
        coming_.push_back(fact);
    }
    /// After each step, in the middle of everything.
    void check() const {
        Money cash;
        Quantity shares;
        for (const auto& [id, state] : states_) {
            RC_ASSERT(!state.cash.negative());
            RC_ASSERT(!state.reserved.negative());
            RC_ASSERT(state.reserved <= state.cash);
            RC_ASSERT(!state.closed || (state.cash.zero() && state.holdings.empty() && state.sent.empty()));
            cash += state.cash;
            for (const auto& [symbol, holding] : state.holdings) {
                RC_ASSERT(holding.reserved <= holding.held);
                RC_ASSERT(!holding.cost.negative());
                shares += holding.held;
            }
        }
        RC_ASSERT(!transit_.negative());
        RC_ASSERT(cash + transit_ == funded_);
        RC_ASSERT(shares == shares_);
    }

    std::map<std::string, State> states_;
    std::deque<Fact> coming_;
    std::set<std::string> answered_, sent_;
    Money funded_, transit_;
    Quantity shares_;
    int commands_ = 0;
};

AccountId any_account() { return {*rc::gen::element<std::string>("main", "savings", "paper", "other", "nobody")}; }
Money some_money() { return Money::of_units(*rc::gen::inRange<std::int64_t>(-1, 200'000'000)); }

/// An order of one trade, or of none: placed, traded as far as it comes, ended; each of it perhaps twice.
void trade(World& world, const AccountId& account, int number) {
    const OrderId order{"o" + std::to_string(number)};
    const auto side = *rc::gen::element(Side::buy, Side::sell);
    const auto quantity = Quantity::of_units(*rc::gen::inRange<std::int64_t>(1, 3'000'000'000));
    const auto price = Price::of_units(*rc::gen::inRange<std::int64_t>(1, 60'000'000));
    const FeeModel fees{Money::of_units(*rc::gen::inRange<std::int64_t>(0, 1'000'000)),
                        Price::of_units(*rc::gen::inRange<std::int64_t>(0, 10'000)), *rc::gen::inRange<std::int64_t>(0, 100),
                        Money::of_units(*rc::gen::inRange<std::int64_t>(0, 2'000'000))};
    order::Ticket ticket{order, account, aapl, side, order::Kind::limit, order::TimeInForce::gtc, quantity, price, {}};
    Reserve reserve{std::move(ticket), alice, price, "USD", std::nullopt};
    reserve.fees = fees;
    world.ask(reserve);
    if (!world.of(account).reservations.contains(order.text)) return;
    Quantity filled;
    for (int i = *rc::gen::inRange(0, 4); i > 0 && filled < quantity; --i) {
        const auto part = Quantity::of_units(*rc::gen::inRange<std::int64_t>(1, (quantity - filled).units() + 1));
        const Settle settle{account, order, {order.text + "/" + std::to_string(i)}, aapl, side, part, price};
        world.ask(settle);
        if (*rc::gen::arbitrary<bool>()) world.ask(settle);
        filled += part;
    }
    if (filled < quantity && *rc::gen::inRange(0, 3) != 0) world.ask(Release{account, order, filled});
}

void step(World& world, int number) {
    const auto account = any_account();
    switch (*rc::gen::inRange(0, 8)) {
        case 0: return world.ask(Deposit{account, some_money(), "USD"});
        case 1: return world.ask(Withdraw{account, some_money(), "USD"});
        case 2:
        case 3: return world.ask(Transfer{account, any_account(), some_money(), "USD"});
        case 4: return trade(world, account, number);
        case 5: return world.ask(Reset{account, some_money()});
        case 6: return *rc::gen::inRange(0, 4) == 0 ? world.ask(Close{account}) : world.hear();
        default: return world.hear();
    }
}
}  // namespace

TEST_CASE("portfolio: whatever is sent, traded, reset, closed and told twice, every cent and every share is accounted for") {
    CHECK(rc::check([] {
        World world;
        for (const auto& [id, kind] : {std::pair{"main", AccountKind::cash},
                                       {"savings", AccountKind::savings},
                                       {"paper", AccountKind::paper},
                                       {"other", AccountKind::cash}})
            world.ask(Open{{id}, id, "USD", {}, kind});
        const int steps = *rc::gen::inRange(1, 60);
        for (int i = 0; i < steps; ++i) step(world, i);
        world.hear_all();
        for (const auto& [id, state] : world.all()) RC_ASSERT(state.sent.empty());
        for (const auto& transfer : world.sent()) RC_ASSERT(world.answered().contains(transfer));
    }));
}

}  // namespace andvari::portfolio
