// What rules say: facts, or a refusal. Rules are pure: no clock, no ids made by chance, no I/O.
#pragma once

#include <boost/system/result.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "shared/access/grants.hpp"
#include "shared/time/instant.hpp"

namespace andvari {

/// What a rule may know of the command besides its content.
struct Given {
    std::string command;             ///< The command's id.
    std::string actor;               ///< On whose behalf: "owner:<name>", or "system:<part>" for an operator or the bus itself.
    Instant time;                    ///< When the service took it up; written into the facts where it matters, so replay agrees.
    std::optional<Grants> grants{};  ///< What the sender's door found that the actor may do; nothing where it did not say.
};

/// True for who may act on everybody's things.
inline bool is_operator(std::string_view actor) { return actor.starts_with("system:"); }

/// Nothing happened, and why. Codes are stable and snake_case; reasons are for people and may change.
struct Refusal {
    std::string code;
    std::string reason;
    friend bool operator==(const Refusal& a, const Refusal& b) { return a.code == b.code; }
};
[[noreturn]] inline void throw_exception_from_error(const Refusal& refusal, const boost::source_location&) {
    throw std::runtime_error{refusal.code + ": " + refusal.reason};
}

/// A fact, and the id of the command whose one outcome it is; empty for none.
template <class Fact>
struct Happened {
    Fact fact;
    std::string answers;

    template <class F>
        requires std::constructible_from<Fact, F> Happened(F&& f)
            : fact{std::forward<F>(f)} {}  // NOLINT: a fact by itself is the usual case.
        template <class F>
        Happened(F&& f, std::string command) : fact{std::forward<F>(f)}, answers{std::move(command)} {}
};

/// In the order in which they happened. Empty: already done, nothing to say.
template <class Fact>
using Facts = std::vector<Happened<Fact>>;

template <class Fact>
using Decision = boost::system::result<Facts<Fact>, Refusal>;

}  // namespace andvari
