// Flags before environment before file before defaults.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "shared/configuration/configuration.hpp"
#include "shared/configuration/settings.hpp"

namespace andvari::configuration {

struct Sources {
    std::vector<std::pair<std::string, std::string>> flags;        ///< Setting's name ("http.port") and text.
    std::vector<std::pair<std::string, std::string>> environment;  ///< All ANDVARI_* variables, see `environment()`.
    /// The file that `--config` names. When empty ANDVARI_CONFIG names it, or else it is "andvari.toml", where there is one.
    std::string file;
};

struct Loaded {
    Configuration configuration;
    std::map<std::string, std::string>
        origins;  ///< Setting's name → "default", "andvari.toml:3", "ANDVARI_HTTP_PORT", "--http-port".
};

/// Throws ConfigurationError for the first value that is wrong and the first key, variable or flag that is not known.
Loaded load(const Sources&);

/// This process's variables whose names begin with ANDVARI_.
std::vector<std::pair<std::string, std::string>> environment();

/// Each value, and where it comes from, as TOML with comments; secrets masked.
std::string print(const Loaded&);

}  // namespace andvari::configuration
