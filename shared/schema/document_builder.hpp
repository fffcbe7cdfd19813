// Parses JSON into a tree for the validator, stopping at the first thing that no schema could want: before memory, stack
// or time are spent on it. Private to this library, because it includes nlohmann's header.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/json/read.hpp"
#include "shared/schema/schema.hpp"

namespace andvari::schema {

class DocumentBuilder : public nlohmann::json_sax<nlohmann::json> {
public:
    using Tree = nlohmann::json;
    static constexpr std::size_t largest_text = 1024 * 1024;
    static constexpr std::size_t deepest = 32;

    /// Parses `text` into `tree`. Answers what is wrong, or nothing.
    static std::optional<json::Mistake> build(std::string_view text, Tree& tree) {
        if (text.size() > largest_text) return json::Mistake{"", "is larger than 1 MiB"};
        // nlohmann's parser takes a zero byte for the end of the text.
        if (text.find('\0') != text.npos) return json::Mistake{"", "is not JSON"};
        DocumentBuilder builder{tree};
        if (Tree::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
        return std::move(builder.mistake_);
    }

    bool null() override { return place(nullptr); }
    bool boolean(bool value) override { return place(value); }
    bool number_integer(number_integer_t value) override { return place(value); }
    bool number_unsigned(number_unsigned_t value) override { return place(value); }
    bool number_float(number_float_t value, const string_t&) override { return place(value); }
    bool string(string_t& value) override { return fit(value) && place(std::move(value)); }
    bool binary(binary_t&) override { return fail("is not JSON"); }
    bool start_object(std::size_t) override { return open(Tree::object()); }
    bool start_array(std::size_t) override { return open(Tree::array()); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& name) override {
        if (!fit(name)) return false;
        const auto [member, is_new] = open_.back()->get_ref<Tree::object_t&>().try_emplace(std::move(name));
        member_ = &member->second;
        return is_new || fail("has the member " + quoted(member->first) + " twice");
    }

    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return fail("is not JSON"); }

private:
    explicit DocumentBuilder(Tree& root) : root_{root} {}

    bool fail(std::string reason) {
        mistake_.reason = std::move(reason);
        return false;
    }
    /// The beginning of a name; a character that is cut in two becomes a replacement character.
    static std::string quoted(const string_t& name) {
        return Tree(name.substr(0, 64)).dump(-1, ' ', false, Tree::error_handler_t::replace);
    }
    bool fit(const string_t& text) {
        if (text.size() > longest_string) return fail("has a string of more than 4096 bytes");
        // The validator counts characters up to a NUL, and PostgreSQL keeps none.
        return text.find('\0') == text.npos || fail("has a string with a NUL character");
    }

    // Where the next value belongs: the member just named, the end of the open list, or the root.
    Tree* target() {
        if (++values_ > most_values) return fail("has more than 1000 values"), nullptr;
        if (open_.empty()) return &root_;
        if (open_.back()->is_object()) return member_;
        return &open_.back()->get_ref<Tree::array_t&>().emplace_back();
    }
    bool place(Tree value) {
        Tree* const where = target();
        if (where) *where = std::move(value);
        return where != nullptr;
    }
    bool open(Tree container) {
        if (open_.size() >= deepest) return fail("is nested too deeply");
        Tree* const where = target();
        if (!where) return false;
        *where = std::move(container);
        open_.push_back(where);
        return true;
    }
    bool close() { return open_.pop_back(), true; }

    Tree& root_;
    std::vector<Tree*> open_;  // The containers being filled, outermost first; each stays where it is until it is closed.
    Tree* member_ = nullptr;
    std::size_t values_ = 0;
    json::Mistake mistake_;
};

}  // namespace andvari::schema
