// Which context each variant of facts belongs to: the token in evt.<context>.>.
#pragma once

#include <string_view>

#include "events/engine.hpp"
#include "events/order.hpp"
#include "events/portfolio.hpp"
#include "events/stock.hpp"

namespace andvari {

template <class Fact>
inline constexpr std::string_view context_of = "";
template <>
inline constexpr std::string_view context_of<stock::Fact> = "stock";
template <>
inline constexpr std::string_view context_of<order::Fact> = "order";
template <>
inline constexpr std::string_view context_of<engine::Fact> = "engine";
template <>
inline constexpr std::string_view context_of<portfolio::Fact> = "portfolio";

}  // namespace andvari
