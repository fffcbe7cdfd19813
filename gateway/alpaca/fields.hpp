// The body of a request as Alpaca's clients send it: numbers where others write strings, members that nobody knows, nulls.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/api/problem.hpp"

namespace andvari::gateway::alpaca {

/// Members by name, those of nested objects after a point: "take_profit.limit_price". A number keeps the text that it was written
/// in, so that no figure goes through floating point.
class Fields {
public:
    /// A problem where the text is not a JSON object.
    static Result<Fields> parse(std::string_view text);
    /// The same from MessagePack.
    static Result<Fields> parse_messagepack(std::string_view bytes);

    /// The text of a string or number; nothing where it is absent, null or empty.
    std::optional<std::string> text(std::string_view name) const;
    std::optional<bool> flag(std::string_view name) const;
    /// The strings of an array; nothing where it is absent.
    std::optional<std::vector<std::string>> list(std::string_view name) const;
    bool has(std::string_view name) const { return values_.find(name) != values_.end(); }

    /// Whether a member of this object is there: "take_profit".
    bool has_object(std::string_view name) const;

    /// A decimal; a problem where it is none, or none of this kind.
    template <class Amount>
    Result<std::optional<Amount>> amount(std::string_view name) const {
        const auto written = text(name);
        if (!written) return std::optional<Amount>{};
        const auto value = Amount::parse(*written);
        if (!value) return malformed(name);
        return value;
    }

private:
    struct Value {
        std::string text;
        bool is_flag = false;
    };
    static Problem malformed(std::string_view name);

    std::map<std::string, Value, std::less<>> values_;
    std::map<std::string, std::vector<std::string>, std::less<>> lists_;

    friend class FieldsReader;
};

}  // namespace andvari::gateway::alpaca
