#include "shared/access/grants.hpp"

#include <algorithm>
#include <charconv>

namespace andvari {

std::string to_text(const Grants& grants) {
    auto text = std::to_string(grants.revision) + ':';
    for (const auto permission : grants.permissions.list()) {
        if (text.back() != ':') text.append(1, ',');
        text.append(json::name_of(permission));
    }
    return text;
}

std::optional<Grants> parse_grants(std::string_view text) {
    Grants grants;
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto number = text.substr(0, colon);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), grants.revision);
    if (error != std::errc{} || end != number.data() + number.size()) return std::nullopt;
    const auto& names = json::EnumNames<Permission>::names;
    for (auto rest = text.substr(colon + 1); !rest.empty();) {
        const auto name = rest.substr(0, rest.find(','));
        const auto known = std::ranges::find(names, name);
        if (known == names.end()) return std::nullopt;
        grants.permissions.add(static_cast<Permission>(known - names.begin()));
        rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    }
    return to_text(grants) == text ? std::optional{grants} : std::nullopt;
}

}  // namespace andvari
