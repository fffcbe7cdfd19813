// Which endpoint answers which request: one table, which the OpenAPI document is tested against.
#pragma once

#include <array>
#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "gateway/api/call.hpp"
#include "gateway/api/progress.hpp"
#include "shared/access/permission.hpp"

namespace andvari::gateway {

/// Who may ask.
struct Access {
    enum class Who {
        anybody,
        this_machine,  ///< Who is on it, and who has one of the permissions.
        signed_in,     ///< Whatever the credential.
        in_session,    ///< Who logged in (an API key does not do), and has one of the permissions, where there are any.
        permitted,     ///< Who has one of the permissions.
        by_message,    ///< The same, but who asks may say later who they are: in what the endpoint opens.
    } who = Who::permitted;
    PermissionSet any_of{};
};
constexpr Access anybody{Access::Who::anybody}, signed_in{Access::Who::signed_in}, in_session{Access::Who::in_session};
constexpr Access may(std::same_as<Permission> auto... any_of) { return {Access::Who::permitted, {any_of...}}; }
constexpr Access in_session_and(Permission permission) { return {Access::Who::in_session, {permission}}; }
constexpr Access by_message(std::same_as<Permission> auto... any_of) { return {Access::Who::by_message, {any_of...}}; }
constexpr Access on_this_machine_or(Permission permission) { return {Access::Who::this_machine, {permission}}; }

std::string_view name_of(Access::Who);

/// Nothing where the caller may.
std::optional<Problem> refuse(const Access&, const Caller&);

/// Of routes whose clients send more than is looked at.
inline constexpr std::string_view any_parameter = "*";

struct Route {
    http::Method method;       ///< GET answers HEAD as well.
    std::string_view pattern;  ///< "/api/v1/orders/{order}": a segment in braces takes any one segment.
    Endpoint endpoint;
    std::string_view parameters;  ///< The names that its query may have, separated by blanks; or any_parameter.
    unsigned models = 0;          ///< Bits of the read models that it asks, for Andvari-Min-Sequence.
    Access access{};
};

constexpr unsigned asks(auto... model) { return ((1u << static_cast<unsigned>(model)) | ... | 0u); }

std::span<const Route> routes();

struct Match {
    const Route* route = nullptr;          ///< Null where there is none for this method.
    std::array<std::string_view, 2> path;  ///< Still percent-encoded.
    std::string allow;  ///< Where the path is known, but not the method: the methods that are. Empty: unknown path.
};
Match match(std::span<const Route>, http::Method, std::string_view path);
/// The methods of a path, as the Allow field lists them; empty for an unknown one.
std::string allowed_methods(std::span<const Route>, std::string_view path);

std::string_view name_of(http::Method);

}  // namespace andvari::gateway
