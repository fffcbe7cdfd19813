// What trading must come to, told by rules too simple to be wrong: a list of
// who stands in a market, searched anew for each trade; and for each account
// one sum of what its trades moved.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/engine/domain.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::properties {
using order::Side;

/// The market of one symbol. It is told of each decision of the engine what
/// happened, and agrees, or the test has failed.
class MarketReference {
public:
    void before(const engine::Command& command) {
        comes_.clear();
        if (const auto* c = std::get_if<engine::TakeQuote>(&command)) take(c->quote);
    }
    void happened(const engine::Fact& fact) {
        std::visit([&](const auto& e) { on(e); }, fact);
    }
    /// Nobody is left who could have traded, and nobody sleeps whose price was
    /// reached.
    void after() const {
        if (!exact_) return;
        const auto* buyer = best(Side::buy);
        const auto* seller = best(Side::sell);
        RC_ASSERT(
            (buyer == nullptr || seller == nullptr || buyer->price < seller->price || (buyer->is_feed() && seller->is_feed())));
        for (const auto& s : standing_) RC_ASSERT(!s.at_once);
        for (const auto& s : sleeping_) RC_ASSERT((!s.stop || !is_reached(s)));
    }
    /// Of an order that is in the market, awake or asleep.
    std::optional<Quantity> left_of(const OrderId& order) const {
        for (const auto* list : {&standing_, &sleeping_})
            for (const auto& s : *list)
                if (s.who == order.text) return s.left;
        return std::nullopt;
    }

    struct Counts {
        int trades = 0, partial = 0, between_customers = 0, self_trades = 0, triggered = 0, replaced = 0, activated = 0,
            expired = 0, refused_replaces = 0, refused_cancels = 0;
        Counts& operator+=(const Counts& other) {
            for (auto member :
                 {&Counts::trades, &Counts::partial, &Counts::between_customers, &Counts::self_trades, &Counts::triggered,
                  &Counts::replaced, &Counts::activated, &Counts::expired, &Counts::refused_replaces, &Counts::refused_cancels})
                this->*member += other.*member;
            return *this;
        }
    };
    Counts counts;

private:
    struct Standing {
        std::string who;  ///< Empty: the feed.
        Side side{};
        Price price;
        Quantity left;
        std::string owner{};
        bool at_once = false;         ///< ioc or fok.
        std::optional<Price> stop{};  ///< Of one that sleeps.
        bool day = false;
        bool is_feed() const { return who.empty(); }
    };
    using List = std::vector<Standing>;  ///< In the order in which they came.

    void take(const stock::Quote& q) {
        std::erase_if(standing_, [](const auto& s) { return s.is_feed(); });
        standing_.push_back({"", Side::buy, q.bid, q.bid_size});
        standing_.push_back({"", Side::sell, q.ask, q.ask_size});
        bid_ = q.bid_size.positive() ? std::optional{q.bid} : std::nullopt;
        ask_ = q.ask_size.positive() ? std::optional{q.ask} : std::nullopt;
    }

    void on(const engine::Booked& e) {
        const auto& t = e.ticket;
        if (t.parent || t.take_profit || t.stop_loss) exact_ = false;
        Standing own{t.order.text, t.side, e.protection, t.quantity, e.owner.value_or("")};
        own.at_once = t.time_in_force == order::TimeInForce::ioc || t.time_in_force == order::TimeInForce::fok;
        own.day = t.time_in_force == order::TimeInForce::day;
        if (order::is_stop(t.kind)) own.stop = t.stop_price, sleeping_.push_back(own);
        else if (!e.held.value_or(false)) come(own);
        fill_or_kill_ = t.time_in_force == order::TimeInForce::fok ? t.order.text : "";
    }
    void on(const engine::Triggered& e) {
        ++counts.triggered;
        auto own = taken_out(sleeping_, e.order);
        RC_ASSERT((own || !exact_));
        if (!own) return;
        RC_ASSERT((!exact_ || !own->stop || is_reached(*own)));
        own->stop.reset();
        come(*own);
    }
    void on(const engine::Traded& e) {
        ++counts.trades;
        const auto name = [](const auto& party) { return party ? party->order.text : std::string{}; };
        auto *buyer = find(name(e.buyer), Side::buy), *seller = find(name(e.seller), Side::sell);
        RC_ASSERT(e.quantity.positive());
        if (exact_) {
            RC_ASSERT(buyer != nullptr);
            RC_ASSERT(seller != nullptr);
            const bool buyer_comes = comes_.empty() ? buyer->is_feed() : buyer->who == comes_;
            RC_ASSERT((buyer_comes || (comes_.empty() ? seller->is_feed() : seller->who == comes_)));
            const auto& stood = buyer_comes ? *seller : *buyer;
            RC_ASSERT(&stood == best(stood.side));
            RC_ASSERT(e.price == stood.price);
            RC_ASSERT(buyer->price >= seller->price);
            RC_ASSERT((buyer->owner.empty() || buyer->owner != seller->owner));
            RC_ASSERT(e.quantity == std::min(buyer->left, seller->left));
        }
        if (e.buyer && e.seller) ++counts.between_customers;
        for (auto* side : {buyer, seller}) {
            if (side == nullptr) continue;
            side->left -= e.quantity;
            RC_ASSERT((!exact_ || !side->left.negative()));
            if (!side->is_feed() && side->left.positive()) ++counts.partial;
        }
        std::erase_if(standing_, [](const auto& s) { return !s.is_feed() && !s.left.positive(); });
    }
    void on(const engine::Resized& e) {
        for (auto* list : {&standing_, &sleeping_})
            for (auto& s : *list)
                if (s.who == e.order.text) s.left = e.remaining;
    }
    void on(const engine::Cancelled& e) {
        end(e.order, e.remaining);
        if (e.code == "self_trade") ++counts.self_trades;
    }
    void on(const engine::Expired& e) {
        ++counts.expired;
        const auto ended = end(e.order, e.remaining);
        if (!exact_) return;
        RC_ASSERT((ended->at_once || ended->day));
        if (ended->at_once) RC_ASSERT((ended->who != fill_or_kill_ || !could_fill(*ended)));
    }
    void on(const engine::Replaced& e) {
        ++counts.replaced;
        end(e.order, e.remaining);
    }
    void on(const engine::Activated&) { ++counts.activated; }
    void on(const engine::CancelRefused&) { ++counts.refused_cancels; }
    void on(const engine::ReplaceRefused&) { ++counts.refused_replaces; }
    void on(const auto&) {}

