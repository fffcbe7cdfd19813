// What happens when somebody comes to the book: an order, a quote, a stop order that wakes.
#include <algorithm>

#include "services/engine/round.hpp"

namespace andvari::engine {
namespace {
using order::TimeInForce;

/// The last day that is over, for orders of extended hours or others. A market that never closes counts by its quotes.
std::int64_t day_over(const Round& round, bool extended) {
    return round.hours.session ? round.hours.over(extended) : round.quote()->time.day() - 1;
}
bool is_over(const Round& round, const Resting& r) { return r.day && r.session <= day_over(round, r.extended.value_or(false)); }

/// The trades of the customers on `side` with a quote that meets them; as takers, at its price, where the market opens with it,
/// and they stood there before. Who came when the market had opened already, and nobody was there for it, has his own price.
void trade_with_feed(Side side, bool opening, Round& round) {
    auto feed = round.quoted_on(opposite(side));
    const auto opening_price = round.feed_on(opposite(side)).price;
    round.book.each(side, [&](const Resting& r) {
        if (!feed.left.positive() || !meet(side, r.price, feed.price)) return false;
        if (is_over(round, r) || !round.hours.trades(r.extended.value_or(false))) return true;
        const bool opens = opening && (!r.quoted || *r.quoted < round.hours.since);
        if (opens && !meet(side, r.price, opening_price)) return true;
        const auto traded = std::min(feed.left, r.remaining);
        feed.left -= traded;
        round.trade(side, party_of(r), std::nullopt, traded, opens ? opening_price : r.price);
        return true;
    });
}

/// A stop order's price is reached: it comes to the book.
void trigger(const Resting& resting, Price stop, Round& round) {
    const auto own = party_of(resting);
    round.facts.emplace_back(Triggered{own.order, own.account, round.symbol, stop, round.quoted()});
    end_partner_of_woken(own.order, round);
    const auto* exit = round.book.exits().find(own.order);
    const std::string_view entry = exit != nullptr && exit->entry ? std::string_view{exit->entry->text} : std::string_view{};
    const auto walked = round.trade_all(own, {resting.side, resting.price, resting.remaining, resting.owner, entry});
    if (walked.met_own) round.cancel(own, walked.left + round.book.exits().inactive(own.order), "self_trade");
}

/// The price at which a new stop order is awake at once; nothing where it sleeps.
std::optional<Price> reached_at_once(const order::Ticket& t, const std::optional<stock::Quote>& quote) {
    if (!t.stop_price || !quote) return std::nullopt;
    const auto price = waking_price(t.side, *quote);
    return price && meet(opposite(t.side), *t.stop_price, *price) ? t.stop_price : std::nullopt;
}

/// Of a trailing stop: the better of the quote's price and the `former` mark.
std::optional<Price> first_mark(const order::Ticket& t, const std::optional<stock::Quote>& quote, std::optional<Price> former) {
    if (t.kind != order::Kind::trailing_stop) return std::nullopt;
    const auto price = quote ? waking_price(t.side, *quote) : std::nullopt;
    if (!price || !former) return price ? price : former;
    return t.side == Side::buy ? std::min(*price, *former) : std::max(*price, *former);
}

/// How many shares a notional comes to: what it buys or sells now, at those prices, and for the rest of the money what it may
/// cost at most. Rounded down, so that no more than the notional is ever spent.
Quantity shares_for(const BookOrder& c, const Round& round) {
    const auto& t = c.ticket;
    auto money = *t.notional;
    Quantity shares;
    const auto most = c.most.value_or(largest_quantity);
    bool spent = false;
    const auto walked = walk(round.book, {t.side, c.protection, most, c.owner}, round.feed_on(opposite(t.side)),
                             [&](const Resting*, Quantity offered, Price price) {
                                 if (spent) return;
                                 const auto taken = std::min(offered, affordable(money, price));
                                 spent = taken < offered;
                                 shares += taken;
                                 // Each trade is rounded by itself, and may come to a millionth more than its part.
                                 money = std::max(money - value_of(price, taken) - Money::of_units(1), Money{});
                             });
    if (spent || (walked.met_own && shares.positive())) return shares;
    // Whatever trades later may do so in many parts, each of which is rounded.
    constexpr auto for_rounding = Money::of_units(1'000);
    const auto waits_at = t.side == Side::buy ? c.protection : std::max(c.protection, round.feed_on(Side::buy).price);
    const auto rest = affordable(money - for_rounding, waits_at);
    return std::max(std::min(shares + rest, most), Quantity::of_units(1));
}

/// The exits that an order brings along: they wait for its trades, or with an oco order stand beside it at once.
void book_exits(const BookOrder& c, std::int64_t session, Round& round) {
    for (auto& exit : order::exits_of(c.ticket)) {
        const auto protection = exit.limit_price ? *exit.limit_price : c.stop_protection.value_or(Price::of_units(1));
        Booked booked{std::move(exit), protection, session, round.quoted(), std::nullopt, c.owner};
        if (c.ticket.order_class != order::OrderClass::oco) booked.held = true;
        round.facts.emplace_back(std::move(booked));
    }
}

/// The stop_loss of an oco order that trades as it comes.
void shrink_new_partner(const order::Ticket& t, Quantity traded, const Walked& walked, Round& round) {
    const Party partner{order::exit_id(t.order, "stop_loss"), t.account, t.order};
    if (walked.left.zero() || walked.met_own) round.cancel(partner, t.quantity, walked.met_own ? "exit_cancelled" : "exit_done");
    else if (traded.positive()) round.facts.emplace_back(Resized{partner.order, t.account, t.symbol, walked.left});
}

/// The day of an order that comes now.
std::int64_t session_of(const order::Ticket& t, const Given& given, const Round& round) {
    const auto& hours = round.hours;
    if (!hours.session) return round.quote() ? round.quote()->time.day() : given.time.day();
    const bool too_late_to_open = hours.phase == stock::Phase::regular || hours.phase == stock::Phase::post;
    if (t.time_in_force == TimeInForce::opg && too_late_to_open) return *hours.next;
    return hours.session_of_new(t.extended_hours.value_or(false));
}

/// Booked, and what follows at once.
void come(const BookOrder& c, std::optional<Price> former_mark, const Given& given, Round& round) {
    const auto& t = c.ticket;
    const auto session = session_of(t, given, round);
    const bool stop = order::is_stop(t.kind);
    const bool waits = round.waits(t.extended_hours.value_or(false));
    Booked booked{t, c.protection, session, round.quoted(), first_mark(t, round.quote(), former_mark), c.owner};
    if (!stop && (waits || is_for_an_auction(t.time_in_force))) {
        booked.queued = true;
        booked.most = c.most;
    }
    const bool queued = booked.queued.has_value();
    round.facts.emplace_back(std::move(booked));
    book_exits(c, session, round);
    if (stop) {
        if (const auto price = waits ? std::nullopt : reached_at_once(t, round.quote()))
            trigger({t.order, t.account, t.side, false, t.quantity, c.protection, session, {}, c.owner}, *price, round);
        return;
    }
    if (!queued) return enter(c, t.quantity, round);
    if (t.time_in_force == TimeInForce::ioc || t.time_in_force == TimeInForce::fok)
        round.expire({t.order, t.account}, t.quantity);
}

bool is_there(const Book& book, const OrderId& order) { return known(book, order).has_value(); }
}  // namespace

void expire_what_is_over(Round& round) {
    const auto oldest = round.book.oldest_session();
    if (!oldest || *oldest > std::max(day_over(round, false), day_over(round, true))) return;
    each_order(round.book, [&](const Resting& r, Quantity remaining) {
        if (is_over(round, r)) round.expire(party_of(r), remaining);
    });
}

void enter(const BookOrder& c, Quantity quantity, Round& round) {
    const auto& t = c.ticket;
    const Party own{t.order, t.account};
    if (t.notional) {
        quantity = shares_for(c, round);
        round.facts.emplace_back(Resized{t.order, t.account, t.symbol, quantity});
    }
    const Taker taker{t.side, c.protection, quantity, c.owner, {}, round.hours.phase != stock::Phase::regular};
    if (t.time_in_force == TimeInForce::fok && !round.could_fill(taker)) return round.expire(own, quantity);
    const auto walked = round.trade_all(own, taker);
    const auto traded = quantity - walked.left;
    if (t.order_class == order::OrderClass::oco) shrink_new_partner(t, traded, walked, round);
    const bool ends_now = t.time_in_force == TimeInForce::ioc || is_for_an_auction(t.time_in_force);
    if (walked.met_own) round.cancel(own, walked.left, "self_trade");
    else if (ends_now && walked.left.positive()) round.expire(own, walked.left);
}

Decision<Fact> decide(const Book& book, const BookOrder& c, const Given& given) {
    if (is_there(book, c.ticket.order)) return Facts<Fact>{};
    Round round{book, c.ticket.symbol, c.quote, c.hours};
    if (c.splits < book.splits) {
        round.cancel({c.ticket.order, c.ticket.account}, c.ticket.quantity, "split");
        return std::move(round.facts);
    }
    come(c, std::nullopt, given, round);
    shrink_partners(round);
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const ReplaceOrder& c, const Given& given) {
    const auto& r = c.request;
    auto replacement = r.replacement;
    auto& ticket = replacement.ticket;
    const auto refuse = [&](const char* code, const char* reason) {
        return Facts<Fact>{ReplaceRefused{r.order, r.account, ticket.symbol, ticket.order, code, reason}};
    };
    if (is_there(book, ticket.order)) return Facts<Fact>{};
    const auto* queued = book.queue().find(r.order);
    const auto* live = queued != nullptr ? &queued->resting : book.find(r.order);
    const auto* waiting = book.stops().find(r.order);
    if (live == nullptr && waiting == nullptr) return refuse("order_not_in_book", "it traded or ended before");
    if (live != nullptr && order::is_stop(ticket.kind))
        return refuse("stop_already_triggered", "its price was reached before: cancel it and place another order");
    const auto remaining = live != nullptr ? live->remaining : waiting->resting.remaining;
    ticket.quantity = r.total ? *r.total - (r.quantity - remaining) : remaining;
    if (!ticket.quantity.positive()) return refuse("quantity_already_traded", "as much has traded before");

    Round round{book, ticket.symbol, c.quote, c.hours};
    round.facts.emplace_back(Replaced{r.order, r.account, ticket.symbol, remaining, replacement, r.protection, r.owner});
    come({ticket, r.protection, c.quote, r.owner, std::nullopt, std::nullopt, c.hours},
         waiting != nullptr ? waiting->mark : std::nullopt, given, round);
    shrink_partners(round);
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const CancelOrder& c, const Given&) {
    const auto asked = known(book, c.order);
    if (!asked) return Facts<Fact>{CancelRefused{c.order, c.account, c.symbol}};
    Round round{book, c.symbol};
    round.facts.emplace_back(Cancelled{c.order, c.account, c.symbol, asked->remaining, std::nullopt, asked->party.shares_with});
    if (const auto* exit = book.exits().find(c.order))
        for (const auto& other : {exit->entry, exit->partner})
            if (const auto there = other ? known(book, *other) : std::nullopt)
                round.cancel(there->party, there->remaining, "exit_cancelled");
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const TakeQuote& c, const Given&) {
    const std::optional latest{c.quote};
    Round round{book, c.symbol, latest, c.hours};
    if (!round.quote() && !c.hours.session) return Facts<Fact>{};  // Of before the end of a halt.
    expire_what_is_over(round);
    if (round.waits(true)) return std::move(round.facts);
    const bool anybody = book.size() > 0 || !book.queue().empty() || book.stops().size() > 0;
    const bool opening = book.opened < c.hours.since && anybody;
    if (opening) round.facts.emplace_back(Opened{c.symbol, c.hours.since, *round.quote()});
    for (const auto side : {Side::buy, Side::sell}) trade_with_feed(side, opening, round);
    shrink_partners(round);
    if (round.waits(false)) return std::move(round.facts);
    for (const auto side : {Side::buy, Side::sell})
        if (const auto mark = waking_price(side, *round.quote()); mark && book.stops().trails(side, *mark))
            round.facts.emplace_back(TrailMoved{c.symbol, side, *mark});
    return std::move(round.facts);
}

Decision<Fact> decide(const Book& book, const WakeStop& c, const Given&) {
    const std::optional latest{c.quote};
    Round round{book, c.symbol, latest, c.hours};
    if (const auto* waiting = book.stops().reached(*round.quote())) trigger(waiting->resting, *waiting->stop, round);
    shrink_partners(round);
    return std::move(round.facts);
}

}  // namespace andvari::engine
