// The rules of who somebody is: registering, sessions, passwords, the second factor, API keys, and the keys of the machine.
// Pure: no clock, no chance, no I/O. Secrets are not here: the desk found them right, and gives hashes.
//
// Always true: of a session's refresh tokens at most one is good, and none after one was used twice; nothing of a person whose
// credentials are closed is good. Who may give a command at all is asked before (see authorise.hpp); to others than the person
// and the machine the person is not found, as if unknown.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "services/auth/domain_state.hpp"

namespace andvari::auth {

// Commands that the context gives to itself, in answer to facts of others.

/// The person was deactivated.
struct ShutOut {
    UserId user;
    std::string reason;
};
/// The person is to be forgotten.
struct Close {
    UserId user;
};

template <class... Own>
using WithOwn = std::variant<Register, OfferVerification, VerifyEmail, OpenSession, NoteFailure, RefreshSession, EndSession,
                             EndAllSessions, ChangePassword, OfferReset, ResetPassword, OfferSecondFactor, EnableSecondFactor,
                             DisableSecondFactor, CreateKey, RotateKey, RevokeKey, NoteUse, ChangeRing, Own...>;
using Outside = WithOwn<>;
using Command = WithOwn<ShutOut, Close>;

constexpr std::int64_t days(std::int64_t count) { return count * 86'400; }
inline constexpr std::int64_t longest_offer = days(7);     ///< Seconds that a token sent by mail is good for at most.
inline constexpr std::int64_t longest_idle = days(30);     ///< Seconds that a session lasts without being refreshed, at most.
inline constexpr std::int64_t longest_session = days(90);  ///< Seconds that it lasts at most.
/// Seconds after a refresh in which the token before it may come again: an answer was lost, or two tabs asked at once.
inline constexpr std::int64_t refresh_grace = 10;
inline constexpr std::size_t most_offers = 8;  ///< Good at the same time, so that asking for another spoils none on its way.
inline constexpr std::size_t most_sessions = 50, most_keys = 50, most_recovery_codes = 20;
/// How many used tokens of a session are known again. One from before that is like one that never was.
inline constexpr std::size_t remembered_tokens = 64;

// Each of those below is refused with user_not_found first: for who is unknown, is closed, or is not the actor's business. Then,
// in this order:

/// Only: user_invalid ("ring"), user_not_found (for somebody else), user_exists (also one who is closed).
Decision<Fact> decide(const Person&, const Register&, const Given&);
/// email_already_verified, expiry_invalid.
Decision<Fact> decide(const Person&, const OfferVerification&, const Given&);
/// token_invalid (none of the latest), email_already_verified (the link was opened twice), token_invalid (expired).
Decision<Fact> decide(const Person&, const VerifyEmail&, const Given&);

/// login_failed (not verified, or without a password), password_changed_meanwhile, session_exists, method_invalid (does not fit
/// totp_step and recovery_hash), second_factor_required, second_factor_not_enabled, second_factor_used, expiry_invalid.
/// A session too many ends the one that was not refreshed for the longest time.
Decision<Fact> decide(const Person&, const OpenSession&, const Given&);
/// Nothing else.
Decision<Fact> decide(const Person&, const NoteFailure&, const Given&);
/// token_invalid (no such session, or over), refresh_repeated (the parent of the present token, within the grace: nothing
/// changes), token_reused (any other earlier one: ends the session, so the refusal is the last fact of three), token_invalid
/// (never was one, or too long ago: nothing ends, for guessing must not end another's session), token_not_new, expiry_invalid.
Decision<Fact> decide(const Person&, const RefreshSession&, const Given&);
/// Nothing else. Where the session is not open, SessionsEnded with a count of 0 answers.
Decision<Fact> decide(const Person&, const EndSession&, const Given&);
/// Nothing else.
Decision<Fact> decide(const Person&, const EndAllSessions&, const Given&);

/// change_invalid (neither changed nor rehashed), password_not_set, password_changed_meanwhile.
Decision<Fact> decide(const Person&, const ChangePassword&, const Given&);
/// expiry_invalid.
Decision<Fact> decide(const Person&, const OfferReset&, const Given&);
/// token_invalid (unknown, used, expired). The first password of all is `chosen`.
Decision<Fact> decide(const Person&, const ResetPassword&, const Given&);

/// second_factor_enabled. Another seed takes the place of one that was offered.
Decision<Fact> decide(const Person&, const OfferSecondFactor&, const Given&);
/// second_factor_enabled, second_factor_not_offered, recovery_codes_invalid (none, too many, or one twice).
Decision<Fact> decide(const Person&, const EnableSecondFactor&, const Given&);
/// second_factor_not_enabled.
Decision<Fact> decide(const Person&, const DisableSecondFactor&, const Given&);

/// key_exists, scopes_missing, expiry_invalid, too_many_keys. Those that have expired are revoked first.
Decision<Fact> decide(const Person&, const CreateKey&, const Given&);
/// key_not_found (unknown, revoked or expired).
Decision<Fact> decide(const Person&, const RotateKey&, const Given&);
/// key_not_found (unknown or revoked).
Decision<Fact> decide(const Person&, const RevokeKey&, const Given&);
/// use_invalid (not exactly one of the two), session_not_found, key_not_found.
Decision<Fact> decide(const Person&, const NoteUse&, const Given&);

/// Not of a person. Refused, in this order: permission_denied (not the machine), ring_invalid (not one current, more than one
/// next, or a kid twice), key_changed (a known kid with another key), key_retired (once retired, and used again).
Decision<Fact> decide(const Ring&, const ChangeRing&, const Given&);

// These are never refused. What was done before, or is of somebody unknown here, is an empty list.
Decision<Fact> decide(const Person&, const ShutOut&, const Given&);
Decision<Fact> decide(const Person&, const Close&, const Given&);

void evolve(Person&, const Registered&);
void evolve(Person&, const VerificationOffered&);
void evolve(Person&, const EmailVerified&);
void evolve(Person&, const SessionOpened&);
void evolve(Person&, const LoginFailed&);
void evolve(Person&, const SessionRefreshed&);
void evolve(Person&, const TokenReused&);
void evolve(Person&, const SessionEnded&);
void evolve(Person&, const SessionsEnded&);
void evolve(Person&, const PasswordChanged&);
void evolve(Person&, const ResetOffered&);
void evolve(Person&, const SecondFactorOffered&);
void evolve(Person&, const SecondFactorEnabled&);
void evolve(Person&, const SecondFactorDisabled&);
void evolve(Person&, const KeyCreated&);
void evolve(Person&, const KeyRotated&);
void evolve(Person&, const KeyRevoked&);
void evolve(Person&, const Used&);
void evolve(Person&, const Closed&);
void evolve(Ring&, const RingChanged&);
void evolve(Identity&, const CommandRefused&);

/// The user, or "ring".
std::string aggregate_of(const Command&, const Given&);
std::string aggregate_of(const Fact&);
/// The same.
std::string key_of(const Fact&);
std::string_view verb_of(const Fact&);
/// CommandRefused. For ShutOut and Close: std::logic_error.
Fact refused(const Command&, const Given&, const Refusal&);

}  // namespace andvari::auth
