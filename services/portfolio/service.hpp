// The portfolio service: what it decides and what it reacts to.
#pragma once

#include "services/portfolio/reactions.hpp"
#include "shared/eventing/service.hpp"

namespace andvari::portfolio {

eventing::MakeHosted host(Settings);

}  // namespace andvari::portfolio
