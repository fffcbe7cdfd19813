// What the desk does for each request (events/secrets.hpp says what is refused). Each blocks, on a thread of the desk.
//
// What anybody may ask takes the same steps whether the address is known or not, up to the reply: as many hashes, no command,
// no mail.
#pragma once

#include "services/auth/desk/workbench.hpp"

namespace andvari::desk {

// registering.cpp

/// Refused besides: email_malformed, name_malformed, password_…, busy.
Answer answer(Workbench&, const secrets::Request&, const secrets::Register&);
Answer answer(Workbench&, const secrets::Request&, const secrets::VerifyEmail&);
Answer answer(Workbench&, const secrets::Request&, const secrets::ResendVerification&);

// logging_in.cpp

Answer answer(Workbench&, const secrets::Request&, const secrets::LogIn&);

// refreshing.cpp

Answer answer(Workbench&, const secrets::Request&, const secrets::Refresh&);

// passwords.cpp

Answer answer(Workbench&, const secrets::Request&, const secrets::RequestReset&);
Answer answer(Workbench&, const secrets::Request&, const secrets::ResetPassword&);
Answer answer(Workbench&, const secrets::Request&, const secrets::ChangePassword&);

// second_factor.cpp

Answer answer(Workbench&, const secrets::Request&, const secrets::OfferSecondFactor&);
Answer answer(Workbench&, const secrets::Request&, const secrets::EnableSecondFactor&);
Answer answer(Workbench&, const secrets::Request&, const secrets::DisableSecondFactor&);

// api_keys.cpp. Only with a session: a key makes no keys. Refused besides: session_required.

/// Refused besides: name_malformed, addresses_malformed.
Answer answer(Workbench&, const secrets::Request&, const secrets::CreateKey&);
Answer answer(Workbench&, const secrets::Request&, const secrets::RotateKey&);

// erasing.cpp

Answer answer(Workbench&, const secrets::Request&, const secrets::EraseMe&);
/// The person was erased: nothing that tells of the person can be opened, or stands here, when this returns. Again is no error.
void forget(Workbench&, const UserId&);

// signing_keys.cpp

/// Refused: permission_denied.
Answer answer(Workbench&, const secrets::Request&, const secrets::RotateSigningKeys&);
/// Drops keys whose tokens have expired, and tells the ring where the facts do not say the same. False where that did not come
/// to its end.
bool publish_ring(Workbench&);

}  // namespace andvari::desk
