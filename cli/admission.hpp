// Who is known from the configuration alone becomes a user like any other.
#pragma once

#include "shared/bus/bus.hpp"
#include "shared/configuration/configuration.hpp"
#include "shared/store/database.hpp"

namespace andvari::cli {

/// Has the owners of the configured keys admitted, and returns when the read model of access shows them. Where that takes too
/// long (10 s), says so in the log and returns all the same: they are refused until then. The commands are the same at every
/// start, so that only the first has an effect.
void admit_owners(const Configuration&, const std::shared_ptr<bus::Connection>&, const store::Location&);

}  // namespace andvari::cli
