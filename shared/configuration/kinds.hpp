// What settings are made of: a number, a text, one name of several, a list. `place` gives the member of a Configuration that
// the setting fills.
#pragma once

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "shared/configuration/settings.hpp"

namespace andvari::configuration {

inline std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> items;
    while (!text.empty()) {
        const auto end = text.find(separator);
        items.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return items;
}

inline std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class Place>
Setting whole(std::string name, Place place, std::int64_t least, std::int64_t most, std::string help) {
    return {.name = std::move(name),
            .help = std::move(help),
            .allowed = "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
            .kind = Kind::whole,
            .assign =
                [=](Configuration& c, std::string_view text) {
                    const auto value = whole_number(text);
                    if (!value || *value < least || *value > most) return false;
                    place(c) = *value;
                    return true;
                },
            .text = [=](const Configuration& c) { return std::to_string(place(const_cast<Configuration&>(c))); }};
}

enum class Empty { allowed, refused };

template <class Place>
Setting text(std::string name, Place place, Empty empty, std::string help, std::string allowed = "text") {
    return {.name = std::move(name),
            .help = std::move(help),
            .allowed = std::move(allowed) + (empty == Empty::refused ? ", not empty" : ""),
            .assign =
                [=](Configuration& c, std::string_view value) {
                    if (value.empty() && empty == Empty::refused) return false;
                    if (value.find('\0') != std::string_view::npos) return false;
                    place(c) = value;
                    return true;
                },
            .text = [=](const Configuration& c) { return place(const_cast<Configuration&>(c)); }};
}

// One of the names of an enumeration that counts from 0.
template <class Place>
Setting choice(std::string name, Place place, std::vector<std::string> names, std::string help) {
    std::string allowed = "one of";
    for (const auto& n : names) allowed += " " + n;
    return {
        .name = std::move(name),
        .help = std::move(help),
        .allowed = std::move(allowed),
        .assign =
            [=](Configuration& c, std::string_view value) {
                const auto found = std::ranges::find(names, value);
                if (found == names.end()) return false;
                place(c) = static_cast<std::remove_cvref_t<decltype(place(c))>>(found - names.begin());
                return true;
            },
        .text = [=](const Configuration& c) { return names[static_cast<std::size_t>(place(const_cast<Configuration&>(c)))]; }};
}

template <class Place>
Setting list(std::string name, Place place, bool (*item_allowed)(std::string_view), Empty empty, std::string help,
             std::string allowed) {
    return {.name = std::move(name),
            .help = std::move(help),
            .allowed = std::move(allowed),
            .kind = Kind::list,
            .assign =
                [=](Configuration& c, std::string_view value) {
                    const auto items = split(value, ',');
                    if ((items.empty() && empty == Empty::refused) || !std::ranges::all_of(items, item_allowed)) return false;
                    place(c).assign(items.begin(), items.end());
                    return true;
                },
            .text =
                [=](const Configuration& c) {
                    std::string joined;
                    for (const auto& item : place(const_cast<Configuration&>(c)))
                        joined.append(joined.empty() ? "" : ",").append(item);
                    return joined;
                }};
}

}  // namespace andvari::configuration
