// The auth service: what it decides and what it reacts to.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::auth {

eventing::MakeHosted host();

}  // namespace andvari::auth
