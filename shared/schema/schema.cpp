#include "shared/schema/schema.hpp"

#include <map>
#include <stdexcept>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "shared/embedded.hpp"
#include "shared/schema/document_builder.hpp"
#include "shared/schema/pattern.hpp"

namespace andvari {
extern const Embedded embedded_schemas;
}

namespace andvari::schema {
namespace {
using Tree = DocumentBuilder::Tree;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

struct Contract {
    std::string_view text;
    Tree tree;
    valijson::Schema compiled;
};
using Contracts = std::map<std::string, Contract, std::less<>>;

// "order/place.v1.json" is the type "andvari.order.place.v1".
std::string type_of(std::string_view path) {
    path.remove_suffix(std::string_view{".json"}.size());
    std::string type = "andvari." + std::string{path};
    for (char& c : type)
        if (c == '/') c = '.';
    return type;
}

void compile(Contract& contract) {
    contract.tree = Tree::parse(contract.text);
    auto renamed = contract.tree;
    Pattern::rename(renamed);
    valijson::SchemaParser parser{valijson::SchemaParser::kDraft7};
    parser.addConstraintBuilder(Pattern::keyword, new PatternBuilder);  // The parser owns it.
    parser.populateSchema(Adapter{renamed}, contract.compiled);
}

Contracts compile_all() {
    Contracts contracts;
    for (const auto& file : embedded_schemas) {
        auto& contract = contracts[type_of(file.path)];
        contract.text = file.content;
        try {
            compile(contract);
        } catch (const std::exception& e) {
            throw std::logic_error{"events/schemas/" + std::string{file.path} + " is no schema: " + e.what()};
        }
    }
    return contracts;
}

const Contracts& contracts() {
    static const Contracts all = compile_all();
    return all;
}

// The schema of the value at `path`, as far as the path leads; for its words.
const Tree& part_at(const Tree& root, const std::vector<std::string>& members) {
    const auto resolve = [&](const Tree* part) {
        const auto reference = part->find("$ref");
        return reference == part->end() ? part : &root.at(Tree::json_pointer{reference->get<std::string>().substr(1)});
    };
    const Tree* part = &root;
    for (const auto& member : members) {
        const auto properties = part->find("properties");
        if (properties == part->end() || !properties->contains(member)) break;
        part = resolve(&properties->at(member));
    }
    return *part;
}

std::string pointer_to(const std::vector<std::string>& members) {
    Tree::json_pointer pointer;
    for (const auto& member : members) pointer /= member.substr(0, 64);
    return pointer.to_string();
}

// valijson writes a context as "<root>", "[ticket]", "[quantity]".
std::vector<std::string> members_of(const std::vector<std::string>& context) {
    std::vector<std::string> members;
    for (std::size_t i = 1; i < context.size(); ++i) members.push_back(context[i].substr(1, context[i].size() - 2));
    return members;
}

std::string words_for(const Tree& part) {
    if (const auto allowed = part.find("enum"); allowed != part.end()) {
        std::string words = "must be one of";
        for (const auto& value : *allowed) words += " " + (value.is_string() ? value.get<std::string>() : value.dump());
        return words;
    }
    return "must be of type " + part.value("type", "any") + ": " + part.value("description", "");
}

// The first member that is required and absent, or present and unknown, of the object that `part` describes.
std::optional<json::Mistake> wrong_member(const Tree& part, const Tree& value, std::vector<std::string> members) {
    if (!value.is_object() || !part.contains("properties")) return std::nullopt;
    for (const auto& name : part.at("required")) {
        if (value.contains(name.get<std::string>())) continue;
        members.push_back(name.get<std::string>());
        return json::Mistake{pointer_to(members), "is missing"};
    }
    for (const auto& [name, unused] : value.items()) {
        if (part.at("properties").contains(name)) continue;
        members.push_back(name);
        return json::Mistake{pointer_to(members), "is not known here"};
    }
    return std::nullopt;
}

// Validates again, slower, to learn where the mistake is. The first error is the innermost.
json::Mistake explain(const Contract& contract, const Tree& document) {
    valijson::ValidationResults results;
    valijson::Validator{}.validate(contract.compiled, Adapter{document}, &results);
    valijson::ValidationResults::Error error;
    if (!results.popError(error)) return {"", "does not fit its schema"};
    const auto members = members_of(error.context);
    const Tree& part = part_at(contract.tree, members);
    const Tree* value = &document;
    for (const auto& member : members) value = &value->at(member);
    if (auto mistake = wrong_member(part, *value, members)) return *mistake;
    return {pointer_to(members), words_for(part)};
}
}  // namespace

std::optional<json::Mistake> check(std::string_view type, std::string_view body) {
    const auto found = contracts().find(type);
    if (found == contracts().end()) return json::Mistake{"", "unknown type"};
    Tree document;
    if (auto mistake = DocumentBuilder::build(body, document)) return mistake;
    if (valijson::Validator{}.validate(found->second.compiled, Adapter{document}, nullptr)) return std::nullopt;
    return explain(found->second, document);
}

bool known(std::string_view type) { return contracts().contains(type); }

std::vector<std::string_view> types() {
    std::vector<std::string_view> names;
    for (const auto& [type, contract] : contracts()) names.push_back(type);
    return names;
}

std::string_view document(std::string_view type) {
    const auto found = contracts().find(type);
    return found == contracts().end() ? std::string_view{} : found->second.text;
}

}  // namespace andvari::schema
