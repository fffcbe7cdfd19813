// When what a company announced comes to pass, told by rules too simple to be
// wrong: a list of what is to come, looked through at each quote.
#pragma once

#include <rapidcheck.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "events/engine.hpp"
#include "events/stock.hpp"
#include "shared/eventing/rules.hpp"

namespace andvari::properties {

/// What was announced of companies' acts is due with the first quote from its
/// moment on, once, and the engine passes it on, once.
class ActsReference {
public:
    void on(const stock::Fact& fact) {
        std::visit([&](const auto& e) { apply(e); }, fact);
    }
    void on(const engine::Fact& fact) {
        std::visit(eventing::Overloaded{[&](const engine::Split& e) { RC_ASSERT(due_.erase("split " + e.action) == 1); },
                                        [&](const engine::WentEx& e) { RC_ASSERT(due_.erase("ex " + e.action) == 1); },
                                        [&](const engine::DividendPayable& e) { RC_ASSERT(due_.erase("pays " + e.action) == 1); },
                                        [](const auto&) {}},
                   fact);
    }
    /// When everybody has heard everything.
    void finish() const {
        check();
        RC_ASSERT(due_.empty());
    }

private:
    void apply(const stock::SplitAnnounced& e) { to_come_["split " + e.action] = {e.symbol, e.effective}; }
    void apply(const stock::DividendAnnounced& e) {
        to_come_["ex " + e.action] = {e.symbol, e.ex};
        to_come_["pays " + e.action] = {e.symbol, e.pays};
    }
    void apply(const stock::SplitDue& e) { fall_due("split " + e.action); }
    void apply(const stock::DividendDue& e) { fall_due("ex " + e.action); }
    void apply(const stock::DividendPayable& e) { fall_due("pays " + e.action); }
    void apply(const stock::Quoted& e) {
        quoted_[e.symbol] = e.quote.time;
        check();
    }
    void apply(const auto&) {}
    void fall_due(const std::string& what) {
        RC_ASSERT(to_come_.erase(what) == 1);
        RC_ASSERT(due_.insert(what).second);
    }
    void check() const {
        for (const auto& [what, when] : to_come_) RC_ASSERT(quoted_.at(when.first) < when.second);
    }

    std::map<std::string, std::pair<Symbol, Instant>> to_come_;
    std::map<Symbol, Instant> quoted_;
    std::set<std::string> due_;
};

}  // namespace andvari::properties
