// The engine against a model that is too simple to be wrong: a list of orders in their order of arrival, searched anew for each
// trade.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "services/engine/domain.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::engine {
namespace {
using order::Side;
using order::TimeInForce;
const Symbol aapl{"AAPL"};

struct Standing {
    std::string who;  // Empty: the market's quote.
    Side side{};
    std::int64_t price = 0, left = 0, arrived = 0, day = 0;
    TimeInForce in_force{};
};

class Model {
public:
    std::string book(const std::string& who, Side side, std::int64_t price, std::int64_t quantity, TimeInForce in_force) {
        Standing own{who, side, price, quantity, ++clock_, day_, in_force};
        std::string text = "booked " + who + '\n';
        const auto before = line_;
        const auto trades = trade(own);
        if (in_force == TimeInForce::fok && own.left > 0) {
            line_ = before;
            return text + "expired " + who + '\n';
        }
        text += trades;
        if (own.left == 0) return text;
        if (in_force == TimeInForce::ioc) return text + "expired " + who + '\n';
        line_.push_back(own);
        return text;
    }

    std::string cancel(const std::string& who) {
        return std::erase_if(line_, [&](const auto& s) { return s.who == who; }) > 0 ? "cancelled " + who + '\n'
                                                                                     : "refused " + who + '\n';
    }

    std::string quote(std::int64_t bid, std::int64_t bid_size, std::int64_t ask, std::int64_t ask_size, std::int64_t day) {
        std::string text;
        day_ = day;
        std::erase_if(line_, [](const auto& s) { return s.who.empty(); });
        for (const auto side : {Side::buy, Side::sell})
            for (;;) {
                const auto* old = best(side, [&](const auto& s) { return s.in_force == TimeInForce::day && s.day < day; });
                if (old == nullptr) break;
                text += "expired " + old->who + '\n';
                std::erase_if(line_, [who = old->who](const auto& s) { return s.who == who; });
            }
        Standing buyer{"", Side::buy, bid, bid_size, ++clock_, day, TimeInForce::gtc};
        Standing seller{"", Side::sell, ask, ask_size, clock_, day, TimeInForce::gtc};
        text += trade(seller);
        text += trade(buyer);
        line_.push_back(buyer);
        line_.push_back(seller);
        return text;
    }

private:
    Standing* best(Side side, auto&& wanted) {
        Standing* best = nullptr;
        for (auto& s : line_) {
            if (s.side != side || s.left == 0 || !wanted(s)) continue;
            const auto better = [&] { return side == Side::buy ? s.price > best->price : s.price < best->price; };
            if (best == nullptr || better() || (s.price == best->price && s.arrived < best->arrived)) best = &s;
        }
        return best;
    }

    std::string trade(Standing& own) {
        std::string text;
        while (own.left > 0) {
            const auto other_side = own.side == Side::buy ? Side::sell : Side::buy;
            auto* other = best(other_side, [&](const auto& s) {
                const bool both_market = s.who.empty() && own.who.empty();
                return !both_market && (own.side == Side::buy ? s.price <= own.price : s.price >= own.price);
            });
            if (other == nullptr) break;
            const auto quantity = std::min(own.left, other->left);
            own.left -= quantity;
            other->left -= quantity;
            const auto& [buyer, seller] = own.side == Side::buy ? std::pair{own.who, other->who} : std::pair{other->who, own.who};
            text += buyer + '+' + seller + ' ' + std::to_string(quantity) + " at " + std::to_string(other->price) + '\n';
        }
        std::erase_if(line_, [](const auto& s) { return s.left == 0; });
        return text;
    }

    std::vector<Standing> line_;
    std::int64_t clock_ = 0, day_ = 0;
};

std::string name(const std::optional<Party>& party) { return party ? party->order.text : ""; }
std::string in_short(const Booked& e) { return "booked " + e.ticket.order.text; }
std::string in_short(const Traded& e) {
    return name(e.buyer) + '+' + name(e.seller) + ' ' + e.quantity.text() + " at " + e.price.text();
}
std::string in_short(const Cancelled& e) { return "cancelled " + e.order.text; }
std::string in_short(const CancelRefused& e) { return "refused " + e.order.text; }
std::string in_short(const Expired& e) { return "expired " + e.order.text; }

std::string take(Book& book, const Command& command) {
    std::string text;
    const auto decision = std::visit([&](const auto& c) { return decide(book, c, Given{}); }, command);
    for (const auto& happened : *decision) {
        std::visit([&](const auto& e) { evolve(book, e); }, happened.fact);
        text += std::visit([](const auto& e) { return in_short(e); }, happened.fact) + '\n';
    }
    return text;
}

std::int64_t random(std::int64_t from, std::int64_t to) { return *rc::gen::inRange(from, to); }
}  // namespace

TEST_CASE("engine: trades exactly as the simplest model of price-time priority does, also from a snapshot") {
    CHECK(rc::check([] {
        Book book;
        Model model;
        Instant time{0};
        std::optional<stock::Quote> quote;
        const auto steps = random(1, 80);
        for (std::int64_t step = 0; step < steps; ++step) {
            const auto who = "order-" + std::to_string(step);
            const auto dice = random(0, 10);
            if (dice < 6) {
                const auto side = *rc::gen::element(Side::buy, Side::sell);
                const auto in_force = *rc::gen::element(TimeInForce::day, TimeInForce::gtc, TimeInForce::ioc, TimeInForce::fok);
                const auto price = random(97, 104), quantity = random(1, 12);
                order::Ticket ticket{{who}, {"alice"}, aapl, side, order::Kind::limit, in_force, Quantity::whole(quantity),
                                     {},    {}};
                RC_ASSERT(take(book, BookOrder{ticket, Price::whole(price), quote}) ==
                          model.book(who, side, price, quantity, in_force));
            } else if (dice < 8) {
                const auto whom = "order-" + std::to_string(random(0, step + 1));
                RC_ASSERT(take(book, CancelOrder{{whom}, {"alice"}, aapl}) == model.cancel(whom));
            } else {
                time = time.plus_seconds(*rc::gen::element(1, 1, 1, 86'400));
                const auto bid = random(95, 105), bid_size = random(0, 10), ask = bid + random(0, 5), ask_size = random(0, 10);
                quote = {Price::whole(bid), Price::whole(ask), Quantity::whole(bid_size), Quantity::whole(ask_size), time};
                RC_ASSERT(take(book, TakeQuote{aapl, *quote}) == model.quote(bid, bid_size, ask, ask_size, time.day()));
            }
            if (random(0, 8) == 0) book = restore(json::read<BookImage>(json::write(image(book))).value());
        }
    }));
}

}  // namespace andvari::engine
