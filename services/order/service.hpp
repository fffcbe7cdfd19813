// The order service: what it decides and what it reacts to.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::order {

eventing::MakeHosted host();

}  // namespace andvari::order
