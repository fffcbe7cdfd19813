// The keyword "pattern", compiled once with the schema. valijson's own compiles its expressions while it validates, into a
// cache that only one thread may use. Private to this library, because it includes valijson's headers.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <regex>
#include <string>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/constraint_builder.hpp>
#include <valijson/constraints/concrete_constraints.hpp>
#include <valijson/validation_results.hpp>
#include <vector>

namespace andvari::schema {

class Pattern : public valijson::constraints::PolyConstraint {
public:
    /// The name under which the builder below knows the keyword; `rename` puts it in the place of "pattern".
    static constexpr const char* keyword = "andvari-pattern";

    explicit Pattern(const std::string& expression) : expression_{std::make_shared<const std::regex>(expression)} {}

    bool validate(const valijson::adapters::Adapter& target, const std::vector<std::string>& context,
                  valijson::ValidationResults* results) const override {
        std::string text;
        if (!target.maybeString() || !target.asString(text) || std::regex_search(text, *expression_)) return true;
        if (results) results->pushError(context, "does not match");
        return false;
    }

    static void rename(nlohmann::json& schema) {
        if (!schema.is_structured()) return;
        for (auto& part : schema) rename(part);
        if (!schema.is_object()) return;
        const auto pattern = schema.find("pattern");
        if (pattern == schema.end() || !pattern->is_string()) return;
        schema[keyword] = *pattern;
        schema.erase("pattern");
    }

private:
    Constraint* cloneInto(void* memory) const override { return new (memory) Pattern{*this}; }
    std::size_t sizeOf() const override { return sizeof *this; }

    std::shared_ptr<const std::regex> expression_;
};

class PatternBuilder : public valijson::ConstraintBuilder {
public:
    valijson::constraints::Constraint* make(const valijson::adapters::Adapter& expression) const override {
        return new Pattern{expression.asString()};
    }
};

}  // namespace andvari::schema
