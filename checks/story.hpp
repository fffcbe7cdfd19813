// A history made by hand, for the tests: whole, and easy to spoil in one place.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "checks/invariants.hpp"
#include "events/contexts.hpp"
#include "shared/eventing/rules.hpp"
#include "shared/json/write.hpp"

namespace andvari::checks {

using AnyFact = std::variant<stock::Fact, order::Fact, engine::Fact, portfolio::Fact, auth::Fact, security::Fact, user::Fact>;

struct Step {
    AnyFact fact;
    std::string answers;
};

class Story {
public:
    std::vector<Step> steps;

    /// The `n`th fact of type F, counted from 0; of all contexts.
    template <class F>
    F& the(std::size_t n = 0) {
        return std::visit([](auto& variant) -> F& { return get<F>(variant); }, at<F>(n)->fact);
    }
    template <class F>
    Step& step(std::size_t n = 0) {
        return *at<F>(n);
    }
    template <class F>
    void drop(std::size_t n = 0) {
        steps.erase(at<F>(n));
    }
    template <class F>
    void repeat(std::size_t n = 0) {
        steps.push_back(*at<F>(n));
    }

    /// With each step a second after the one before it, from 1970-01-01T00:00:01Z on.
    std::vector<std::pair<eventing::Envelope, std::string>> facts() const {
        std::map<std::string, eventing::Place> last;
        std::vector<std::pair<eventing::Envelope, std::string>> list;
        for (const auto& step : steps) {
            eventing::Envelope e;
            std::string body;
            const auto context = std::visit([]<class V>(const V&) { return std::string{context_of<V>}; }, step.fact);
            e.place = last[context + "/0"];
            e.place.source = context + "/0";
            ++e.place.sequence;
            e.id = eventing::fact_id(e.place);
            std::visit(
                [&](const auto& variant) {
                    std::visit([&]<class F>(const F& f) { e.type = F::type, body = json::write(f); }, variant);
                },
                step.fact);
            e.subject = "evt." + context + ".key." + std::string{eventing::verb_of_type(e.type)};
            e.time = Instant{}.plus_seconds(static_cast<std::int64_t>(list.size()) + 1);
            e.answers = step.answers;
            e.place.chain = eventing::next_link(e.place.chain, e, body);
            last[e.place.source] = e.place;
            list.emplace_back(std::move(e), std::move(body));
        }
        return list;
    }
    /// What all invariants say of it, everything being due unless told otherwise.
    Findings findings(Due due = Instant{}.plus_seconds(1'000'000)) const {
        Invariants invariants;
        for (const auto& [envelope, body] : facts()) invariants.apply(envelope, body);
        invariants.finish(due);
        return invariants.findings();
    }

private:
    template <class Variant, class F>
    struct Holds : std::false_type {};
    template <class... A, class F>
    struct Holds<std::variant<A...>, F> : std::disjunction<std::is_same<A, F>...> {};

    template <class F, class Variant>
    static F& get(Variant& variant) {
        if constexpr (Holds<Variant, F>::value) return std::get<F>(variant);
        else throw std::bad_variant_access{};
    }
    template <class F>
    std::vector<Step>::iterator at(std::size_t n) {
        return std::ranges::find_if(steps, [&](const Step& step) {
            const bool is = std::visit(
                []<class V>(const V& variant) {
                    if constexpr (Holds<V, F>::value) return std::holds_alternative<F>(variant);
                    else return false;
                },
                step.fact);
            return is && n-- == 0;
        });
    }
};

/// All findings in words, for when a test fails.
inline std::string in_words(const Findings& findings) {
    std::string text;
    for (std::size_t i = 0; i < invariant_names.size(); ++i)
        for (const auto& finding : findings.of(static_cast<Invariant>(i)).first)
            text.append(invariant_names[i]).append(": ").append(finding.what).append(" at ").append(finding.where).append("\n");
    return text;
}

inline void check_found(const Findings& findings, Invariant invariant) {
    INFO(in_words(findings));
    CHECK(findings.of(invariant).found > 0);
}

}  // namespace andvari::checks
