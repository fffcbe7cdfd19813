// What one context tells and others must tell after it, exactly once and alike. Only what is still open is kept.
//
// The contexts' facts may come in any order among each other.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checks/findings.hpp"
#include "events/engine.hpp"
#include "events/order.hpp"
#include "shared/eventing/envelope.hpp"

namespace andvari::checks {

/// `Content` is what all have to agree on: equality, and a function `text`.
template <class Content>
class Tie {
public:
    /// The first of `tellers` is the one that begins it. `subject` is for people: "trade".
    Tie(Invariant invariant, std::string_view subject, std::vector<std::string_view> tellers)
        : invariant_{invariant}, subject_{subject}, tellers_{std::move(tellers)} {}

    /// The `teller`th says it of `key`. Without content it agrees with everybody. `unprompted`: it needs no beginning.
    void tell(std::size_t teller, const std::string& key, std::optional<Content> content, const eventing::Envelope& envelope,
              Findings& findings, bool unprompted = false) {
        auto& open = open_[key];
        const auto bit = std::uint32_t{1} << teller;
        if (open.told & bit) return findings.add(invariant_, says(teller, " tells twice of ", key), envelope.id);
        if (content && open.content && !(*content == *open.content))
            findings.add(invariant_,
                         says(teller, " tells of ", key) + ": " + text(*content) + "; told elsewhere: " + text(*open.content),
                         envelope.id);
        if (teller == 0 || !open.told) {
            open.since = envelope.time;
            open.where = envelope.id;
        }
        if (content && (teller == 0 || !open.content)) open.content = std::move(content);
        open.told |= bit;
        open.unprompted |= unprompted;
        if (open.told != everybody()) return;
        open_.erase(key);
        ++closed_;
    }

    /// Nobody who has not told of it yet need do so, but may.
    void spare(const std::string& key) {
        if (const auto found = open_.find(key); found != open_.end()) found->second.excused = true;
    }

    bool overdue(const Due& due) const {
        return due &&
               std::ranges::any_of(open_, [&](const auto& entry) { return !entry.second.excused && entry.second.since < *due; });
    }
    /// The `teller`th has said all that it will, and nobody else need say anything: but who does so has not spoken of nothing.
    void excuse(std::size_t teller, const std::string& key) {
        auto& open = open_[key];
        open.told |= std::uint32_t{1} << teller;
        open.excused = true;
        if (open.told == everybody()) open_.erase(key);
    }
    void finish(Findings& findings, const Due& due) const {
        for (const auto& [key, open] : open_) {
            if (open.excused) continue;
            const bool begun = open.told & 1;
            if (!begun && !open.unprompted) {
                const auto who = static_cast<std::size_t>(std::countr_zero(open.told));
                findings.add(invariant_, says(who, " tells of ", key) + ", but " + std::string{tellers_[0]} + " never did",
                             open.where);
                continue;
            }
            for (std::size_t i = 0; i < tellers_.size(); ++i)
                if (!(open.told >> i & 1))
                    findings.unfinished(invariant_, open.since, due, says(i, " has not told of ", key), open.where);
        }
    }

    /// Calls `visit(content)` for each that has begun and that `teller` has not told.
    template <class Visit>
    void each_begun_without(std::size_t teller, Visit&& visit) const {
        for (const auto& [key, open] : open_)
            if ((open.told & 1) && !(open.told >> teller & 1) && open.content) visit(*open.content);
    }
    std::uint64_t closed() const { return closed_; }
    std::size_t open() const { return open_.size(); }

private:
    struct Open {
        std::uint32_t told = 0;
        bool unprompted = false, excused = false;
        std::optional<Content> content;
        Instant since;
        std::string where;
    };
    std::uint32_t everybody() const { return (std::uint32_t{1} << tellers_.size()) - 1; }
    std::string says(std::size_t teller, std::string_view what, const std::string& key) const {
        return std::string{tellers_[teller]}.append(what).append(subject_).append(" ").append(key);
    }

    Invariant invariant_;
    std::string_view subject_;
    std::vector<std::string_view> tellers_;
    std::unordered_map<std::string, Open> open_;
    std::uint64_t closed_ = 0;
};

/// One customer's side of a trade.
struct TradeSide {
    AccountId account;
    Symbol symbol;
    order::Side side{};
    Quantity quantity;
    Price price;
    friend bool operator==(const TradeSide&, const TradeSide&) = default;
};
std::string text(const TradeSide&);

/// What goes into the book.
struct Booking {
    order::Ticket ticket;
    Price protection;
    friend bool operator==(const Booking&, const Booking&) = default;
};
std::string text(const Booking&);

/// What is left of an order when it ends.
struct Remainder {
    Quantity quantity;
    friend bool operator==(const Remainder&, const Remainder&) = default;
};
std::string text(const Remainder&);

struct Ties {
    /// By trade and order: engine trades it, order fills it, portfolio settles it.
    Tie<TradeSide> trades{Invariant::fills_match, "trade", {"engine", "order", "portfolio"}};
    static constexpr std::size_t engine_traded = 0, order_filled = 1, portfolio_settled = 2;
    static std::string trade_key(const TradeId& trade, const OrderId& order) { return trade.text + " of order " + order.text; }

    /// By order: order accepts it, engine books it.
    Tie<Booking> bookings{Invariant::fills_match, "the booking of order", {"order", "engine"}};
    static constexpr std::size_t order_accepted = 0, engine_booked = 1;

    /// By order: engine takes it off the book, order ends.
    Tie<Remainder> removals{Invariant::fills_match, "the end of order", {"engine", "order"}};
    static constexpr std::size_t engine_removed = 0, order_ended = 1;

    /// By order: order ends with a remainder, portfolio frees what was reserved for it.
    Tie<Remainder> releases{Invariant::no_overdraft, "the release of order", {"order", "portfolio"}};
    static constexpr std::size_t order_closed = 0, portfolio_released = 1;

    void on(const eventing::Envelope&, const engine::Fact&, Findings&);
    bool overdue(const Due&) const;
    void finish(Findings&, const Due&) const;
};

}  // namespace andvari::checks
