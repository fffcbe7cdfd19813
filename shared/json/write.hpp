// Writing described types as JSON, by appending. The result is one line, its keys in the order of the fields.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::json {

/// Appends `text` quoted and escaped (RFC 8259). Bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);
void append_integer(std::string& out, std::int64_t value);

inline void append(std::string& out, std::string_view text) { append_string(out, text); }
inline void append(std::string& out, const std::string& text) { append_string(out, text); }
inline void append(std::string& out, bool value) { out += value ? "true" : "false"; }
inline void append(std::string& out, std::int64_t value) { append_integer(out, value); }
inline void append(std::string& out, std::uint64_t value) { append_integer(out, static_cast<std::int64_t>(value)); }
inline void append(std::string& out, Instant moment) { out.append(1, '"').append(moment.text()).append(1, '"'); }
inline void append(std::string& out, const Symbol& symbol) { append_string(out, symbol.text); }
template <class Tag>
void append(std::string& out, const Id<Tag>& id) {
    append_string(out, id.text);
}
template <class Tag, int Scale>
void append(std::string& out, Amount<Tag, Scale> amount) {
    out.append(1, '"').append(amount.text()).append(1, '"');
}
template <NamedEnum T>
void append(std::string& out, T value) {
    append_string(out, name_of(value));
}
template <Described T>
void append(std::string& out, const T& object);
template <class T>
void append(std::string& out, const std::vector<T>& list);
template <class T>
void append(std::string& out, const std::map<std::string, T>& members);

template <class T>
void append_member(std::string& out, bool& first, std::string_view name, const T& value) {
    out.append(first ? "\"" : ",\"").append(name).append("\":");
    first = false;
    append(out, value);
}
/// An absent value is left out: nothing is ever written as null.
template <class T>
void append_member(std::string& out, bool& first, std::string_view name, const std::optional<T>& value) {
    if (value) append_member(out, first, name, *value);
}

template <Described T>
void append(std::string& out, const T& object) {
    out += '{';
    bool first = true;
    T::fields([&](const auto&... field) { (append_member(out, first, field.name, object.*field.member), ...); });
    out += '}';
}

template <class T>
void append(std::string& out, const std::vector<T>& list) {
    out += '[';
    for (bool first = true; const auto& item : list) {
        if (!first) out += ',';
        first = false;
        append(out, item);
    }
    out += ']';
}

template <class T>
void append(std::string& out, const std::map<std::string, T>& members) {
    out += '{';
    for (bool first = true; const auto& [name, value] : members) {
        if (!first) out += ',';
        first = false;
        append_string(out, name);
        out += ':';
        append(out, value);
    }
    out += '}';
}

template <class T>
std::string write(const T& value) {
    std::string out;
    append(out, value);
    return out;
}

}  // namespace andvari::json
