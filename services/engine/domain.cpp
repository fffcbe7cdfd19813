#include "services/engine/domain.hpp"

#include "services/engine/matching.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::engine {
namespace {
constexpr bool ends_with_its_day(order::TimeInForce in_force) {
    using enum order::TimeInForce;
    return in_force == day || in_force == opg || in_force == cls;
}

void add_exit(Book& book, Exit exit) {
    const auto entry = exit.entry;
    book.exits().add(std::move(exit));
    if (entry && book.find_any(*entry) == nullptr) book.exits().entry_ended(*entry);
}
}  // namespace

void evolve(Book& book, const Booked& e) {
    const auto& t = e.ticket;
    Waiting form{{t.order, t.account, t.side, ends_with_its_day(t.time_in_force), t.quantity, e.protection, e.session, e.quoted,
                  e.owner, t.shares_with, t.extended_hours},
                 t.stop_price,
                 t.trail_price,
                 t.trail_percent,
                 e.mark};
    if (e.held.value_or(false)) add_exit(book, {t.order, std::move(form), t.parent, std::nullopt, t.quantity});
    else if (e.queued.value_or(false)) book.enqueue({std::move(form.resting), t, e.most});
    else if (order::is_stop(t.kind)) book.sleep(std::move(form));
    else book.add(std::move(form.resting));
    if (t.shares_with) book.exits().link(*t.shares_with, t.order);
}

namespace {
/// One side of a trade.
void reduce(Book& book, const Party& party, Quantity quantity) {
    book.reduce(party.order, quantity);
    if (book.exits().empty()) return;
    book.exits().entry_traded(party.order, quantity);
    if (book.find(party.order) == nullptr && book.exits().inactive(party.order).zero()) book.exits().forget(party.order);
}

/// The order is there no more.
void remove(Book& book, const OrderId& order) {
    if (book.find_any(order) != nullptr) book.remove(order);
    if (!book.exits().empty()) book.exits().forget(order);
}
}  // namespace

void evolve(Book& book, const Traded& e) {
    ++book.trades;
    if (e.quote && book.quote != e.quote) {
        book.quote = e.quote;
        book.used_bid = book.used_ask = Quantity{};
    }
    if (e.buyer) reduce(book, *e.buyer, e.quantity);
    else book.used_bid += e.quantity;
    if (e.seller) reduce(book, *e.seller, e.quantity);
    else book.used_ask += e.quantity;
}

void evolve(Book& book, const Cancelled& e) { remove(book, e.order); }
void evolve(Book&, const CancelRefused&) {}
void evolve(Book& book, const Expired& e) { remove(book, e.order); }

void evolve(Book& book, const Triggered& e) {
    auto resting = book.wake(e.order);
    resting.quoted = e.quoted;
    book.add(std::move(resting));
}

void evolve(Book& book, const TrailMoved& e) { book.follow(e.side, e.mark); }
void evolve(Book& book, const Replaced& e) { book.remove(e.order); }
void evolve(Book&, const ReplaceRefused&) {}

void evolve(Book& book, const Resized& e) {
    const auto* exit = book.exits().find(e.order);
    const auto inactive = book.exits().inactive(e.order);
    const bool entry_ended = exit != nullptr && exit->entry && book.find_any(*exit->entry) == nullptr;
    if (entry_ended && inactive > book.exits().due(e.order)) {
        book.exits().set_inactive(e.order, book.exits().due(e.order));  // What it waited for in vain.
    } else {
        book.resize(e.order, e.remaining - inactive);
    }
}

void evolve(Book& book, const Activated& e) { book.activate(e.order, e.quantity); }
void evolve(Book& book, const Opened& e) { book.opened = e.since; }

void evolve(Book& book, const Admitted& e) {
    auto queued = book.dequeue(e.order);
    queued.resting.quoted = e.quoted;
    book.add(std::move(queued.resting));
}

void evolve(Book& book, const Split&) {
    ++book.splits;
    book.quote = std::nullopt;  // It was in old shares.
    book.used_bid = book.used_ask = Quantity{};
}

void evolve(Book&, const WentEx&) {}
void evolve(Book&, const DividendPayable&) {}

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit(eventing::Overloaded{[](const BookOrder& c) { return c.ticket.symbol.text; },
                                           [](const ReplaceOrder& c) { return c.request.replacement.ticket.symbol.text; },
                                           [](const auto& c) { return c.symbol.text; }},
                      command);
}

namespace {
const Symbol& symbol_of(const Fact& fact) {
    return std::visit(eventing::Overloaded{[](const Booked& e) -> const Symbol& { return e.ticket.symbol; },
                                           [](const auto& e) -> const Symbol& { return e.symbol; }},
                      fact);
}
}  // namespace

std::string aggregate_of(const Fact& fact) { return symbol_of(fact).text; }
std::string key_of(const Fact& fact) { return to_token(symbol_of(fact)); }
std::string_view verb_of(const Fact& fact) { return eventing::verb_of(fact); }

Fact refused(const Command&, const Given&, const Refusal& refusal) {
    eventing::never_refused("a command of the engine", refusal.code);
}

BookImage image(const Book& book) {
    BookImage image{{}, {}, book.trades, book.quote, book.used_bid, book.used_ask};
    for (const auto* waiting : book.stops().all()) {
        if (!image.stops) image.stops.emplace();
        image.stops->push_back(*waiting);
    }
    for (const auto& [order, exit] : book.exits().all()) {
        if (!image.exits) image.exits.emplace();
        image.exits->push_back(exit);
    }
    for (const auto* queued : book.queue().all()) {
        if (!image.queue) image.queue.emplace();
        image.queue->push_back(*queued);
    }
    if (book.opened != Instant{}) image.opened = book.opened;
    if (book.splits != 0) image.splits = book.splits;
    const auto gather = [&](Side side, std::vector<Resting>& list) {
        book.each(side, [&](const Resting& r) {
            list.push_back(r);
            return true;
        });
    };
    gather(Side::buy, image.bids);
    gather(Side::sell, image.asks);
    return image;
}

Book restore(const BookImage& image) {
    Book book;
    for (const auto* list : {&image.bids, &image.asks})
        for (const auto& resting : *list) book.add(resting);
    for (const auto& waiting : image.stops.value_or(std::vector<Waiting>{})) book.sleep(waiting);
    for (const auto& queued : image.queue.value_or(std::vector<Queued>{})) book.enqueue(queued);
    for (const auto& exit : image.exits.value_or(std::vector<Exit>{})) add_exit(book, exit);
    book.opened = image.opened.value_or(Instant{});
    book.splits = image.splits.value_or(0);
    book.trades = image.trades;
    book.quote = image.quote;
    book.used_bid = image.used_bid;
    book.used_ask = image.used_ask;
    return book;
}

}  // namespace andvari::engine
