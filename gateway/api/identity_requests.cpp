#include "gateway/api/identity_requests.hpp"

#include <algorithm>
#include <array>

#include "shared/network/network.hpp"

namespace andvari::gateway {
namespace {

using Mistake = std::optional<json::Mistake>;

constexpr std::size_t longest_email = 254;  // RFC 5321, 4.5.3.1.3
constexpr std::size_t longest_secret = 1024;
constexpr std::size_t longest_name = 100, longest_key_name = 64, longest_reason = 512;
constexpr std::size_t most_addresses = 32;

std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(text, [](unsigned char c) { return (c & 0xc0) != 0x80; }));
}
bool has_control(std::string_view text) {
    return std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}
bool is_text(std::string_view text, std::size_t least, std::size_t most) {
    const auto count = characters(text);
    return count >= least && count <= most && !has_control(text);
}

/// Something before and after one @; whether mail arrives there shows when it is verified.
bool is_email(std::string_view text) {
    const auto at = text.rfind('@');
    const auto blank = [](unsigned char c) { return c <= 0x20 || c == 0x7f; };
    return at != std::string_view::npos && at > 0 && at + 1 < text.size() && text.size() <= longest_email &&
           std::ranges::none_of(text, blank);
}

Mistake check_email(std::string_view email) {
    return is_email(email) ? Mistake{} : json::Mistake{"/email", "must be an e-mail address of at most 254 bytes"};
}
/// How good a password is, is the desk's business.
Mistake check_secret(std::string_view path, std::string_view secret) {
    if (!secret.empty() && secret.size() <= longest_secret) return std::nullopt;
    return json::Mistake{std::string{path}, "must have 1 to 1024 bytes"};
}
Mistake check_name(std::string_view path, const std::optional<std::string>& name) {
    if (!name || is_text(*name, 0, longest_name)) return std::nullopt;
    return json::Mistake{std::string{path}, "must have at most 100 characters, none of them a control character"};
}
Mistake check_reason(std::string_view reason) {
    if (is_reason(reason)) return std::nullopt;
    return json::Mistake{"/reason", "must have 1 to 512 characters, none of them a control character"};
}
Mistake check_once(std::string_view path, std::vector<Permission> permissions) {
    std::ranges::sort(permissions);
    if (std::ranges::adjacent_find(permissions) == permissions.end()) return std::nullopt;
    return json::Mistake{std::string{path}, "has a permission twice"};
}

/// The first that there is.
Mistake first_of(std::initializer_list<Mistake> mistakes) {
    const auto found = std::ranges::find_if(mistakes, [](const Mistake& m) { return m.has_value(); });
    return found == mistakes.end() ? std::nullopt : *found;
}

/// BCP 47, as far as its spelling goes.
bool is_language(std::string_view text) {
    const auto letter_or_digit = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    if (text.size() > 35) return false;
    for (bool first = true;; first = false) {
        const auto part = text.substr(0, text.find('-'));
        if (part.size() < (first ? 2 : 1) || part.size() > 8 || !std::ranges::all_of(part, letter_or_digit)) return false;
        if (part.size() == text.size()) return true;
        text.remove_prefix(part.size() + 1);
    }
}

/// As the IANA's names of zones are spelled.
bool is_zone(std::string_view text) {
    constexpr std::string_view allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+-/";
    return !text.empty() && text.size() <= 64 && text.find_first_not_of(allowed) == std::string_view::npos &&
           text.front() != '/' && text.back() != '/' && text.find("//") == std::string_view::npos;
}

}  // namespace

bool is_reason(std::string_view text) { return is_text(text, 1, longest_reason); }

Mistake check(const secrets::Register& r) {
    return first_of({check_email(r.email), check_secret("/password", r.password), check_name("/first_name", r.first_name),
                     check_name("/last_name", r.last_name)});
}
Mistake check(const secrets::VerifyEmail& r) { return check_secret("/token", r.token); }
Mistake check(const secrets::ResendVerification& r) { return check_email(r.email); }
Mistake check(const LogInRequest& r) {
    return first_of({check_email(r.email), check_secret("/password", r.password), check_secret("/code", r.code.value_or("-"))});
}
Mistake check(const secrets::Refresh& r) { return check_secret("/refresh_token", r.refresh_token); }
Mistake check(const secrets::RequestReset& r) { return check_email(r.email); }
Mistake check(const secrets::ResetPassword& r) {
    return first_of({check_secret("/token", r.token), check_secret("/new_password", r.new_password)});
}
Mistake check(const secrets::ChangePassword& r) {
    return first_of({check_secret("/current_password", r.current_password), check_secret("/new_password", r.new_password)});
}
Mistake check(const secrets::OfferSecondFactor& r) { return check_secret("/password", r.password); }
Mistake check(const secrets::EnableSecondFactor& r) { return check_secret("/code", r.code); }
Mistake check(const secrets::DisableSecondFactor& r) {
    return first_of({check_secret("/password", r.password), check_secret("/code", r.code)});
}
Mistake check(const secrets::CreateKey& r) {
    if (!is_text(r.name, 1, longest_key_name))
        return json::Mistake{"/name", "must have 1 to 64 characters, none of them a control character"};
    if (r.scopes.empty()) return json::Mistake{"/scopes", "must name what the key may be used for"};
    if (auto mistake = check_once("/scopes", r.scopes)) return mistake;
    if (r.expires && *r.expires <= Instant::now()) return json::Mistake{"/expires", "is in the past"};
    if (!r.addresses) return std::nullopt;
    if (r.addresses->empty() || r.addresses->size() > most_addresses)
        return json::Mistake{"/addresses", "must be 1 to 32 addresses or networks; left out, it may be used from anywhere"};
    for (std::size_t i = 0; i < r.addresses->size(); ++i)
        if (!Network::parse((*r.addresses)[i]))
            return json::Mistake{"/addresses/" + std::to_string(i), "must be an address, or a network such as 192.0.2.0/24"};
    return std::nullopt;
}
Mistake check(const secrets::EraseMe& r) { return check_secret("/password", r.password); }

Mistake check(const ProfileChange& r) {
    return first_of({check_name("/first_name", r.first_name), check_name("/last_name", r.last_name),
                     check_name("/display_name", r.display_name)});
}
Mistake check(const user::Preferences& r) {
    static constexpr std::array<std::string_view, 3> themes{"system", "light", "dark"};
    const auto capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (!is_language(r.language)) return json::Mistake{"/language", "must be a language tag such as en or fr-CA"};
    if (!is_zone(r.time_zone)) return json::Mistake{"/time_zone", "must be a time zone such as Europe/Paris"};
    if (r.base_currency.size() != 3 || !std::ranges::all_of(r.base_currency, capital))
        return json::Mistake{"/base_currency", "must be three capital letters"};
    if (std::ranges::find(themes, r.theme) == themes.end()) return json::Mistake{"/theme", "must be one of system light dark"};
    return std::nullopt;
}

Mistake check(const Reason& r) { return check_reason(r.reason); }
Mistake check(const RoleGrant& r) {
    if (!is_token(r.role)) return json::Mistake{"/role", "must be 1 to 64 of A-Z a-z 0-9 _ -"};
    return check_reason(r.reason);
}
Mistake check(const RoleDefinition& r) { return first_of({check_once("/permissions", r.permissions), check_reason(r.reason)}); }

}  // namespace andvari::gateway
