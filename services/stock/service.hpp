// The stock service: what it decides, and how it takes what feeds publish.
#pragma once

#include "shared/eventing/service.hpp"

namespace andvari::stock {

eventing::MakeHosted host();

}  // namespace andvari::stock
