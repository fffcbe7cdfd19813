#include "shared/observability/log_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "shared/json/write.hpp"

namespace andvari::log {
namespace {
constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warn", "error"};

std::string_view name_of(Level level) {
    return level_names[std::min<std::size_t>(static_cast<std::size_t>(level), level_names.size() - 1)];
}

// Cut so that no UTF-8 sequence is split.
std::string bounded(std::string_view text) {
    if (text.size() <= longest_text) return std::string{text};
    auto end = longest_text;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    return std::string{text.substr(0, end)} + "…";
}

std::string number(double value) {
    if (!std::isfinite(value)) return "\"" + std::to_string(value) + "\"";
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%.12g", value);
    return buffer;
}

struct AsJson {
    std::string& out;
    void operator()(std::string_view text) const { json::append_string(out, bounded(text)); }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(double value) const { out += number(value); }
    void operator()(std::int64_t value) const { json::append_integer(out, value); }
};

void append_member(std::string& out, std::string_view key, const Value& value) {
    out += ',';
    json::append_string(out, bounded(key));
    out += ':';
    std::visit(AsJson{out}, value.held());
}

bool plain(char c) { return c > ' ' && c != '"' && c != '\\' && c != '=' && c != 0x7F; }

struct AsText {
    std::string& out;
    void operator()(std::string_view text) const {
        if (!text.empty() && std::ranges::all_of(text, plain)) out += bounded(text);
        else json::append_string(out, bounded(text));
    }
    void operator()(bool value) const { out += value ? "true" : "false"; }
    void operator()(double value) const { out += number(value); }
    void operator()(std::int64_t value) const { json::append_integer(out, value); }
};

// Control characters would let a value forge lines or move the cursor; JSON's escapes show them instead.
std::string printable(std::string_view message) {
    std::string quoted;
    json::append_string(quoted, bounded(message));
    const bool harmless = std::ranges::none_of(message, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
    return harmless ? bounded(message) : quoted;
}
}  // namespace

std::string json_line(const Event& event) {
    std::string out = "{\"time\":\"" + event.time.text() + "\",\"level\":\"";
    out.append(name_of(event.level)).append("\",\"message\":");
    json::append_string(out, bounded(event.message));
    if (!event.correlation.empty()) append_member(out, "correlation", event.correlation);
    for (const auto& field : event.fields) {
        if (out.size() > longest_line) {
            out += ",\"truncated\":true";
            break;
        }
        append_member(out, field.key, field.value);
    }
    return out + '}';
}

std::string text_line(const Event& event) {
    // The date and the microseconds are in the JSON form; a person at a terminal wants the rest.
    std::string out = event.time.text().substr(11, 12);
    out.append(" ").append(name_of(event.level)).append(6 - name_of(event.level).size(), ' ').append(printable(event.message));
    const auto append = [&out](std::string_view key, const Value& value) {
        out.append("  ").append(key).append("=");
        std::visit(AsText{out}, value.held());
    };
    for (const auto& field : event.fields) {
        if (out.size() > longest_line) {
            out += " …";
            break;
        }
        append(field.key, field.value);
    }
    if (!event.correlation.empty()) append("correlation", event.correlation);
    return out;
}

}  // namespace andvari::log
