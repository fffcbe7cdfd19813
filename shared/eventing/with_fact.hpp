// Picks the alternative of a variant by its type's name, and reads it.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "shared/json/read.hpp"

namespace andvari::eventing {

/// The type is known, but the body is not of it.
class BodyUnreadable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Calls `visit(fact)` with the alternative of `Variant` whose `type` is `type`, read from `body`. False where none is.
/// Throws BodyUnreadable.
template <class Variant, class Visit>
bool with_alternative(std::string_view type, std::string_view body, json::Document& document, Visit&& visit) {
    const auto attempt = [&]<class F>(std::in_place_type_t<F>) {
        if (type != F::type) return false;
        auto fact = json::read<F>(document, body);
        if (!fact) throw BodyUnreadable{fact.error().text()};
        visit(std::move(*fact));
        return true;
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (attempt(std::in_place_type<std::variant_alternative_t<I, Variant>>) || ...);
    }
    (std::make_index_sequence<std::variant_size_v<Variant>>{});
}

/// The same for an Occurrence.
template <class Fact, class Visit>
bool with_fact(const auto& occurrence, Visit&& visit) {
    return with_alternative<Fact>(occurrence.envelope.type, occurrence.body, occurrence.document, std::forward<Visit>(visit));
}

}  // namespace andvari::eventing
