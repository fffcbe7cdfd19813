// What somebody says of themselves. Everything that tells of the person stands here only sealed with the person's own key
// (see shared/crypto/person_key.hpp).
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"

namespace andvari::user {

/// The plain text of a sealed profile, as JSON.
struct Profile {
    std::string first_name, last_name, display_name;  ///< Each at most 100 characters; may be empty.
    static constexpr auto fields =
        json::fields(json::field("first_name", &Profile::first_name), json::field("last_name", &Profile::last_name),
                     json::field("display_name", &Profile::display_name));
};

/// The plain text of sealed preferences, as JSON.
struct Preferences {
    std::string language = "en";        ///< BCP 47
    std::string time_zone = "UTC";      ///< IANA
    std::string base_currency = "USD";  ///< ISO 4217
    std::string theme = "system";       ///< system, light or dark
    bool warn_by_mail = true;           ///< Of log-ins and changes of credentials.
    static constexpr auto fields =
        json::fields(json::field("language", &Preferences::language), json::field("time_zone", &Preferences::time_zone),
                     json::field("base_currency", &Preferences::base_currency), json::field("theme", &Preferences::theme),
                     json::field("warn_by_mail", &Preferences::warn_by_mail));
};

// Commands from outside, on cmd.user.<user>.<verb>; the door seals what tells of the person.

/// cmd.user.<user>.update_profile
struct UpdateProfile {
    UserId user;
    std::string profile;  ///< Sealed Profile.
    static constexpr std::string_view type = "andvari.user.update_profile.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &UpdateProfile::user), json::field("profile", &UpdateProfile::profile));
};
/// cmd.user.<user>.set_preferences
struct SetPreferences {
    UserId user;
    std::string preferences;  ///< Sealed Preferences.
    static constexpr std::string_view type = "andvari.user.set_preferences.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &SetPreferences::user), json::field("preferences", &SetPreferences::preferences));
};
/// cmd.user.<user>.erase: by the person (whose password the desk found right), or by who may erase users.
struct Erase {
    UserId user;
    std::string reason;
    static constexpr std::string_view type = "andvari.user.erase.v1";
    static constexpr auto fields = json::fields(json::field("user", &Erase::user), json::field("reason", &Erase::reason));
};

// Facts, on evt.user.<user>.<fact>.

struct ProfileSet {
    UserId user;
    std::string profile;  ///< Sealed.
    static constexpr std::string_view type = "andvari.user.profile_set.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &ProfileSet::user), json::field("profile", &ProfileSet::profile));
};
struct PreferencesSet {
    UserId user;
    std::string preferences;  ///< Sealed.
    static constexpr std::string_view type = "andvari.user.preferences_set.v1";
    static constexpr auto fields =
        json::fields(json::field("user", &PreferencesSet::user), json::field("preferences", &PreferencesSet::preferences));
};
/// The person is to be forgotten: the key is destroyed, and with it everything that was sealed with it.
struct Erased {
    UserId user;
    std::string reason;
    static constexpr std::string_view type = "andvari.user.erased.v1";
    static constexpr auto fields = json::fields(json::field("user", &Erased::user), json::field("reason", &Erased::reason));
};
struct CommandRefused {
    UserId user;
    std::string code, reason;
    static constexpr std::string_view type = "andvari.user.command_refused.v1";
    static constexpr bool refusal = true;
    static constexpr auto fields =
        json::fields(json::field("user", &CommandRefused::user), json::field("code", &CommandRefused::code),
                     json::field("reason", &CommandRefused::reason));
};

using Fact = std::variant<ProfileSet, PreferencesSet, Erased, CommandRefused>;

}  // namespace andvari::user
