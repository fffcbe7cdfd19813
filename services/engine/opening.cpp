// What happens to a book when the market opens, closes, or a company acts.
#include <algorithm>

#include "services/engine/round.hpp"

namespace andvari::engine {
namespace {
using order::TimeInForce;

/// The order comes out of the queue, and trades.
void admit(const Queued& queued, Round& round) {
    const auto& r = queued.resting;
    round.facts.emplace_back(Admitted{r.order, r.account, round.symbol, round.quoted()});
    enter({queued.ticket, r.price, round.quote(), r.owner, queued.most}, r.remaining, round);
    shrink_partners(round);
}

const Resting* best(const Book& book, Side side) {
    const Resting* found = nullptr;
    book.each(side, [&](const Resting& r) { return found = &r, false; });
    return found;
}
}  // namespace

const Queued* admissible(const Round& round) {
    return round.book.queue().first(false, [&](const Queued& queued) {
        if (round.waits(queued.resting.extended.value_or(false))) return false;
        return queued.ticket.time_in_force != TimeInForce::opg ||
               (round.hours.session && queued.resting.session <= *round.hours.session);
    });
}

const Queued* due_at_close(const Round& round) {
    return round.book.queue().first(
        true, [&](const Queued& queued) { return queued.resting.session <= round.hours.session.value_or(0); });
}

bool is_crossed(const Book& book) {
    const auto *bid = best(book, Side::buy), *ask = best(book, Side::sell);
    return bid != nullptr && ask != nullptr && bid->price >= ask->price;
}

Decision<Fact> decide(const Book& book, const Admit& c, const Given&) {
    Round round{book, c.symbol, c.quote, c.hours};
    if (const auto* queued = admissible(round)) admit(*queued, round);
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const CloseOut& c, const Given&) {
    Round round{book, c.symbol, c.quote, c.hours};
    const auto* queued = due_at_close(round);
    if (queued == nullptr) return std::move(round.facts);
    if (round.hours.halted) round.expire(party_of(queued->resting), queued->resting.remaining);
    else admit(*queued, round);
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const Uncross& c, const Given&) {
    Round round{book, c.symbol, c.quote, c.hours};
    if (!is_crossed(book)) return std::move(round.facts);
    const auto &bid = *best(book, Side::buy), &ask = *best(book, Side::sell);
    const bool bid_first = bid.quoted < ask.quoted;
    if (bid.owner && bid.owner == ask.owner) {
        const auto& younger = bid_first ? ask : bid;
        round.cancel(party_of(younger), younger.remaining + book.exits().inactive(younger.order), "self_trade");
    } else {
        round.trade(Side::buy, party_of(bid), party_of(ask), std::min(bid.remaining, ask.remaining),
                    bid_first ? bid.price : ask.price);
        shrink_partners(round);
    }
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const Turn& c, const Given&) {
    Round round{book, c.symbol, c.quote, c.hours};
    expire_what_is_over(round);
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const SplitShares& c, const Given&) {
    Round round{book, c.symbol};
    each_order(book, [&](const Resting& r, Quantity remaining) { round.cancel(party_of(r), remaining, "split"); });
    round.facts.emplace_back(Split{c.symbol, c.action, c.ratio, c.effective});
    return std::move(round.facts);
}

Decision<Fact> decide(const Book&, const PassOn& c, const Given&) {
    return std::visit([](const auto& fact) { return Facts<Fact>{fact}; }, c.fact);
}

}  // namespace andvari::engine
