// Which context each variant of facts belongs to: the token in evt.<context>.>.
#pragma once

#include <string_view>

#include "events/auth.hpp"
#include "events/engine.hpp"
#include "events/order.hpp"
#include "events/portfolio.hpp"
#include "events/security.hpp"
#include "events/stock.hpp"
#include "events/user.hpp"

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
template <>
inline constexpr std::string_view context_of<auth::Fact> = "auth";
template <>
inline constexpr std::string_view context_of<security::Fact> = "security";
template <>
inline constexpr std::string_view context_of<user::Fact> = "user";

}  // namespace andvari
