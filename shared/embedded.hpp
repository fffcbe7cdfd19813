// Files that travel inside the program; see infra/cmake/AndvariEmbed.cmake.
#pragma once

#include <span>
#include <string_view>

namespace andvari {

struct EmbeddedFile {
    std::string_view path;  ///< Relative to the folder that was embedded.
    std::string_view content;
};

using Embedded = std::span<const EmbeddedFile>;

}  // namespace andvari
