// Tokens that go out by mail, and what several verbs say of passwords and texts.
#pragma once

#include <string>
#include <string_view>

#include "services/auth/desk/tokens.hpp"
#include "services/auth/desk/workbench.hpp"
#include "shared/crypto/password_rules.hpp"
#include "shared/identity/email_address.hpp"

namespace andvari::desk {

/// Makes a token that verifies the address, and mails it.
void offer_verification(Workbench&, const UserId&, const std::string& email, const Sender&);
/// Makes a token by which a password is chosen, tells the rules of it, and answers it; empty where that failed.
std::string offer_reset(Workbench&, const UserId&, std::int64_t seconds, const Sender&);
/// Tells the owner of an address that somebody tried to register it. Where it was not verified before, its owner may have lost
/// the first mail, or somebody else was the first: then the mail lets its reader choose the password.
void tell_of_another_registration(Workbench&, const UserId&, const std::string& email, const Sender&);

/// The code tells what is wrong.
Answer password_refused(crypto::PasswordRefusal);

/// UTF-8 without control characters, of so many code points.
bool is_line(std::string_view text, std::size_t least, std::size_t most);

}  // namespace andvari::desk
