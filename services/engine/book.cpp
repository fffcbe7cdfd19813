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
    count(place.resting);
}

void Book::sleep(Waiting waiting) {
    count(waiting.resting);
    stops_.add(std::move(waiting));
}

Resting Book::wake(const OrderId& order) {
    auto waiting = stops_.remove(order);
    discount(waiting.resting);
    return std::move(waiting.resting);
}

void Book::enqueue(Queued queued) {
    count(queued.resting);
    queue_.add(std::move(queued));
}

Queued Book::dequeue(const OrderId& order) {
    auto queued = queue_.remove(order);
    discount(queued.resting);
    return queued;
}

void Book::count(const Resting& resting) {
    if (resting.day) ++sessions_[resting.session];
}

void Book::discount(const Resting& resting) {
    if (!resting.day) return;
    const auto session = sessions_.find(resting.session);
    if (--session->second == 0) sessions_.erase(session);
}

void Book::reduce(const OrderId& order, Quantity quantity) {
    const auto slot = index_.find(std::string_view{order.text})->second;
    auto& remaining = slots_[slot].resting.remaining;
    remaining -= quantity;
    if (remaining.zero()) remove(slot);
}

void Book::resize(const OrderId& order, Quantity remaining) {
    if (remaining.zero()) {
        remove(order);
        return;
    }
    const auto found = index_.find(std::string_view{order.text});
    if (found == index_.end() && queue_.find(order) != nullptr) queue_.resize(order, remaining);
    else if (found == index_.end()) stops_.resize(order, remaining);
    else slots_[found->second].resting.remaining = remaining;
}

const Resting* Book::find_any(const OrderId& order) const {
    if (const auto* live = find(order)) return live;
    if (const auto* queued = queue_.find(order)) return &queued->resting;
    const auto* waiting = stops_.find(order);
    return waiting == nullptr ? nullptr : &waiting->resting;
}

void Book::activate(const OrderId& order, Quantity quantity) {
    if (const auto* there = find_any(order)) {
        resize(order, there->remaining + quantity);
    } else {
        auto form = *exits_.find(order)->form;
        form.resting.remaining = quantity;
        if (form.stop) sleep(std::move(form));
        else add(std::move(form.resting));
    }
    exits_.activate(order, quantity);
}

void Book::remove(const OrderId& order) {
    const auto found = index_.find(std::string_view{order.text});
    if (found != index_.end()) return remove(found->second);
    if (queue_.find(order) != nullptr) dequeue(order);
    else wake(order);
    exits_.entry_ended(order);
}

void Book::remove(std::uint32_t slot) {
    auto& place = slots_[slot];
    const auto& resting = place.resting;
    auto& levels = levels_[static_cast<std::size_t>(resting.side)];
    const auto found = levels.find(rank(resting.side, resting.price));
    auto& level = found->second;
    (place.previous == none ? level.first : slots_[place.previous].next) = place.next;
    (place.next == none ? level.last : slots_[place.next].previous) = place.previous;
    if (level.first == none) levels.erase(found);
    discount(resting);
    exits_.entry_ended(resting.order);
    index_.erase(std::string_view{resting.order.text});
    free_.push_back(slot);
}

}  // namespace andvari::engine
