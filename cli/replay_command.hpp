// `andvari replay <view>`: a read model computed anew from the log.
#pragma once

#include <optional>
#include <string>

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// Builds the read model beside the live one and puts it in its place. With `verify` compares the two instead, changing nothing;
/// the status is 1 where they differ. With `until`, a time (RFC 3339) or a place ("order/0:1:123"), builds it as of then and
/// leaves that copy beside the live one. `view` "all" does all of them. Throws where it cannot be done; then all is as before.
int replay_command(const Configuration&, StopSignal&, const std::string& view, bool verify,
                   const std::optional<std::string>& until);

}  // namespace andvari::cli
