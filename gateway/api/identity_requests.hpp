// The bodies of requests about identity and access; those that go to the desk as they are stand in events/secrets.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/secrets.hpp"
#include "events/user.hpp"
#include "shared/json/read.hpp"

namespace andvari::gateway {

struct LogInRequest {
    std::string email, password;
    std::optional<std::string> code;
    std::optional<bool> cookies;  ///< The tokens come as cookies, and not in the body.
    static constexpr auto fields =
        json::fields(json::field("email", &LogInRequest::email), json::field("password", &LogInRequest::password),
                     json::field("code", &LogInRequest::code), json::field("cookies", &LogInRequest::cookies));
};

/// What is absent stays as it is.
struct ProfileChange {
    std::optional<std::string> first_name, last_name, display_name;
    static constexpr auto fields =
        json::fields(json::field("first_name", &ProfileChange::first_name), json::field("last_name", &ProfileChange::last_name),
                     json::field("display_name", &ProfileChange::display_name));
};

// What administrators ask for; each says why, for those who read the record later.

struct Reason {
    std::string reason;
    static constexpr auto fields = json::fields(json::field("reason", &Reason::reason));
};
struct RoleGrant {
    std::string role, reason;
    static constexpr auto fields = json::fields(json::field("role", &RoleGrant::role), json::field("reason", &RoleGrant::reason));
};
struct RoleDefinition {
    std::vector<Permission> permissions;
    std::string reason;
    static constexpr auto fields =
        json::fields(json::field("permissions", &RoleDefinition::permissions), json::field("reason", &RoleDefinition::reason));
};

/// 1 to 512 characters, none of them a control character.
bool is_reason(std::string_view text);

// What is asked of a body beyond its types (see read_body in requests.hpp).
std::optional<json::Mistake> check(const secrets::Register&);
std::optional<json::Mistake> check(const secrets::VerifyEmail&);
std::optional<json::Mistake> check(const secrets::ResendVerification&);
std::optional<json::Mistake> check(const LogInRequest&);
std::optional<json::Mistake> check(const secrets::Refresh&);
std::optional<json::Mistake> check(const secrets::RequestReset&);
std::optional<json::Mistake> check(const secrets::ResetPassword&);
std::optional<json::Mistake> check(const secrets::ChangePassword&);
std::optional<json::Mistake> check(const secrets::OfferSecondFactor&);
std::optional<json::Mistake> check(const secrets::EnableSecondFactor&);
std::optional<json::Mistake> check(const secrets::DisableSecondFactor&);
std::optional<json::Mistake> check(const secrets::CreateKey&);
std::optional<json::Mistake> check(const secrets::EraseMe&);
std::optional<json::Mistake> check(const ProfileChange&);
std::optional<json::Mistake> check(const user::Preferences&);
std::optional<json::Mistake> check(const Reason&);
std::optional<json::Mistake> check(const RoleGrant&);
std::optional<json::Mistake> check(const RoleDefinition&);

}  // namespace andvari::gateway
