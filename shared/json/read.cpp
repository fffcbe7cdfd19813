#include "shared/json/read.hpp"

#include <simdjson.h>

namespace andvari::json {

namespace dom = simdjson::dom;

// A Value is the two words that a dom::element is made of, so that simdjson's header stays in this file.
static_assert(sizeof(dom::element) == sizeof(Value));
static_assert(std::is_trivially_copyable_v<dom::element> && std::is_trivially_copyable_v<Value>);

struct ValueAccess {
    static Value wrap(dom::element element) {
        Value value;
        std::memcpy(static_cast<void*>(&value), &element, sizeof value);
        return value;
    }
    static dom::element unwrap(const Value& value) {
        dom::element element;
        std::memcpy(static_cast<void*>(&element), &value, sizeof value);
        return element;
    }
};

namespace {
constexpr std::size_t deepest = 32;

template <class T>
T want(const Value& value, const char* what) {
    T result;
    if (ValueAccess::unwrap(value).get(result)) throw Unreadable{what};
    return result;
}
}  // namespace

void throw_exception_from_error(const Mistake& mistake, const boost::source_location&) {
    throw std::runtime_error{mistake.text()};
}

Unreadable& Unreadable::inside(std::string_view name) {
    std::string step = "/";
    for (char c : name.substr(0, 64)) {
        if (c == '~') step += "~0";
        else if (c == '/') step += "~1";
        else step += c;
    }
    path_.insert(0, step);
    return *this;
}

struct Document::Parser {
    explicit Parser(std::size_t most) : limit{most}, parser{most} {}
    std::size_t limit;
    dom::parser parser;
};

Document::Document(std::size_t limit) : parser_{std::make_unique<Parser>(limit)} {
    // Only the first parse allocates; a fault here is the machine's, not the text's.
    if (parser_->parser.allocate(4096, deepest)) throw std::bad_alloc{};
}
Document::~Document() = default;
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;

Value Document::parse(std::string_view text) {
    if (text.size() > parser_->limit) throw Unreadable{"is larger than " + std::to_string(parser_->limit) + " bytes"};
    if (text.empty()) throw Unreadable{"is not JSON"};  // Its data may be null, which simdjson does not expect.
    auto& parser = parser_->parser;
    if (parser.max_depth() != deepest && parser.allocate(text.size() + 64, deepest)) throw std::bad_alloc{};
    dom::element root;
    if (const auto error = parser.parse(text.data(), text.size()).get(root)) {
        if (error == simdjson::DEPTH_ERROR) throw Unreadable{"is nested too deeply"};
        throw Unreadable{"is not JSON"};
    }
    return ValueAccess::wrap(root);
}

std::string_view Value::string() const { return want<std::string_view>(*this, "must be a string"); }
std::int64_t Value::integer() const { return want<std::int64_t>(*this, "must be a whole number"); }
bool Value::boolean() const { return want<bool>(*this, "must be true or false"); }
bool Value::is_null() const { return ValueAccess::unwrap(*this).is_null(); }

void Value::each_member(void* context, void (*visit)(void*, std::string_view, Value)) const {
    for (auto member : want<dom::object>(*this, "must be an object")) visit(context, member.key, ValueAccess::wrap(member.value));
}

void Value::each_item(void* context, void (*visit)(void*, Value)) const {
    for (auto item : want<dom::array>(*this, "must be a list")) visit(context, ValueAccess::wrap(item));
}

std::uint64_t get(Type<std::uint64_t>, Value v) {
    const auto value = v.integer();
    if (value < 0) throw Unreadable{"must not be negative"};
    return static_cast<std::uint64_t>(value);
}

Instant get(Type<Instant>, Value v) {
    if (auto moment = Instant::parse(v.string())) return *moment;
    throw Unreadable{"must be a time such as 2026-01-31T14:30:00Z"};
}

Symbol get(Type<Symbol>, Value v) {
    const auto text = v.string();
    if (!is_symbol(text)) throw Unreadable{"must be a symbol such as AAPL or BRK.B"};
    return {std::string{text}};
}

std::string get_token(Value v) {
    const auto text = v.string();
    if (!is_token(text)) throw Unreadable{"must be 1 to 64 of A-Z a-z 0-9 _ -"};
    return std::string{text};
}

}  // namespace andvari::json
