#include "services/engine/domain.hpp"

#include <algorithm>
#include <charconv>

#include "services/engine/matching.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::engine {
namespace {
using order::TimeInForce;

/// Makes the trades of one decision, each with the next id.
class Trades {
public:
    Trades(const Book& book, const Symbol& symbol, const std::optional<stock::Quote>& quote)
        : symbol_{symbol}, quote_{quote}, count_{book.trades} {}

    Traded make(Quantity quantity, Price price, std::optional<Party> buyer, std::optional<Party> seller) {
        char digits[20];
        const auto end = std::to_chars(digits, digits + sizeof digits, count_++).ptr;
        return {{derive_id({"trade", symbol_.text, {digits, static_cast<std::size_t>(end - digits)}})},
                symbol_,
                quantity,
                price,
                std::move(buyer),
                std::move(seller),
                quote_};
    }

private:
    const Symbol& symbol_;
    const std::optional<stock::Quote>& quote_;
    std::uint64_t count_;
};

Party party_of(const Resting& resting) { return {resting.order, resting.account}; }

bool can_fill(const Book& book, const BookOrder& c, const Feed& feed) {
    const auto left = walk(book, c.ticket.side, c.protection, c.ticket.quantity, feed, [](auto&&...) {});
    return left.zero();
}

void expire_before(const Book& book, std::int64_t day, const Symbol& symbol, Facts<Fact>& facts) {
    for (const auto side : {Side::buy, Side::sell})
        book.each(side, [&](const Resting& r) {
            if (r.day && r.session < day) facts.emplace_back(Expired{r.order, r.account, symbol, r.remaining});
            return true;
        });
}

/// The trades of the customers on `side` with a quote that meets them.
void trade_with_feed(const Book& book, Side side, Feed feed, std::int64_t day, Trades& trades, Facts<Fact>& facts) {
    book.each(side, [&](const Resting& r) {
        if (!feed.left.positive() || !meet(side, r.price, feed.price)) return false;
        if (r.day && r.session < day) return true;  // It expires with this quote.
        const auto traded = std::min(feed.left, r.remaining);
        feed.left -= traded;
        facts.emplace_back(side == Side::buy ? trades.make(traded, r.price, party_of(r), std::nullopt)
                                             : trades.make(traded, r.price, std::nullopt, party_of(r)));
        return true;
    });
}
}  // namespace

Decision<Fact> decide(const Book& book, const BookOrder& c, const Given& given) {
    const auto& t = c.ticket;
    if (book.find(t.order) != nullptr) return Facts<Fact>{};
    const auto& quote = standing(book, c.quote);
    const auto feed = feed_on(opposite(t.side), book, quote);
    const auto session = quote ? quote->time.day() : given.time.day();

    Facts<Fact> facts;
    facts.reserve(2);
    facts.emplace_back(Booked{t, c.protection, session, quote ? std::optional{quote->time} : std::nullopt});
    if (t.time_in_force == TimeInForce::fok && !can_fill(book, c, feed)) {
        facts.emplace_back(Expired{t.order, t.account, t.symbol, t.quantity});
        return facts;
    }
    Trades trades{book, t.symbol, quote};
    const auto left =
        walk(book, t.side, c.protection, t.quantity, feed, [&](const Resting* resting, Quantity quantity, Price price) {
            std::optional<Party> own{Party{t.order, t.account}};
            auto other = resting != nullptr ? std::optional{party_of(*resting)} : std::nullopt;
            facts.emplace_back(t.side == Side::buy ? trades.make(quantity, price, std::move(own), std::move(other))
                                                   : trades.make(quantity, price, std::move(other), std::move(own)));
        });
    if (t.time_in_force == TimeInForce::ioc && left.positive()) facts.emplace_back(Expired{t.order, t.account, t.symbol, left});
    return facts;
}

Decision<Fact> decide(const Book& book, const CancelOrder& c, const Given&) {
    const auto* resting = book.find(c.order);
    if (resting == nullptr) return Facts<Fact>{CancelRefused{c.order, c.account, c.symbol}};
    return Facts<Fact>{Cancelled{c.order, c.account, c.symbol, resting->remaining}};
}

Decision<Fact> decide(const Book& book, const TakeQuote& c, const Given&) {
    const std::optional latest{c.quote};
    const auto& quote = standing(book, latest);
    const auto day = quote->time.day();
    Facts<Fact> facts;
    if (const auto oldest = book.oldest_session(); oldest && *oldest < day) expire_before(book, day, c.symbol, facts);
    Trades trades{book, c.symbol, quote};
    trade_with_feed(book, Side::buy, feed_on(Side::sell, book, quote), day, trades, facts);
    trade_with_feed(book, Side::sell, feed_on(Side::buy, book, quote), day, trades, facts);
    return facts;
}

void evolve(Book& book, const Booked& e) {
    const auto& t = e.ticket;
    book.add({t.order, t.account, t.side, t.time_in_force == TimeInForce::day, t.quantity, e.protection, e.session, e.quoted});
}

void evolve(Book& book, const Traded& e) {
    ++book.trades;
    if (e.quote && book.quote != e.quote) {
        book.quote = e.quote;
        book.used_bid = book.used_ask = Quantity{};
    }
    if (e.buyer) book.reduce(e.buyer->order, e.quantity);
    else book.used_bid += e.quantity;
    if (e.seller) book.reduce(e.seller->order, e.quantity);
    else book.used_ask += e.quantity;
}

void evolve(Book& book, const Cancelled& e) { book.remove(e.order); }
void evolve(Book&, const CancelRefused&) {}
void evolve(Book& book, const Expired& e) { book.remove(e.order); }

std::string aggregate_of(const Command& command, const Given&) {
    return std::visit(eventing::Overloaded{[](const BookOrder& c) { return c.ticket.symbol.text; },
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
    book.trades = image.trades;
    book.quote = image.quote;
    book.used_bid = image.used_bid;
    book.used_ask = image.used_ask;
    return book;
}

}  // namespace andvari::engine
