// A TOML file as a flat list; the only place that knows the library.
#pragma once

#include <string>
#include <vector>

#include "shared/configuration/settings.hpp"

namespace andvari::configuration {

struct TomlEntry {
    std::string name;   ///< "http.port"
    std::string where;  ///< "andvari.toml:3"
    /// What the value is written as; nothing of ours when it is none of these (a date, say).
    enum class Written { text, whole, list, table, other } written = Written::other;
    std::string text;  ///< As Setting::assign takes it.
};

/// Flattens tables, but keeps those whole that are a setting of Kind::table. Throws ConfigurationError when the file cannot
/// be read or is not TOML.
std::vector<TomlEntry> read_toml(const std::string& path);

}  // namespace andvari::configuration
