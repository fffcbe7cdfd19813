// The user service: what it decides and what it reacts to.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::user {

eventing::MakeHosted host();

}  // namespace andvari::user
