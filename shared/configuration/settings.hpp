// The table of settings, from which files, environment variables, flags, `config print` and the documentation are all made.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/configuration/configuration.hpp"

namespace andvari::configuration {

/// One line, naming the file, variable or flag, the setting, and what is allowed.
class ConfigurationError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// How a value is written in TOML. Elsewhere it is text, with commas between the items of a list or table.
enum class Kind {
    text,
    whole,
    list,   ///< Of texts.
    table,  ///< Of texts; as text "name=value,…".
};

struct Setting {
    std::string name;     ///< "http.port"
    std::string help;     ///< For people, without a full stop.
    std::string allowed;  ///< Continues "must be".
    Kind kind = Kind::text;
    bool secret = false;  ///< Its value is never shown.
    bool flag = true;     ///< False where a command line, which everybody on the machine sees, is no place for it.
    /// Takes the text over, or answers false when it is not allowed.
    std::function<bool(Configuration&, std::string_view text)> assign;
    std::function<std::string(const Configuration&)> text;
};

const std::vector<Setting>& settings();
/// Nothing when there is none of that name.
const Setting* find(std::string_view name);

std::string environment_name(const Setting&);  ///< "ANDVARI_HTTP_PORT"
std::string flag_name(const Setting&);         ///< "--http-port"

}  // namespace andvari::configuration
