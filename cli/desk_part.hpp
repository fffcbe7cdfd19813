// The desk as a part of a process.
#pragma once

#include <memory>

#include "shared/lifecycle/parts.hpp"

namespace andvari::cli {

struct Host;

std::shared_ptr<Part> make_desk_part(Host&);

}  // namespace andvari::cli
