#include "services/engine/queue.hpp"

#include <utility>

namespace andvari::engine {

const Queued* Queue::find(const OrderId& order) const {
    const auto found = index_.find(order.text);
    if (found == index_.end()) return nullptr;
    return &waiting_[found->second.for_close ? 1 : 0].at(found->second.number);
}

std::vector<const Queued*> Queue::all() const {
    std::map<std::uint64_t, const Queued*> by_age;
    for (const auto& list : waiting_)
        for (const auto& [number, queued] : list) by_age.emplace(number, &queued);
    std::vector<const Queued*> all;
    for (const auto& [number, queued] : by_age) all.push_back(queued);
    return all;
}

void Queue::add(Queued queued) {
    const Place place{queued.ticket.time_in_force == order::TimeInForce::cls, next_++};
    index_.emplace(queued.resting.order.text, place);
    waiting_[place.for_close ? 1 : 0].emplace(place.number, std::move(queued));
}

Queued Queue::remove(const OrderId& order) {
    const auto place = index_.find(order.text);
    auto& list = waiting_[place->second.for_close ? 1 : 0];
    auto queued = std::move(list.extract(place->second.number).mapped());
    index_.erase(place);
    return queued;
}

void Queue::resize(const OrderId& order, Quantity remaining) {
    const auto& place = index_.at(order.text);
    waiting_[place.for_close ? 1 : 0].at(place.number).resting.remaining = remaining;
}

}  // namespace andvari::engine
