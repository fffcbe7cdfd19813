// Files that only their owner may read: keys, and what tells where they are.
#pragma once

#include <string>
#include <string_view>

namespace andvari {

/// Writes a file whole or not at all, and onto the disk: a reader never sees half of it, and nobody else may open it (mode
/// 0600). Throws std::runtime_error.
void write_private(const std::string& path, std::string_view content);

}  // namespace andvari
