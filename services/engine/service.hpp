// The engine service: what it decides and what it reacts to.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::engine {

eventing::MakeHosted host();

}  // namespace andvari::engine