    void come(const Standing& own) {
        comes_ = own.who;
        standing_.push_back(own);
    }
    std::optional<Standing> end(const OrderId& order, Quantity remaining) {
        auto ended = taken_out(standing_, order);
        if (!ended) ended = taken_out(sleeping_, order);
        if (exact_) RC_ASSERT((ended && ended->left == remaining));
        return ended;
    }
    static std::optional<Standing> taken_out(List& list, const OrderId& order) {
        const auto found = std::ranges::find(list, order.text, &Standing::who);
        if (found == list.end()) return std::nullopt;
        auto result = *found;
        list.erase(found);
        return result;
    }
    Standing* find(const std::string& who, Side side) {
        for (auto& s : standing_)
            if (s.who == who && s.side == side) return &s;
        return nullptr;
    }
    /// Of those of this side that stood before the one who comes.
    const Standing* best(Side side) const {
        const Standing* best = nullptr;
        for (const auto& s : standing_) {
            if (s.side != side || !s.left.positive()) continue;
            if (best == nullptr || (side == Side::buy ? s.price > best->price : s.price < best->price)) best = &s;
        }
        return best;
    }
    bool is_reached(const Standing& s) const { return s.side == Side::buy ? ask_ && *s.stop <= *ask_ : bid_ && *s.stop >= *bid_; }
    /// Whether all of it would trade before it meets its owner's own order.
    bool could_fill(const Standing& own) const {
        auto others = standing_;
        auto left = own.left;
        while (left.positive()) {
            Standing* found = nullptr;
            for (auto& s : others) {
                if (s.side == own.side || !s.left.positive()) continue;
                if (own.side == Side::buy ? s.price > own.price : s.price < own.price) continue;
                if (found == nullptr || (own.side == Side::buy ? s.price < found->price : s.price > found->price)) found = &s;
            }
            if (found == nullptr || (!own.owner.empty() && found->owner == own.owner)) return false;
            left -= std::min(left, found->left);
            found->left = Quantity{};
        }
        return true;
    }

    List standing_, sleeping_;
    std::string comes_;  ///< Who trades as he comes; empty: the feed.
    std::string fill_or_kill_;
    std::optional<Price> bid_, ask_;
    bool exact_ = true;  ///< Until orders come whose ends depend on one another:
                         ///< how these match is for the engine's own tests.
};

/// What an account's trades come to, by the engine's word alone.
struct LedgerReference {
    struct Sums {
        Money cash;
        std::map<Symbol, Quantity> held;
        int trades = 0;
    };
    std::map<AccountId, Sums> accounts;
    std::map<OrderId, Quantity> filled;

    void on(const engine::Fact& fact) {
        const auto* e = std::get_if<engine::Traded>(&fact);
        if (e == nullptr) return;
        move(e->buyer, *e, Side::buy);
        move(e->seller, *e, Side::sell);
    }
    /// Money that comes and goes without a trade.
    void on(const portfolio::Fact& fact) {
        std::visit(eventing::Overloaded{[&](const portfolio::Deposited& e) { accounts[e.account].cash += e.amount; },
                                        [&](const portfolio::Withdrawn& e) { accounts[e.account].cash -= e.amount; },
                                        [&](const portfolio::TransferSent& e) { accounts[e.account].cash -= e.amount; },
                                        [&](const portfolio::TransferReceived& e) { accounts[e.account].cash += e.amount; },
                                        [&](const portfolio::TransferReturned& e) { accounts[e.account].cash += e.amount; },
                                        [&](const portfolio::Settled& e) { accounts[e.account].cash -= e.fee.value_or(Money{}); },
                                        [](const auto&) {}},
                   fact);
    }

private:
    void move(const std::optional<engine::Party>& party, const engine::Traded& e, Side side) {
        if (!party) return;
        auto& sums = accounts[party->account];
        const auto value = value_of(e.price, e.quantity);
        sums.cash += side == Side::buy ? -value : value;
        sums.held[e.symbol] += side == Side::buy ? e.quantity : -e.quantity;
        ++sums.trades;
        filled[party->order] += e.quantity;
    }
};

}  // namespace andvari::properties
