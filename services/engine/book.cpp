#include "services/engine/book.hpp"

#include <utility>

namespace andvari::engine {

const Resting* Book::find(const OrderId& order) const {
    const auto found = index_.find(std::string_view{order.text});
    return found == index_.end() ? nullptr : &slots_[found->second].resting;
}

std::optional<std::int64_t> Book::oldest_session() const {
    return sessions_.empty() ? std::nullopt : std::optional{sessions_.begin()->first};
}

void Book::add(Resting resting) {
    std::uint32_t slot = 0;
    if (free_.empty()) {
        slot = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
    } else {
        slot = free_.back();
        free_.pop_back();
    }
    auto& place = slots_[slot];
    place.resting = std::move(resting);
    auto& level = levels_[static_cast<std::size_t>(place.resting.side)][rank(place.resting.side, place.resting.price)];
    place.previous = std::exchange(level.last, slot);
    place.next = none;
    (place.previous == none ? level.first : slots_[place.previous].next) = slot;
    index_.emplace(place.resting.order.text, slot);
    if (place.resting.day) ++sessions_[place.resting.session];
}

void Book::reduce(const OrderId& order, Quantity quantity) {
    const auto slot = index_.find(std::string_view{order.text})->second;
    auto& remaining = slots_[slot].resting.remaining;
    remaining -= quantity;
    if (remaining.zero()) remove(slot);
}

void Book::remove(const OrderId& order) { remove(index_.find(std::string_view{order.text})->second); }

void Book::remove(std::uint32_t slot) {
    auto& place = slots_[slot];
    const auto& resting = place.resting;
    auto& levels = levels_[static_cast<std::size_t>(resting.side)];
    const auto found = levels.find(rank(resting.side, resting.price));
    auto& level = found->second;
    (place.previous == none ? level.first : slots_[place.previous].next) = place.next;
    (place.next == none ? level.last : slots_[place.next].previous) = place.previous;
    if (level.first == none) levels.erase(found);
    if (resting.day) {
        const auto session = sessions_.find(resting.session);
        if (--session->second == 0) sessions_.erase(session);
    }
    index_.erase(std::string_view{resting.order.text});
    free_.push_back(slot);
}

}  // namespace andvari::engine
