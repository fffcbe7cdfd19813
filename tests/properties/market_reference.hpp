// What trading must come to, told by rules too simple to be wrong: lists of who
// stands in a market, sleeps, or waits for it, searched anew for each trade.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/engine/domain.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::properties {
using order::Side;

/// The market of one symbol. It is told what the engine hears of it, and of each
/// decision of the engine what happened, and agrees, or the test has failed.
class MarketReference {
public:
    void hears(const stock::Fact& fact) {
        std::visit([&](const auto& e) { on(e); }, fact);
    }
    /// An order was reserved for by who knew of so many splits: it is in the
    /// shares that there were then.
    void reserved(const OrderId& order, int splits) { era_[order] = splits; }
    void before() { comes_.clear(); }
    void happened(const engine::Fact& fact) {
        std::visit([&](const auto& e) { on(e); }, fact);
    }
    /// Nobody is left who could have traded, who waits for what has begun, whose
    /// shares are no more, or who sleeps and whose price was reached.
    void after() const {
        for (const auto* list : {&standing_, &sleeping_, &waiting_})
            for (const auto& s : *list) RC_ASSERT((s.is_feed() || era_.at({s.who}) == splits_));
        if (!waits_) RC_ASSERT(waiting_.empty());
        if (!exact_) return;
        const auto* buyer = best(Side::buy);
        const auto* seller = best(Side::sell);
        RC_ASSERT(
            (buyer == nullptr || seller == nullptr || buyer->price < seller->price || (buyer->is_feed() && seller->is_feed())));
        for (const auto* list : {&standing_, &waiting_})
            for (const auto& s : *list) RC_ASSERT(!s.at_once);
        for (const auto& s : sleeping_) RC_ASSERT((!s.stop || !is_reached(s)));
    }

