#include "services/engine/exits.hpp"

#include <algorithm>
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
    look_again(entry->first);
    if (entry->second.empty()) entries_.erase(entry);
}

void Exits::entry_traded(const OrderId& entry, Quantity quantity) {
    if (entries_.empty()) return;
    const auto found = entries_.find(entry.text);
    if (found == entries_.end()) return;
    for (const auto& exit : found->second) of({exit}).due = due_[exit] += quantity;
    look_again(entry.text);
}

void Exits::entry_ended(const OrderId& entry) {
    if (entries_.contains(entry.text) && waits_in_vain(entry.text)) orphaning_.insert(entry.text);
}

bool Exits::waits_in_vain(const std::string& entry) const {
    return std::ranges::any_of(entries_.at(entry), [&](const auto& exit) { return inactive({exit}) > due({exit}); });
}

// What an exit waits for only becomes less once its entry has ended.
void Exits::look_again(const std::string& entry) {
    if (orphaning_.contains(entry) && !waits_in_vain(entry)) orphaning_.erase(entry);
}

void Exits::activate(const OrderId& order, Quantity quantity) {
    auto& exit = of(order);
    exit.inactive -= quantity;
    exit.due.reset();
    due_.erase(order.text);
}

void Exits::set_inactive(const OrderId& order, Quantity quantity) {
    auto& exit = of(order);
    exit.inactive = quantity;
    if (exit.entry) look_again(exit.entry->text);
}

}  // namespace andvari::engine
