#include "shared/crypto/password_rules.hpp"

#include <string>
#include <unordered_set>

#include "shared/crypto/emails.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/embedded.hpp"
#include "shared/encoding/ascii.hpp"
#include "shared/encoding/utf8.hpp"

namespace andvari {
extern const Embedded common_passwords;
}

namespace andvari::crypto {
namespace {

/// One a line, in lower case.
std::unordered_set<std::string_view> lines_of(std::string_view text) {
    std::unordered_set<std::string_view> lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        lines.insert(text.substr(0, end));
        text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return lines;
}

bool is_common(std::string_view lowered) {
    static const auto common = lines_of(common_passwords.front().content);
    return common.contains(lowered);
}

bool too_common(std::string_view password, std::string_view email) {
    const auto lowered = Secret::taken_from(lower_case(password));
    const auto address = normalised_email(email);
    const auto local_part = std::string_view{address}.substr(0, address.rfind('@'));
    return is_common(lowered.view()) || lowered.view() == address || lowered.view() == local_part;
}

}  // namespace

std::optional<PasswordRefusal> refuse_password(std::string_view password, std::string_view email) {
    const auto length = code_points(password);
    if (!length) return PasswordRefusal::password_malformed;
    if (*length < shortest_password) return PasswordRefusal::password_too_short;
    if (*length > longest_password) return PasswordRefusal::password_too_long;
    if (too_common(password, email)) return PasswordRefusal::password_too_common;
    return std::nullopt;
}

}  // namespace andvari::crypto
