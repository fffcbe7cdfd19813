// The orders of one symbol that wait for the market: until it opens, or until it closes.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "services/engine/resting.hpp"

namespace andvari::engine {

struct Queued {
    Resting resting;  ///< As which it will come to the book.
    order::Ticket ticket;
    std::optional<Quantity> most{};  ///< Of a notional.
    static constexpr auto fields = json::fields(json::field("resting", &Queued::resting), json::field("ticket", &Queued::ticket),
                                                json::field("most", &Queued::most));
};

class Queue {
public:
    bool empty() const { return index_.empty(); }
    /// Nothing when it does not wait here.
    const Queued* find(const OrderId&) const;
    /// The oldest that waits for the opening, or for the close, and for which `fits(const Queued&)`.
    template <class Fits>
    const Queued* first(bool for_close, Fits&& fits) const {
        for (const auto& [number, queued] : waiting_[for_close ? 1 : 0])
            if (fits(queued)) return &queued;
        return nullptr;
    }
    /// In the order in which they came.
    std::vector<const Queued*> all() const;

    void add(Queued);
    Queued remove(const OrderId&);
    void resize(const OrderId&, Quantity remaining);

private:
    using Waiting = std::map<std::uint64_t, Queued>;
    struct Place {
        bool for_close = false;
        std::uint64_t number = 0;
    };
    std::array<Waiting, 2> waiting_;  ///< For the opening, for the close; by age.
    std::unordered_map<std::string, Place> index_;
    std::uint64_t next_ = 0;
};

}  // namespace andvari::engine