    struct Counts {
        int trades = 0, partial = 0, between_customers = 0, self_trades = 0, triggered = 0, replaced = 0, activated = 0,
            expired = 0, refused_replaces = 0, refused_cancels = 0, splits = 0, ended_by_split = 0, too_late = 0, held_back = 0,
            admitted = 0;
        Counts& operator+=(const Counts& other) {
            for (auto member :
                 {&Counts::trades, &Counts::partial, &Counts::between_customers, &Counts::self_trades, &Counts::triggered,
                  &Counts::replaced, &Counts::activated, &Counts::expired, &Counts::refused_replaces, &Counts::refused_cancels,
                  &Counts::splits, &Counts::ended_by_split, &Counts::too_late, &Counts::held_back, &Counts::admitted})
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

    void on(const stock::Quoted& e) {
        latest_ = e.quote;
        opens_now_ = any_price_ = false;
        if (halted_ || (status_ && e.quote.time <= *status_)) return;
        opens_now_ = std::exchange(opens_, false);
        any_price_ = std::exchange(unquoted_, false);
        waits_ = false;
        take(e.quote);
    }
    /// Halted, or to go on with the next later quote.
    void on(const stock::StatusChanged& e) {
        halted_ = e.halted;
        status_ = e.since;
        waits_ = opens_ = true;
        forget_quote();
    }
    /// A quote in old shares counts no more. With none there is none to wait for.
    void on(const stock::SplitDue& e) {
        if (!latest_) return;
        if (latest_->time >= e.effective) {
            if (!waits_) take(*latest_);
            return;
        }
        latest_.reset();
        unquoted_ = true;
        waits_ = halted_;
        forget_quote();
    }
    void forget_quote() {
        std::erase_if(standing_, [](const auto& s) { return s.is_feed(); });
        bid_.reset(), ask_.reset();
    }
    void take(const stock::Quote& q) {
        forget_quote();
        standing_.push_back({"", Side::buy, q.bid, q.bid_size});
        standing_.push_back({"", Side::sell, q.ask, q.ask_size});
        bid_ = q.bid_size.positive() ? std::optional{q.bid} : std::nullopt;
        ask_ = q.ask_size.positive() ? std::optional{q.ask} : std::nullopt;
    }

    void on(const engine::Booked& e) {
        const auto& t = e.ticket;
        if (t.parent || t.take_profit || t.stop_loss) exact_ = false;
        if (t.parent) era_[t.order] = era_.at(*t.parent);
        Standing own{t.order.text, t.side, e.protection, t.quantity, e.owner.value_or("")};
        own.at_once = t.time_in_force == order::TimeInForce::ioc || t.time_in_force == order::TimeInForce::fok;
        own.day = t.time_in_force == order::TimeInForce::day;
        RC_ASSERT(era_.at(t.order) == splits_);
        if (e.held.value_or(false)) return;
        if (order::is_stop(t.kind)) {
            own.stop = t.stop_price;
            sleeping_.push_back(own);
        } else if (waits_) {
            RC_ASSERT(e.queued == true);
            ++counts.held_back;
            waiting_.push_back(own);
        } else {
            RC_ASSERT(!e.queued);
            come(own);
        }
        fill_or_kill_ = t.time_in_force == order::TimeInForce::fok ? t.order.text : "";
    }
    void on(const engine::Admitted& e) {
        ++counts.admitted;
        RC_ASSERT(!waits_);
        RC_ASSERT(!waiting_.empty());
        RC_ASSERT(waiting_.front().who == e.order.text);
        come(*taken_out(waiting_, e.order));
    }
    void on(const engine::Triggered& e) {
        ++counts.triggered;
        RC_ASSERT(!waits_);
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
        RC_ASSERT(!waits_);
        for (const auto& party : {e.buyer, e.seller}) RC_ASSERT((!party || era_.at(party->order) == splits_));
        if (exact_) {
            RC_ASSERT(buyer != nullptr);
            RC_ASSERT(seller != nullptr);
            const bool buyer_comes = comes_.empty() ? buyer->is_feed() : buyer->who == comes_;
            RC_ASSERT((buyer_comes || (comes_.empty() ? seller->is_feed() : seller->who == comes_)));
            const auto& stood = buyer_comes ? *seller : *buyer;
            RC_ASSERT(&stood == best(stood.side));
            // Whoever stood there as the market opens gets the price that it opens with.
            const auto& opening = buyer_comes ? *buyer : *seller;
            if (comes_.empty() && any_price_) RC_ASSERT((e.price == stood.price || e.price == opening.price));
            else RC_ASSERT(e.price == (comes_.empty() && opens_now_ ? opening.price : stood.price));
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
        for (auto* list : {&standing_, &sleeping_, &waiting_})
            for (auto& s : *list)
                if (s.who == e.order.text) s.left = e.remaining;
    }
    void on(const engine::Cancelled& e) {
        if (e.code == "split") {
            const bool too_late = era_.at(e.order) < splits_;
            ++(too_late ? counts.too_late : counts.ended_by_split);
            if (too_late) return;  // It never came here.
        }
        end(e.order, e.remaining);
        if (e.code == "self_trade") ++counts.self_trades;
    }
    /// Nothing of the old shares is left.
    void on(const engine::Split&) {
        ++counts.splits;
        ++splits_;
        RC_ASSERT(sleeping_.empty());
        RC_ASSERT(waiting_.empty());
        for (const auto& s : standing_) RC_ASSERT(s.is_feed());
    }
    void on(const engine::Expired& e) {
        ++counts.expired;
        const auto ended = end(e.order, e.remaining);
        if (!exact_) return;
        RC_ASSERT((ended->at_once || ended->day));
        if (ended->at_once && !waits_) RC_ASSERT((ended->who != fill_or_kill_ || !could_fill(*ended)));
    }
    void on(const engine::Replaced& e) {
        ++counts.replaced;
        era_[e.replacement.ticket.order] = era_.at(e.order);
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
        if (!ended) ended = taken_out(waiting_, order);
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

    List standing_, sleeping_, waiting_;
    std::string comes_;  ///< Who trades as he comes; empty: the feed.
    std::string fill_or_kill_;
    std::optional<Price> bid_, ask_;
    std::optional<stock::Quote> latest_;
    std::optional<Instant> status_;  ///< Since when quotes count.
    bool halted_ = false;
    bool waits_ = false;                         ///< Nothing trades.
    bool opens_ = false, opens_now_ = false;     ///< With the next quote that counts, or with this one.
    bool unquoted_ = false, any_price_ = false;  ///< Since a split: whether the engine opens with the next one is its business.
    int splits_ = 0;
    std::map<OrderId, int> era_;  ///< How many splits there had been of the shares that an order is in.
    bool exact_ = true;           ///< Until orders come whose ends depend on one another:
                                  ///< how these match is for the engine's own tests.
};

}  // namespace andvari::properties
