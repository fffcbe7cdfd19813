// The rules of what somebody says of themselves. Pure: no clock, no chance, no I/O. What tells of the person is sealed, and
// looked into by nobody here. Who may give a command at all is asked before (see authorise.hpp).
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "events/user.hpp"
#include "shared/eventing/decision.hpp"

namespace andvari::user {

/// The context gives it to itself: somebody registered, and said who they are.
struct TakeProfile {
    UserId user;
    std::string profile;  ///< Sealed.
};

using Outside = std::variant<UpdateProfile, SetPreferences, Erase>;
using Command = std::variant<UpdateProfile, SetPreferences, Erase, TakeProfile>;

struct User {
    bool has_profile = false;
    bool erased = false;  ///< For ever.
    static constexpr auto fields =
        json::fields(json::field("has_profile", &User::has_profile), json::field("erased", &User::erased));
};

/// To who may not know of a user, and for who was erased.
Refusal user_not_found(const UserId&);

// Each is refused with user_not_found once the person was erased.

Decision<Fact> decide(const User&, const UpdateProfile&, const Given&);
Decision<Fact> decide(const User&, const SetPreferences&, const Given&);
/// Refused besides with reason_missing, reason_invalid (see shared/access/reason.hpp). The person alone need not say why.
Decision<Fact> decide(const User&, const Erase&, const Given&);
/// Never refused. Where there is a profile already, or the person was erased, nothing happens.
Decision<Fact> decide(const User&, const TakeProfile&, const Given&);

void evolve(User&, const ProfileSet&);
void evolve(User&, const PreferencesSet&);
void evolve(User&, const Erased&);
void evolve(User&, const CommandRefused&);

/// The user.
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The user.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// CommandRefused; TakeProfile: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

using UserImage = User;
inline User image(const User& user) { return user; }
inline User restore(const UserImage& image) { return image; }

}  // namespace andvari::user
