#include "services/engine/exits.hpp"

#include <utility>

namespace andvari::engine {

const Exit* Exits::find(const OrderId& order) const {
    if (all_.empty()) return nullptr;
    const auto found = all_.find(order.text);
    return found == all_.end() ? nullptr : &found->second;
}

Quantity Exits::inactive(const OrderId& order) const {
    const auto* exit = find(order);
    return exit != nullptr ? exit->inactive : Quantity{};
}

Quantity Exits::due(const OrderId& order) const {
    const auto found = due_.find(order.text);
    return found == due_.end() ? Quantity{} : found->second;
}

void Exits::add(Exit exit) {
    if (exit.entry) entries_[exit.entry->text].insert(exit.order.text);
    if (exit.due) due_[exit.order.text] = *exit.due;
    auto name = exit.order.text;
    all_.insert_or_assign(std::move(name), std::move(exit));
}

void Exits::link(const OrderId& one, const OrderId& other) {
    of(one).partner = other;
    of(other).partner = one;
}

void Exits::forget(const OrderId& order) {
    const auto found = all_.find(order.text);
    if (found == all_.end()) return;
    const auto exit = std::move(found->second);
    all_.erase(found);
    due_.erase(order.text);
    if (exit.partner)
        if (const auto partner = all_.find(exit.partner->text); partner != all_.end()) partner->second.partner.reset();
    if (!exit.entry) return;
    const auto entry = entries_.find(exit.entry->text);
    entry->second.erase(order.text);
    if (entry->second.empty()) entries_.erase(entry);
}

void Exits::entry_traded(const OrderId& entry, Quantity quantity) {
    if (entries_.empty()) return;
    const auto found = entries_.find(entry.text);
    if (found == entries_.end()) return;
    for (const auto& exit : found->second) of({exit}).due = due_[exit] += quantity;
}

void Exits::activate(const OrderId& order, Quantity quantity) {
    auto& exit = of(order);
    exit.inactive -= quantity;
    exit.due.reset();
    due_.erase(order.text);
}

void Exits::set_inactive(const OrderId& order, Quantity quantity) { of(order).inactive = quantity; }

}  // namespace andvari::engine
