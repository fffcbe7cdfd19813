// JSON objects as Alpaca's API has them: every member always there, null where it has no value.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "shared/json/write.hpp"

namespace andvari::gateway::alpaca {

/// Appends an object, which ends with this.
class JsonObject {
public:
    explicit JsonObject(std::string& out) : out_{out} { out_ += '{'; }
    ~JsonObject() { out_ += '}'; }
    JsonObject(const JsonObject&) = delete;
    JsonObject& operator=(const JsonObject&) = delete;

    JsonObject& text(std::string_view name, std::string_view value) { return json::append_string(begin(name), value), *this; }
    JsonObject& none(std::string_view name) { return begin(name).append("null"), *this; }
    JsonObject& flag(std::string_view name, bool value) { return begin(name).append(value ? "true" : "false"), *this; }
    /// As it stands: a number, an array, an object.
    JsonObject& raw(std::string_view name, std::string_view json) { return begin(name).append(json), *this; }
    JsonObject& number(std::string_view name, std::int64_t value) { return json::append_integer(begin(name), value), *this; }

    template <class Tag, int Scale>
    JsonObject& text(std::string_view name, Amount<Tag, Scale> amount) {
        return text(name, std::string_view{amount.text()});
    }
    JsonObject& text(std::string_view name, Instant time) { return text(name, std::string_view{time.text()}); }
    template <class Tag>
    JsonObject& text(std::string_view name, const Id<Tag>& id) {
        return text(name, std::string_view{id.text});
    }
    template <class T>
    JsonObject& text(std::string_view name, const std::optional<T>& value) {
        return value ? text(name, *value) : none(name);
    }
    /// Market data are numbers: the decimal text is one.
    template <class Tag, int Scale>
    JsonObject& number(std::string_view name, Amount<Tag, Scale> amount) {
        return raw(name, amount.text());
    }

private:
    std::string& begin(std::string_view name) {
        out_.append(first_ ? "\"" : ",\"").append(name).append("\":");
        first_ = false;
        return out_;
    }

    std::string& out_;
    bool first_ = true;
};

/// [append(out, row), …]
template <class Rows, class Append>
std::string array_of(const Rows& rows, Append append) {
    std::string out{"["};
    for (bool first = true; const auto& row : rows) {
        if (!first) out += ',';
        first = false;
        append(out, row);
    }
    return out += ']';
}

}  // namespace andvari::gateway::alpaca
