#include "services/engine/stops.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace andvari::engine {
namespace {
using order::Side;
constexpr auto last = std::numeric_limits<std::int64_t>::max(), first = std::numeric_limits<std::int64_t>::min();

/// The smaller, the sooner a price that moves against `side` comes there: the ask rises to a buy, the bid falls to a sell.
std::int64_t rank_of_stop(Side side, Price price) { return side == Side::buy ? price.units() : -price.units(); }
/// The smaller, the worse the mark: a sell follows the bid up, a buy the ask down.
std::int64_t rank_of_mark(Side side, Price price) { return -rank_of_stop(side, price); }

Price stop_of(const Waiting& trailing) {
    return order::trailing_stop(trailing.resting.side, *trailing.mark, trailing.trail_price, trailing.trail_percent);
}
}  // namespace

std::optional<Price> waking_price(Side side, const stock::Quote& quote) {
    const bool buy = side == Side::buy;
    return (buy ? quote.ask_size : quote.bid_size).positive() ? std::optional{buy ? quote.ask : quote.bid} : std::nullopt;
}

Stops::Key Stops::stop_key(const Entry& e) {
    return {e.waiting.stop ? rank_of_stop(e.waiting.resting.side, *e.waiting.stop) : last, e.number};
}

Stops::Key Stops::mark_key(const Entry& e) {
    return {e.waiting.mark ? rank_of_mark(e.waiting.resting.side, *e.waiting.mark) : first, e.number};
}

const Waiting* Stops::find(const OrderId& order) const {
    const auto found = index_.find(std::string_view{order.text});
    return found == index_.end() ? nullptr : &found->second->waiting;
}

const Waiting* Stops::reached(const stock::Quote& quote) const {
    for (const auto side : {Side::buy, Side::sell}) {
        const auto& ordered = by_stop_[static_cast<std::size_t>(side)];
        const auto price = waking_price(side, quote);
        if (price && !ordered.empty() && ordered.begin()->first.first <= rank_of_stop(side, *price))
            return &ordered.begin()->second->waiting;
    }
    return nullptr;
}

bool Stops::trails(Side side, Price mark) const {
    const auto& ordered = by_mark_[static_cast<std::size_t>(side)];
    return !ordered.empty() && ordered.begin()->first.first < rank_of_mark(side, mark);
}

std::vector<const Waiting*> Stops::all() const {
    std::vector<const Entry*> entries;
    for (const auto& [order, entry] : index_) entries.push_back(entry.get());
    std::ranges::sort(entries, {}, &Entry::number);
    std::vector<const Waiting*> all;
    for (const auto* entry : entries) all.push_back(&entry->waiting);
    return all;
}

void Stops::add(Waiting waiting) {
    if (waiting.trailing() && waiting.mark) waiting.stop = stop_of(waiting);
    auto entry = std::make_unique<Entry>(Entry{std::move(waiting), next_++});
    auto* e = entry.get();
    index_.emplace(std::string_view{e->waiting.resting.order.text}, std::move(entry));
    by_stop(*e).emplace(stop_key(*e), e);
    if (e->waiting.trailing()) by_mark(*e).emplace(mark_key(*e), e);
}

Waiting Stops::remove(const OrderId& order) {
    auto node = index_.extract(std::string_view{order.text});
    auto& e = *node.mapped();
    by_stop(e).erase(stop_key(e));
    if (e.waiting.trailing()) by_mark(e).erase(mark_key(e));
    return std::move(e.waiting);
}

void Stops::resize(const OrderId& order, Quantity remaining) {
    index_.find(std::string_view{order.text})->second->waiting.resting.remaining = remaining;
}

void Stops::follow(Side side, Price mark) {
    auto& ordered = by_mark_[static_cast<std::size_t>(side)];
    while (trails(side, mark)) {
        auto* e = ordered.begin()->second;
        by_stop(*e).erase(stop_key(*e));
        ordered.erase(ordered.begin());
        e->waiting.mark = mark;
        e->waiting.stop = stop_of(e->waiting);
        by_stop(*e).emplace(stop_key(*e), e);
        ordered.emplace(mark_key(*e), e);
    }
}

}  // namespace andvari::engine
