// What the end or the trade of one order means for those that belong to it.
#include "services/engine/round.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::engine {

std::optional<Known> known(const Book& book, const OrderId& order) {
    const auto* there = book.find_any(order);
    const auto inactive = book.exits().inactive(order);
    if (there != nullptr) return Known{party_of(*there), there->remaining + inactive, there->remaining};
    const auto* exit = book.exits().find(order);
    if (exit == nullptr || !exit->form) return std::nullopt;
    return Known{party_of(exit->form->resting), inactive, Quantity{}};
}

void shrink_partners(Round& round) {
    for (const auto& [order, traded] : round.traded_exits()) {
        const auto partner = known(round.book, *round.book.exits().find({order})->partner);
        if (!partner || round.ended(partner->party.order)) continue;
        const auto left = partner->remaining - traded;
        if (left.positive()) round.facts.emplace_back(Resized{partner->party.order, partner->party.account, round.symbol, left});
        else round.cancel(partner->party, partner->remaining, "exit_done");
    }
}

void end_partner_of_woken(const OrderId& order, Round& round) {
    const auto* exit = round.book.exits().find(order);
    if (exit == nullptr) return;
    if (exit->entry)
        if (const auto entry = known(round.book, *exit->entry)) round.cancel(entry->party, entry->remaining, "exit_done");
    if (!exit->partner) return;
    if (const auto partner = known(round.book, *exit->partner)) round.cancel(partner->party, partner->remaining, "exit_done");
}

Decision<Fact> decide(const Book& book, const EndExits& c, const Given&) {
    Round round{book, c.symbol};
    const auto& orphaning = book.exits().orphaning();
    if (orphaning.empty()) return Facts<Fact>{};
    for (const auto& name : book.exits().entries().at(*orphaning.begin())) {
        const OrderId order{name};
        const auto exit = known(book, order);
        const auto left = exit->active + book.exits().due(order);
        if (left.positive()) round.facts.emplace_back(Resized{order, exit->party.account, c.symbol, left});
        else round.cancel(exit->party, exit->remaining, "entry_ended");
    }
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const ActivateExits& c, const Given&) {
    Round round{book, c.symbol, c.quote, c.hours};
    if (book.exits().due().empty()) return Facts<Fact>{};
    // Those of one entry at a time, so that each decision knows what the ones before left of the quote.
    const auto& entry = *book.exits().find({book.exits().due().begin()->first})->entry;
    for (const auto& name : book.exits().entries().at(entry.text)) {
        const OrderId order{name};
        const auto& form = *book.exits().find(order)->form;
        const auto due = book.exits().due(order);
        if (!due.positive()) continue;
        round.facts.emplace_back(Activated{order, form.resting.account, c.symbol, due});
    }
    // A take_profit whose price is there already trades at once; a stop_loss wakes by itself.
    for (const auto& name : book.exits().entries().at(entry.text)) {
        const auto& form = *book.exits().find({name})->form;
        const auto& r = form.resting;
        if (!form.stop) round.trade_all(party_of(r), {r.side, r.price, book.exits().due({name}), r.owner, entry.text});
    }
    shrink_partners(round);
    return std::move(round.facts);
}

namespace {
/// What the end of a command leaves to be looked at.
struct After {
    const Symbol* symbol = nullptr;
    std::optional<stock::Quote> quote{};
    Hours hours{};
    bool moved = true;  ///< Whether the market moved, so that it may be time for queued and stop orders.
};

After after(const Command& done) {
    return std::visit(eventing::Overloaded{[](const BookOrder& c) {
                                               return After{&c.ticket.symbol, c.quote, c.hours, false};
                                           },
                                           [](const ReplaceOrder& c) {
                                               return After{&c.request.replacement.ticket.symbol, c.quote, c.hours, false};
                                           },
                                           [](const CancelOrder& c) {
                                               return After{&c.symbol, c.quote, c.hours, false};
                                           },
                                           [](const SplitShares& c) {
                                               return After{&c.symbol, std::nullopt, {}, false};
                                           },
                                           [](const PassOn& c) {
                                               return After{&c.symbol, std::nullopt, {}, false};
                                           },
                                           [](const auto& c) {
                                               return After{&c.symbol, std::optional<stock::Quote>{c.quote}, c.hours};
                                           }},
                      done);
}
}  // namespace

std::optional<Command> next(const Book& book, const Command& done) {
    const auto [symbol, latest, hours, moved] = after(done);
    if (!book.exits().empty()) {
        if (!book.exits().orphaning().empty()) return EndExits{*symbol, latest, hours};
        if (!book.exits().due().empty()) return ActivateExits{*symbol, latest, hours};
    }
    if (!moved) return std::nullopt;
    const Round round{book, *symbol, latest, hours};
    if (std::holds_alternative<CloseOut>(done))
        return due_at_close(round) != nullptr ? std::optional<Command>{CloseOut{*symbol, latest, hours}} : std::nullopt;
    if (round.waits(true) || !round.quote()) return std::nullopt;
    if (!book.queue().empty() && admissible(round) != nullptr) return Admit{*symbol, latest, hours};
    if (round.waits(false)) return std::nullopt;
    if (hours.session && is_crossed(book)) return Uncross{*symbol, latest, hours};
    if (book.stops().size() == 0 || book.stops().reached(*round.quote()) == nullptr) return std::nullopt;
    return WakeStop{*symbol, *round.quote(), hours};
}

}  // namespace andvari::engine
