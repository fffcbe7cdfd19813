#include "gateway/alpaca/fields.hpp"

#include <nlohmann/json.hpp>

#include "gateway/alpaca/problems.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::size_t deepest = 8, most_members = 200;

std::string point_joined(const std::vector<std::string>& path, std::string_view key) {
    std::string name;
    for (const auto& part : path) name.append(part).append(".");
    return name.append(key);
}

}  // namespace

/// Takes the values one by one, as the parser meets them.
class FieldsReader final : public nlohmann::json_sax<nlohmann::json> {
public:
    explicit FieldsReader(Fields& fields) : fields_{fields} {}

    bool null() override { return true; }
    bool boolean(bool value) override { return take(value ? "true" : "false", true); }
    bool number_integer(number_integer_t value) override { return take(std::to_string(value)); }
    bool number_unsigned(number_unsigned_t value) override { return take(std::to_string(value)); }
    bool number_float(number_float_t, const string_t& written) override { return take(written); }
    bool string(string_t& value) override { return take(value); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override {
        if (began_) path_.push_back(key_);
        began_ = true;
        return arrays_ == 0 && path_.size() < deepest;
    }
    bool key(string_t& name) override { return key_ = name, true; }
    bool end_object() override {
        if (!path_.empty()) path_.pop_back();
        return true;
    }
    bool start_array(std::size_t) override {
        if (!began_ || arrays_++ > 0) return false;
        fields_.lists_[point_joined(path_, key_)].clear();
        return true;
    }
    bool end_array() override { return --arrays_, true; }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    bool take(std::string text, bool is_flag = false) {
        if (!began_ || fields_.values_.size() >= most_members) return false;
        const auto name = point_joined(path_, key_);
        if (arrays_ > 0) fields_.lists_[name].push_back(std::move(text));
        else fields_.values_[name] = {std::move(text), is_flag};
        return true;
    }

    Fields& fields_;
    std::vector<std::string> path_;
    std::string key_;
    bool began_ = false;
    int arrays_ = 0;
};

Result<Fields> Fields::parse(std::string_view text) {
    Fields fields;
    FieldsReader reader{fields};
    if (!nlohmann::json::sax_parse(text, &reader)) return bad_request("request body format is invalid");
    return fields;
}

Result<Fields> Fields::parse_messagepack(std::string_view bytes) {
    Fields fields;
    FieldsReader reader{fields};  // It goes no deeper than it must, and so neither does the parser.
    if (!nlohmann::json::sax_parse(bytes, &reader, nlohmann::json::input_format_t::msgpack))
        return bad_request("request body format is invalid");
    return fields;
}

std::optional<std::string> Fields::text(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end() || found->second.is_flag || found->second.text.empty()) return std::nullopt;
    return found->second.text;
}

std::optional<bool> Fields::flag(std::string_view name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) return std::nullopt;
    return found->second.text == "true";
}

std::optional<std::vector<std::string>> Fields::list(std::string_view name) const {
    const auto found = lists_.find(name);
    return found == lists_.end() ? std::nullopt : std::optional{found->second};
}

bool Fields::has_object(std::string_view name) const {
    const auto begin = std::string{name} + '.';
    const auto found = values_.lower_bound(begin);
    return found != values_.end() && found->first.starts_with(begin);
}

Problem Fields::malformed(std::string_view name) {
    return unprocessable("malformed_body", std::string{name} + " must be a decimal number");
}

}  // namespace andvari::gateway::alpaca
