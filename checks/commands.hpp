// Each command has one outcome: never two, and in the end not none.
#pragma once

#include <boost/unordered/unordered_flat_set.hpp>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "checks/findings.hpp"
#include "events/order.hpp"
#include "shared/eventing/envelope.hpp"

namespace andvari::checks {

class Commands {
public:
    explicit Commands(Findings& findings) : findings_{findings} {}  ///< Must outlive it.

    /// Any fact of any context: notes which command it answers.
    void on(std::string_view context, const eventing::Envelope&);
    /// An order's facts also tell which commands were taken up.
    void on(const eventing::Envelope&, const order::Fact&);
    bool overdue(const Due&) const;
    void finish(const Due&) const;

    std::uint64_t answered() const { return answered_.size(); }

private:
    struct Waiting {
        std::string_view asked;  ///< The type of the command.
        Instant since;
        std::string where;
    };
    void take_up(const eventing::Envelope&, const std::string& command, std::string_view asked);
    static std::uint64_t mark_of(std::string_view context, std::string_view command);

    Findings& findings_;
    std::unordered_map<std::string, Waiting> waiting_;  ///< The order context's, by the command's id.
    /// Eight bytes for each command ever answered: the one thing here that grows with the history. Two different ids among
    /// a hundred million share a mark with a chance of 1 in 3,700; the finding then names a command that can be looked up.
    boost::unordered_flat_set<std::uint64_t> answered_;
};

}  // namespace andvari::checks
