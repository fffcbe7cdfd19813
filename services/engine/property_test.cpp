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
    std::string owner{};
    std::int64_t stop = 0;  // Of one that sleeps.
};

class Model {
public:
    std::string book(Standing own) {
        own.arrived = ++clock_;
        own.day = day_;
        const auto& who = own.who;
        const auto in_force = own.in_force;
        std::string text = "booked " + who + '\n';
        if (own.stop > 0) {
            sleeping_.push_back(own);
            const auto* reached = next_reached();
            return reached != nullptr && reached->who == who ? text + wake(*reached) : text;
        }
        const auto before = line_;
        const auto trades = trade(own);
        if (in_force == TimeInForce::fok && own.left > 0) {
            line_ = before;
            return text + "expired " + who + '\n';
        }
        text += trades;
        if (own.left == 0 || ended_) return text;
        if (in_force == TimeInForce::ioc) return text + "expired " + who + '\n';
        line_.push_back(own);
        return text;
    }

    std::string cancel(const std::string& who) {
        const auto is_it = [&](const auto& s) { return s.who == who; };
        return std::erase_if(line_, is_it) + std::erase_if(sleeping_, is_it) > 0 ? "cancelled " + who + '\n'
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
        for (const auto& s : sleeping_)
            if (s.in_force == TimeInForce::day && s.day < day) text += "expired " + s.who + '\n';
        std::erase_if(sleeping_, [&](const auto& s) { return s.in_force == TimeInForce::day && s.day < day; });
        Standing buyer{"", Side::buy, bid, bid_size, ++clock_, day, TimeInForce::gtc};
        Standing seller{"", Side::sell, ask, ask_size, clock_, day, TimeInForce::gtc};
        text += trade(seller);
        text += trade(buyer);
        bid_ = bid_size > 0 ? bid : 0;
        ask_ = ask_size > 0 ? ask : 0;
        line_.push_back(buyer);
        line_.push_back(seller);
        while (const auto* reached = next_reached()) text += wake(*reached);
        return text;
    }

private:
    // Buys before sells, of each the one whose price the market reached first, then the older.
    const Standing* next_reached() const {
        const Standing* found = nullptr;
        for (const auto side : {Side::buy, Side::sell}) {
            for (const auto& s : sleeping_) {
                if (s.side != side || !(side == Side::buy ? s.stop <= ask_ : bid_ > 0 && s.stop >= bid_)) continue;
                if (found == nullptr || (side == Side::buy ? s.stop < found->stop : s.stop > found->stop)) found = &s;
            }
            if (found != nullptr) return found;
        }
        return nullptr;
    }

    std::string wake(const Standing& sleeper) {
        auto own = sleeper;
        std::erase_if(sleeping_, [&](const auto& s) { return s.who == own.who; });
        own.arrived = ++clock_;
        auto text = "triggered " + own.who + '\n' + trade(own);
        if (own.left > 0 && !ended_) line_.push_back(own);
        return text;
    }

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
        ended_ = false;
        while (own.left > 0) {
            const auto other_side = own.side == Side::buy ? Side::sell : Side::buy;
            auto* other = best(other_side, [&](const auto& s) {
                const bool both_market = s.who.empty() && own.who.empty();
                return !both_market && (own.side == Side::buy ? s.price <= own.price : s.price >= own.price);
            });
            if (other == nullptr) break;
            if (!own.owner.empty() && other->owner == own.owner) {
                ended_ = true;
                text += "cancelled " + own.who + '\n';
                break;
            }
            const auto quantity = std::min(own.left, other->left);
            own.left -= quantity;
            other->left -= quantity;
            const auto& [buyer, seller] = own.side == Side::buy ? std::pair{own.who, other->who} : std::pair{other->who, own.who};
            text += buyer + '+' + seller + ' ' + std::to_string(quantity) + " at " + std::to_string(other->price) + '\n';
        }
        std::erase_if(line_, [](const auto& s) { return s.left == 0; });
        return text;
    }

    std::vector<Standing> line_, sleeping_;
    std::int64_t clock_ = 0, day_ = 0, bid_ = 0, ask_ = 0;
    bool ended_ = false;  // The last that came, because it met its owner's own order.
};

std::string name(const std::optional<Party>& party) { return party ? party->order.text : ""; }
std::string in_short(const Booked& e) { return "booked " + e.ticket.order.text; }
std::string in_short(const Traded& e) {
    return name(e.buyer) + '+' + name(e.seller) + ' ' + e.quantity.text() + " at " + e.price.text();
}
std::string in_short(const Cancelled& e) { return "cancelled " + e.order.text; }
std::string in_short(const CancelRefused& e) { return "refused " + e.order.text; }
std::string in_short(const Expired& e) { return "expired " + e.order.text; }
std::string in_short(const Triggered& e) { return "triggered " + e.order.text; }
std::string in_short(const auto&) { return "something else"; }

std::string take(Book& book, const Command& command) {
    std::string text;
    const auto perform = [&](const Command& one) {
        const auto decision = std::visit([&](const auto& c) { return decide(book, c, Given{}); }, one);
        for (const auto& happened : *decision) {
            std::visit([&](const auto& e) { evolve(book, e); }, happened.fact);
            text += std::visit([](const auto& e) { return in_short(e); }, happened.fact) + '\n';
        }
    };
    perform(command);
    for (auto more = next(book, command); more; more = next(book, *more)) perform(*more);
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
                Standing own{who, side, price, quantity, 0, 0, in_force, *rc::gen::element<std::string>("", "a", "b")};
                const bool waits = in_force == TimeInForce::day || in_force == TimeInForce::gtc;
                if (waits && random(0, 3) == 0) own.stop = random(95, 106);
                order::Ticket ticket{{who},
                                     {"alice"},
                                     aapl,
                                     side,
                                     own.stop > 0 ? order::Kind::stop_limit : order::Kind::limit,
                                     in_force,
                                     Quantity::whole(quantity),
                                     Price::whole(price),
                                     {}};
                if (own.stop > 0) ticket.stop_price = Price::whole(own.stop);
                const auto owner = own.owner.empty() ? std::nullopt : std::optional{own.owner};
                RC_ASSERT(take(book, BookOrder{ticket, Price::whole(price), quote, owner}) == model.book(own));
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
