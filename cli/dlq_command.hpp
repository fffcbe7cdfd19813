// `andvari dlq`: messages that could not be handled.
#pragma once

#include <string>

#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/stop_signal.hpp"

namespace andvari::cli {

/// A line for each: its number, when it came there, who could not handle it, its subject, and why.
int dlq_list_command(const Configuration&, StopSignal&);
/// One of them, whole. `sequence` is its number in the list.
int dlq_show_command(const Configuration&, StopSignal&, const std::string& sequence);
/// Publishes one, or "all", on the subject that it came by, and takes it out of the dead letters. Status 1 where one of
/// them cannot be sent: it was cut, or it is a fact, which is in the log already.
int dlq_redrive_command(const Configuration&, StopSignal&, const std::string& sequence);

}  // namespace andvari::cli
