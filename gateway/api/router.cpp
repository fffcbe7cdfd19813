#include "gateway/api/router.hpp"

namespace andvari::gateway {
namespace {

/// Takes the segment before the next slash off `rest`.
std::string_view next_segment(std::string_view& rest) {
    const auto slash = rest.find('/');
    const auto segment = rest.substr(0, slash);
    rest = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash + 1);
    return segment;
}

bool fits(std::string_view pattern, std::string_view path, std::array<std::string_view, 2>& taken) {
    // What comes before the first name decides most comparisons.
    const auto fixed = std::min(pattern.find('{'), pattern.size());
    if (path.substr(0, fixed) != pattern.substr(0, fixed)) return false;
    pattern.remove_prefix(fixed);
    path.remove_prefix(fixed);
    if (path.ends_with('/')) return pattern.empty() && path.empty();
    for (std::size_t names = 0; !pattern.empty() || !path.empty();) {
        const auto wanted = next_segment(pattern);
        const auto segment = next_segment(path);
        if (segment.empty()) return false;
        if (wanted.starts_with('{')) taken[names++] = segment;
        else if (wanted != segment) return false;
    }
    return true;
}

/// "order_stocks, view_all_accounts"
std::string names_of(PermissionSet permissions) {
    std::string names;
    for (const auto permission : permissions.list()) names.append(names.empty() ? "" : ", ").append(json::name_of(permission));
    return names;
}

}  // namespace

std::string_view name_of(Access::Who who) {
    static constexpr std::array<std::string_view, 6> names{"anybody",    "this_machine", "signed_in",
                                                           "in_session", "permitted",    "by_message"};
    return names[static_cast<std::size_t>(who)];
}

std::optional<Problem> refuse(const Access& access, const Caller& caller) {
    using enum Access::Who;
    if (access.who == in_session && !caller.session)
        return forbidden("session_required", "This is for who logged in: an API key does not do.");
    if (access.any_of.empty() || !(caller.permissions & access.any_of).empty()) return std::nullopt;
    const bool one = access.any_of.list().size() == 1;
    return forbidden("permission_denied",
                     (one ? "This needs the permission " : "This needs one of the permissions ") + names_of(access.any_of) + '.');
}

std::string_view name_of(http::Method method) {
    static constexpr std::array<std::string_view, 7> names{"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"};
    return names[static_cast<std::size_t>(method)];
}

std::string allowed_methods(std::span<const Route> table, std::string_view path) {
    std::string allow;
    std::array<std::string_view, 2> ignored;
    for (const auto& route : table)
        if (fits(route.pattern, path, ignored))
            allow.append(route.method == http::Method::get ? "GET, HEAD" : name_of(route.method)).append(", ");
    return allow.empty() ? allow : allow.append("OPTIONS");
}

Match match(std::span<const Route> table, http::Method method, std::string_view path) {
    if (method == http::Method::head) method = http::Method::get;
    Match found;
    for (const auto& route : table)
        if (route.method == method && fits(route.pattern, path, found.path)) return found.route = &route, found;
    found.allow = allowed_methods(table, path);
    return found;
}

}  // namespace andvari::gateway
