// The security service: what it decides and what it reacts to.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::security {

eventing::MakeHosted host();

}  // namespace andvari::security
