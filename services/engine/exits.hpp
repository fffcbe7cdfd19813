// Which orders of a book belong together: the exits of an entry, and the two exits of which one ends the other.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "services/engine/stops.hpp"

namespace andvari::engine {

/// One that ends with its partner, or waits for the trades of its entry.
struct Exit {
    OrderId order;
    std::optional<Waiting> form{};  ///< Of one with an entry: as which it stands, or with a stop sleeps, as far as it is active.
    std::optional<OrderId> entry{};
    std::optional<OrderId> partner{};
    Quantity inactive{};            ///< Waits for trades of the entry.
    std::optional<Quantity> due{};  ///< Of that, what the entry has traded already.
    static constexpr auto fields = json::fields(json::field("order", &Exit::order), json::field("form", &Exit::form),
                                                json::field("entry", &Exit::entry), json::field("partner", &Exit::partner),
                                                json::field("inactive", &Exit::inactive), json::field("due", &Exit::due));
};

class Exits {
public:
    bool empty() const { return all_.empty(); }
    const Exit* find(const OrderId&) const;
    /// What of it waits for its entry; zero for any other order.
    Quantity inactive(const OrderId&) const;
    const std::map<std::string, Exit>& all() const { return all_; }
    /// The exits of each entry, by the entry.
    const std::map<std::string, std::set<std::string>>& entries() const { return entries_; }
    /// What the entries have traded, and which is not active yet, by the exit.
    const std::map<std::string, Quantity>& due() const { return due_; }
    Quantity due(const OrderId&) const;
    /// The entries that ended, some of whose exits wait for more than they traded.
    const std::set<std::string>& orphaning() const { return orphaning_; }

    void add(Exit);
    /// From here on the end of one is the end of the other.
    void link(const OrderId&, const OrderId&);
    void forget(const OrderId&);
    void entry_traded(const OrderId& entry, Quantity);
    /// It is there no more, and will not trade. Does nothing for an order without exits.
    void entry_ended(const OrderId& entry);
    void activate(const OrderId&, Quantity);
    void set_inactive(const OrderId&, Quantity);

private:
    bool waits_in_vain(const std::string& entry) const;
    void look_again(const std::string& entry);
    Exit& of(const OrderId& order) { return all_.try_emplace(order.text, Exit{order}).first->second; }

    std::map<std::string, Exit> all_;
    std::map<std::string, std::set<std::string>> entries_;
    std::map<std::string, Quantity> due_;
    std::set<std::string> orphaning_;
};

}  // namespace andvari::engine
