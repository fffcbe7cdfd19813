#include "shared/configuration/load.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <numeric>

#include "shared/configuration/toml_file.hpp"
#include "shared/json/write.hpp"

namespace andvari::configuration {
namespace {
constexpr std::string_view file_variable = "ANDVARI_CONFIG";
// Read elsewhere, before there is a configuration.
constexpr std::array<std::string_view, 2> other_variables{file_variable, "ANDVARI_CRASH_AT"};
constexpr std::string_view usual_file = "andvari.toml";

// How many letters apart two words are (Levenshtein).
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        auto diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const auto replaced = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, diagonal + 1});
        }
    }
    return row.back();
}

template <class NameOf>
[[noreturn]] void unknown(const std::string& where, const std::string& name, NameOf name_of) {
    const auto nearest = std::ranges::min(settings(), {}, [&](const Setting& s) { return distance(name_of(s), name); });
    throw ConfigurationError{where + name + " is no setting; the nearest is " + name_of(nearest)};
}

// For a secret the value stays out of the message.
void assign(Loaded& loaded, const Setting& setting, const std::string& text, const std::string& where) {
    if (!setting.assign(loaded.configuration, text)) {
        std::string shown = ", not ";
        json::append_string(shown, text);
        throw ConfigurationError{where + ": " + setting.name + " must be " + setting.allowed + (setting.secret ? "" : shown)};
    }
    loaded.origins[setting.name] = where;
}

bool fits(TomlEntry::Written written, Kind kind) {
    switch (kind) {
        case Kind::text: return written == TomlEntry::Written::text;
        case Kind::whole: return written == TomlEntry::Written::whole;
        case Kind::list: return written == TomlEntry::Written::list;
        case Kind::table: return written == TomlEntry::Written::table;
    }
    return false;
}

void take_file(Loaded& loaded, const std::string& path) {
    for (const auto& entry : read_toml(path)) {
        const auto* setting = find(entry.name);
        if (!setting) unknown(entry.where + ": ", entry.name, [](const Setting& s) { return s.name; });
        if (!fits(entry.written, setting->kind)) {
            constexpr std::array<std::string_view, 4> forms{"a text in quotes", "a number without quotes", "a list of texts",
                                                            "a table of texts"};
            throw ConfigurationError{entry.where + ": " + entry.name + " must be " + setting->allowed + ", written as " +
                                     std::string{forms[static_cast<std::size_t>(setting->kind)]}};
        }
        assign(loaded, *setting, entry.text, entry.where);
    }
}

void take_environment(Loaded& loaded, const Sources& sources) {
    for (const auto& [name, text] : sources.environment) {
        if (std::ranges::find(other_variables, name) != other_variables.end()) continue;
        const auto setting = std::ranges::find(settings(), name, environment_name);
        if (setting == settings().end()) unknown("environment: ", name, environment_name);
        assign(loaded, *setting, text, name);
    }
}

void take_flags(Loaded& loaded, const Sources& sources) {
    for (const auto& [name, text] : sources.flags) {
        const auto* setting = find(name);
        if (!setting || !setting->flag) unknown("command line: ", name, [](const Setting& s) { return s.name; });
        assign(loaded, *setting, text, flag_name(*setting));
    }
}

std::string file_of(const Sources& sources) {
    if (!sources.file.empty()) return sources.file;
    const auto named = std::ranges::find(sources.environment, file_variable,
                                         [](const auto& variable) -> const std::string& { return variable.first; });
    if (named != sources.environment.end()) return named->second;
    return std::filesystem::exists(usual_file) ? std::string{usual_file} : std::string{};
}

std::string as_toml(const Setting& setting, const std::string& text) {
    if (setting.kind == Kind::whole) return text;
    std::string quoted;
    if (setting.secret) return text.empty() ? "\"\"" : "\"***\"";
    json::append_string(quoted, text);
    if (setting.kind != Kind::list) return quoted;
    if (text.empty()) return "[]";
    for (std::size_t at = 0; (at = quoted.find(',', at)) != std::string::npos; at += 4) quoted.replace(at, 1, "\", \"");
    return "[" + quoted + "]";
}
}  // namespace

Loaded load(const Sources& sources) {
    Loaded loaded;
    for (const auto& setting : settings()) loaded.origins[setting.name] = "default";
    if (const auto file = file_of(sources); !file.empty()) take_file(loaded, file);
    take_environment(loaded, sources);
    take_flags(loaded, sources);
    return loaded;
}

std::vector<std::pair<std::string, std::string>> environment() {
    std::vector<std::pair<std::string, std::string>> variables;
    for (char** entry = environ; *entry; ++entry) {
        const std::string_view text{*entry};
        const auto equals = text.find('=');
        if (text.starts_with("ANDVARI_") && equals != std::string_view::npos)
            variables.emplace_back(text.substr(0, equals), text.substr(equals + 1));
    }
    return variables;
}

std::string print(const Loaded& loaded) {
    std::string out;
    for (const auto& setting : settings()) {
        const auto text = setting.text(loaded.configuration);
        // Who has keys is told by their number; a table cannot be pasted back masked.
        std::string line = setting.kind == Kind::table ? "# " + setting.name + ": " + (text.empty() ? "none" : text)
                                                       : setting.name + " = " + as_toml(setting, text);
        if (line.size() < 44) line.resize(44, ' ');
        out += line + "  # " + loaded.origins.at(setting.name) + "\n";
    }
    return out;
}

}  // namespace andvari::configuration
