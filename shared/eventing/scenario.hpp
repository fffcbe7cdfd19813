// Tests of rules as sentences: given what happened, when a command comes, then what happens. For tests only.
//
// Each decision is made twice, from the state and from a copy that has been through its snapshot's JSON: they must agree.
#pragma once

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <utility>
#include <variant>

#include "shared/eventing/decision.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::eventing {

template <class... Fact>
std::string text_of(const Happened<std::variant<Fact...>>& happened) {
    auto text = std::visit([]<class F>(const F& fact) { return std::string{F::type} + ' ' + json::write(fact); }, happened.fact);
    if (!happened.answers.empty()) text.append(" answers ").append(happened.answers);
    return text;
}

template <class Fact>
std::string text_of(const Decision<Fact>& decision) {
    if (!decision) return "refused " + decision.error().code;
    std::string text;
    for (const auto& happened : *decision) text.append(text_of(happened)).append(1, '\n');
    return text;
}

template <class State, class Command, class Fact>
class Scenario {
public:
    Scenario(std::initializer_list<Fact> history = {}) {  // NOLINT: "given" is written as a list.
        for (const auto& fact : history) apply(fact);
    }

    /// From here on, on whose behalf and when.
    Scenario& by(std::string actor) {
        given_.actor = std::move(actor);
        return *this;
    }
    /// And with what the door found that the actor may do.
    Scenario& with(std::optional<Grants> grants) {
        given_.grants = grants;
        return *this;
    }
    Scenario& at(Instant time) {
        given_.time = time;
        return *this;
    }

    /// Decides, and lets happen what was decided. A refusal changes nothing.
    Scenario& when(const Command& command, std::string id = "command") {
        given_.command = std::move(id);
        decision_ = decide_from(state_, command);
        const auto copy = restore(json::read<decltype(image(state_))>(json::write(image(state_))).value());
        CHECK(text_of(decide_from(copy, command)) == text_of(decision_));
        if (!decision_) return *this;
        for (const auto& happened : *decision_) {
            CHECK(aggregate_of(happened.fact) == aggregate_of(command, given_));
            apply(happened.fact);
        }
        return *this;
    }
    /// What only a broken sender can cause.
    Scenario& fault_when(const Command& command) {
        CHECK_THROWS_AS(decide_from(state_, command), std::logic_error);
        return *this;
    }

    Scenario& then(const Facts<Fact>& expected) {
        CHECK(text_of(decision_) == text_of(Decision<Fact>{expected}));
        return *this;
    }
    Scenario& nothing() { return then({}); }
    Scenario& refused(std::string_view code) {
        CHECK(text_of(decision_) == "refused " + std::string{code});
        return *this;
    }

    const State& state() const { return state_; }
    /// Of the last decision.
    const Facts<Fact>& facts() const { return decision_.value(); }

private:
    Decision<Fact> decide_from(const State& state, const Command& command) const {
        return std::visit([&](const auto& c) { return decide(state, c, given_); }, command);
    }
    void apply(const Fact& fact) {
        std::visit([&](const auto& f) { evolve(state_, f); }, fact);
    }

    State state_{};
    Given given_;
    Decision<Fact> decision_{Facts<Fact>{}};
};

}  // namespace andvari::eventing
