// The things that answers show, and where they are found.
#pragma once

#include <optional>
#include <string>

#include "gateway/api/progress.hpp"
#include "gateway/api/submission.hpp"

namespace andvari::gateway {

/// "/api/v1/orders/<id>"
std::string path_of(const Effect&);
/// "order": what an answer calls the thing's id; empty for nothing.
std::string_view name_of(const Effect&);
/// Whose read model shows what became of the command.
Model model_of(const Effect&);
/// The thing as its read model has it now; nothing while it is not there.
std::optional<std::string> resource_of(Worker&, const Effect&);

}  // namespace andvari::gateway
