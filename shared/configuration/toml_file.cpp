#include "shared/configuration/toml_file.hpp"

#include <toml++/toml.h>

#include <fstream>

namespace andvari::configuration {
namespace {
using Written = TomlEntry::Written;

std::string place(const std::string& path, const toml::source_region& source) {
    return path + ":" + std::to_string(source.begin.line);
}

// An item with a comma in it would become two, and is nothing that a list of ours may hold.
bool append_item(std::string& joined, const std::string& item) {
    if (item.find(',') != std::string::npos) return false;
    joined.append(joined.empty() ? "" : ",").append(item);
    return true;
}

void read_value(TomlEntry& entry, const toml::node& node) {
    if (const auto* text = node.as_string()) {
        entry.written = Written::text;
        entry.text = text->get();
    } else if (const auto* whole = node.as_integer()) {
        entry.written = Written::whole;
        entry.text = std::to_string(whole->get());
    } else if (const auto* list = node.as_array()) {
        entry.written = Written::list;
        for (const auto& item : *list)
            if (!item.is_string() || !append_item(entry.text, item.as_string()->get())) entry.written = Written::other;
    } else if (const auto* table = node.as_table()) {
        entry.written = Written::table;
        for (const auto& [key, item] : *table)
            if (!item.is_string() || !append_item(entry.text, std::string{key.str()} + "=" + item.as_string()->get()))
                entry.written = Written::other;
    }
}

void flatten(const std::string& path, const std::string& prefix, const toml::table& table, std::vector<TomlEntry>& entries) {
    for (const auto& [key, node] : table) {
        const auto name = prefix + std::string{key.str()};
        const auto* setting = find(name);
        if (const auto* inner = node.as_table(); inner && (!setting || setting->kind != Kind::table)) {
            flatten(path, name + ".", *inner, entries);
            continue;
        }
        TomlEntry entry{.name = name, .where = place(path, key.source())};
        read_value(entry, node);
        entries.push_back(std::move(entry));
    }
}
}  // namespace

std::vector<TomlEntry> read_toml(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    std::string content{std::istreambuf_iterator<char>{file}, {}};
    if (!file) throw ConfigurationError{path + ": cannot be read"};
    std::vector<TomlEntry> entries;
    try {
        flatten(path, "", toml::parse(content), entries);
    } catch (const toml::parse_error& e) {
        throw ConfigurationError{place(path, e.source()) + ": is not TOML: " + std::string{e.description()}};
    }
    return entries;
}

}  // namespace andvari::configuration
