// Random histories of several accounts: what is paid in and out, sent, converted, traded, settled, reset and closed, told in any
// order and repeatedly, against a reference that knows nothing but sums.
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
const auto friday = *Instant::parse("2026-01-30T15:00:00Z");

/// The accounts, the facts on their way back to the portfolio, and what must add up.
class World {
public:
    void ask(const Command& command) { take(command, "c" + std::to_string(++commands_)); }
    /// At the rate that the market says just now; another one every time.
    void transfer(const Transfer& c) {
        const auto rate = Rate::of_units(*rc::gen::inRange<std::int64_t>(1, 5) * Rate::one / 3);
        learn(market_, stock::FxQuoted{"USD", "CAD", rate, now_, now_});
        ask(priced(c, now_, market_, {}));
    }
    void pass(std::int64_t seconds) { now_ = now_.plus_seconds(seconds); }
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
        const Given given{id, alice, now_};
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
        const auto unsettled = still_unsettled(state.unsettled, now_);
        std::visit([&](const auto& e) { evolve(state, e); }, fact);
        // What left had settled.
        if (std::holds_alternative<Withdrawn>(fact) || std::holds_alternative<TransferSent>(fact))
            RC_ASSERT(unsettled <= state.cash);
        auto& funded = funded_[state.currency];
        if (const auto* e = std::get_if<Deposited>(&fact)) funded += e->amount;
        if (const auto* e = std::get_if<Withdrawn>(&fact)) funded -= e->amount;
        if (const auto* e = std::get_if<AccountReset>(&fact)) funded += e->cash - e->before;
        if (const auto* e = std::get_if<TransferSent>(&fact)) {
            sent_.insert(e->transfer.text);
            move(e->currency, e->amount, e->conversion, 1);
        }
        if (const auto* e = std::get_if<TransferReceived>(&fact)) transit_[e->currency] -= e->amount;
        if (const auto* e = std::get_if<TransferReturned>(&fact)) move(e->currency, e->amount, e->conversion, -1);
        if (const auto* e = std::get_if<Settled>(&fact)) {
            const bool buys = e->side == Side::buy;
            funded += buys ? -e->value : e->value;
            funded -= e->fee.value_or(Money{});
            shares_ += buys ? e->quantity : -e->quantity;
        }
        if (const auto* e = std::get_if<HoldingDropped>(&fact)) shares_ -= e->quantity;
        coming_.push_back(fact);
    }
    /// Into transit, or out of it again; what is converted goes over the house's exchange.
    void move(const std::string& currency, Money amount, const std::optional<Conversion>& c, int sign) {
        const auto signed_ = [&](Money money) { return sign > 0 ? money : -money; };
        if (!c) {
            transit_[currency] += signed_(amount);
            return;
        }
        RC_ASSERT(c->from_amount == amount);
        RC_ASSERT(exchanged(c->from_amount, c->rate) == c->to_amount);
        funded_[c->from_currency] -= signed_(c->from_amount);
        funded_[c->to_currency] += signed_(c->to_amount);
        transit_[c->to_currency] += signed_(c->to_amount);
    }
    /// After each step, in the middle of everything.
    void check() const {
        std::map<std::string, Money> cash;
        Quantity shares;
        for (const auto& [id, state] : states_) {
            RC_ASSERT(!state.cash.negative());
            RC_ASSERT(!state.reserved.negative());
            RC_ASSERT(state.reserved <= state.cash);
            RC_ASSERT(!state.closed || (state.cash.zero() && state.holdings.empty() && state.sent.empty()));
            cash[state.currency] += state.cash;
            Money unsettled;
            for (const auto& one : state.unsettled) {
                RC_ASSERT(one.amount.positive());
                unsettled += one.amount;
            }
            RC_ASSERT(unsettled <= state.cash);
            for (const auto& [symbol, holding] : state.holdings) {
                RC_ASSERT(holding.reserved <= holding.held);
                RC_ASSERT(!holding.cost.negative());
                shares += holding.held;
            }
        }
        for (const auto& [currency, money] : transit_) {
            RC_ASSERT(!money.negative());
            cash[currency] += money;
        }
        for (const auto& [currency, money] : funded_) RC_ASSERT(cash[currency] == money);
        RC_ASSERT(shares == shares_);
    }

    std::map<std::string, State> states_;
    std::deque<Fact> coming_;
    std::set<std::string> answered_, sent_;
    std::map<std::string, Money> funded_, transit_;  ///< By currency.
    Quantity shares_;
    Market market_;
    Instant now_ = friday;
    int commands_ = 0;
};

AccountId any_account() { return {*rc::gen::element<std::string>("main", "savings", "paper", "other", "canada", "nobody")}; }
std::string any_currency() { return *rc::gen::element<std::string>("USD", "CAD"); }
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
        const auto days = *rc::gen::inRange<std::int64_t>(0, 4);
        const Settle settle{account, order, {order.text + "/" + std::to_string(i)}, aapl, side, part, price, {}, {}, days};
        world.ask(settle);
        if (*rc::gen::arbitrary<bool>()) world.ask(settle);
        filled += part;
    }
    if (filled < quantity && *rc::gen::inRange(0, 3) != 0) world.ask(Release{account, order, filled});
}

void step(World& world, int number) {
    const auto account = any_account();
    switch (*rc::gen::inRange(0, 10)) {
        case 0: return world.ask(Deposit{account, some_money(), any_currency()});
        case 1: return world.ask(Withdraw{account, some_money(), any_currency()});
        case 2:
        case 3: return world.transfer({account, any_account(), some_money(), any_currency(), {}});
        case 8: return world.transfer({account, any_account(), some_money(), any_currency(), any_currency()});
        case 9: return world.pass(*rc::gen::inRange(0, 86'400));
        case 4: return trade(world, account, number);
        case 5: return world.ask(Reset{account, some_money()});
        case 6: return *rc::gen::inRange(0, 4) == 0 ? world.ask(Close{account}) : world.hear();
        default: return world.hear();
    }
}
}  // namespace

TEST_CASE(
    "portfolio: whatever is sent, converted, traded, reset, closed and told twice, every cent and every share is accounted for") {
    CHECK(rc::check([] {
        World world;
        for (const auto& [id, kind] : {std::pair{"main", AccountKind::cash},
                                       {"savings", AccountKind::savings},
                                       {"paper", AccountKind::paper},
                                       {"other", AccountKind::cash}})
            world.ask(Open{{id}, id, "USD", {}, kind});
        world.ask(Open{{"canada"}, "canada", "CAD", {}, AccountKind::cash});
        const int steps = *rc::gen::inRange(1, 60);
        for (int i = 0; i < steps; ++i) step(world, i);
        world.hear_all();
        for (const auto& [id, state] : world.all()) RC_ASSERT(state.sent.empty());
        for (const auto& transfer : world.sent()) RC_ASSERT(world.answered().contains(transfer));
    }));
}

}  // namespace andvari::portfolio
