// Which facts are refusals: the command that they answer changed nothing.
#pragma once

#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "events/contexts.hpp"

namespace andvari {

template <class Fact>
bool is_refusal_of(std::string_view type) {
    const auto refuses = [type]<class F>(std::in_place_type_t<F>) {
        if constexpr (requires { F::refusal; }) return F::refusal && type == F::type;
        else return false;
    };
    return [&]<std::size_t... I>(std::index_sequence<I...>) {
        return (refuses(std::in_place_type<std::variant_alternative_t<I, Fact>>) || ...);
    }
    (std::make_index_sequence<std::variant_size_v<Fact>>{});
}

/// By the type of a fact of any context; false for one that is not known.
inline bool is_refusal(std::string_view type) {
    return is_refusal_of<order::Fact>(type) || is_refusal_of<portfolio::Fact>(type) || is_refusal_of<engine::Fact>(type) ||
           is_refusal_of<stock::Fact>(type) || is_refusal_of<auth::Fact>(type) || is_refusal_of<security::Fact>(type) ||
           is_refusal_of<user::Fact>(type);
}

}  // namespace andvari
