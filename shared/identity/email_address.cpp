#include "shared/identity/email_address.hpp"

#include <algorithm>

namespace andvari {
namespace {

constexpr std::size_t longest_local_part = 64, longest_label = 63, longest_address = 254;

bool is_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// RFC 5322, 3.2.3.
bool is_atom(std::string_view text) {
    constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
    return !text.empty() &&
           std::ranges::all_of(text, [=](char c) { return is_alphanumeric(c) || others.find(c) != others.npos; });
}

/// RFC 1123, 2.1.
bool is_label(std::string_view text) {
    return !text.empty() && text.size() <= longest_label && text.front() != '-' && text.back() != '-' &&
           std::ranges::all_of(text, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

/// Whether all that stands between the points is a `part`.
bool dotted(std::string_view text, bool (*part)(std::string_view)) {
    for (auto point = text.find('.'); point != text.npos; point = text.find('.')) {
        if (!part(text.substr(0, point))) return false;
        text.remove_prefix(point + 1);
    }
    return part(text);
}

}  // namespace

bool is_email_address(std::string_view text) {
    const auto at = text.find('@');
    return at != text.npos && at <= longest_local_part && text.size() <= longest_address && dotted(text.substr(0, at), is_atom) &&
           dotted(text.substr(at + 1), is_label);
}

}  // namespace andvari
