// Reading JSON strictly into described types.
//
// Strict means: UTF-8, no unknown member, none twice, none missing unless optional, no null, no number where a decimal
// string belongs, and every value inside its type's range. A mistake names the member, so that the sender can mend it.
#pragma once

#include <boost/system/result.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "shared/identity/ids.hpp"
#include "shared/json/fields.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::json {

/// What is wrong with a document and where: `path` is a JSON pointer (RFC 6901), empty for the whole.
struct Mistake {
    std::string path;
    std::string reason;
    std::string text() const { return path.empty() ? reason : path + ": " + reason; }
};
[[noreturn]] void throw_exception_from_error(const Mistake& mistake, const boost::source_location&);

template <class T>
using Result = boost::system::result<T, Mistake>;

/// Thrown while reading, and only inside: `read` turns it into a Mistake.
class Unreadable : public std::runtime_error {
public:
    explicit Unreadable(std::string reason) : std::runtime_error{reason} {}
    Unreadable& inside(std::string_view name);
    const std::string& path() const { return path_; }

private:
    std::string path_;
};

class Document;

/// A value inside a Document; valid as long as that is.
class Value {
public:
    std::string_view string() const;
    std::int64_t integer() const;
    bool boolean() const;
    bool is_null() const;

    /// Calls `visit(context, name, value)` for each member of an object.
    void each_member(void* context, void (*visit)(void*, std::string_view, Value)) const;
    void each_item(void* context, void (*visit)(void*, Value)) const;

private:
    friend class Document;
    friend struct ValueAccess;
    const void* document_ = nullptr;
    std::size_t index_ = 0;
};

/// A parsed text. Keep one and parse with it again: its buffers are used anew, and earlier Values end.
class Document {
public:
    static constexpr std::size_t usual_limit = 1024 * 1024;

    /// `limit`: the longest text to be taken, in bytes. More than usual only for what we wrote ourselves.
    explicit Document(std::size_t limit = usual_limit);
    ~Document();
    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;

    /// Nested at most 32 deep. Throws Unreadable.
    Value parse(std::string_view text);

private:
    struct Parser;
    std::unique_ptr<Parser> parser_;
};

template <class T>
struct Type {};

inline std::string get(Type<std::string>, Value v) { return std::string{v.string()}; }
inline bool get(Type<bool>, Value v) { return v.boolean(); }
inline std::int64_t get(Type<std::int64_t>, Value v) { return v.integer(); }
std::uint64_t get(Type<std::uint64_t>, Value v);
Instant get(Type<Instant>, Value v);
Symbol get(Type<Symbol>, Value v);
/// The text of an identifier, or Unreadable.
std::string get_token(Value v);
template <class Tag>
Id<Tag> get(Type<Id<Tag>>, Value v) {
    return {get_token(v)};
}
template <class Tag, int Scale>
Amount<Tag, Scale> get(Type<Amount<Tag, Scale>>, Value v) {
    if (auto amount = Amount<Tag, Scale>::parse(v.string())) return *amount;
    throw Unreadable{"must be a decimal string with at most " + std::to_string(Scale) + " decimals"};
}
template <NamedEnum T>
T get(Type<T>, Value v) {
    const auto text = v.string();
    const auto& names = EnumNames<T>::names;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == text) return static_cast<T>(i);
    std::string reason = "must be one of";
    for (auto name : names) reason.append(" ").append(name);
    throw Unreadable{reason};
}
template <class T>
std::vector<T> get(Type<std::vector<T>>, Value v);
template <class T>
std::map<std::string, T> get(Type<std::map<std::string, T>>, Value v);

template <class T>
struct Presence {
    static constexpr bool required = true;
    using Inner = T;
};
template <class T>
struct Presence<std::optional<T>> {
    static constexpr bool required = false;
    using Inner = T;
};

template <Described T>
T get(Type<T>, Value v) {
    struct Reading {
        T object{};
        std::uint64_t seen = 0;
    } reading;
    v.each_member(&reading, [](void* context, std::string_view name, Value value) {
        auto& r = *static_cast<Reading*>(context);
        std::size_t index = 0;
        const auto take = [&](const auto& field) {
            const std::uint64_t bit = std::uint64_t{1} << index++;
            if (field.name != name) return false;
            if (r.seen & bit) throw Unreadable{"stands twice"};
            r.seen |= bit;
            using Member = std::remove_reference_t<decltype(r.object.*field.member)>;
            r.object.*field.member = get(Type<typename Presence<Member>::Inner>{}, value);
            return true;
        };
        try {
            if (!T::fields([&](const auto&... field) { return (take(field) || ...); })) throw Unreadable{"is not known here"};
        } catch (Unreadable& e) {
            throw e.inside(name);
        }
    });
    std::size_t index = 0;
    const auto check = [&](const auto& field) {
        const std::uint64_t bit = std::uint64_t{1} << index++;
        using Member = std::remove_cvref_t<decltype(reading.object.*field.member)>;
        if (Presence<Member>::required && !(reading.seen & bit)) {
            Unreadable missing{"is missing"};
            throw missing.inside(field.name);
        }
    };
    T::fields([&](const auto&... field) { (check(field), ...); });
    return std::move(reading.object);
}

template <class T>
std::vector<T> get(Type<std::vector<T>>, Value v) {
    std::vector<T> list;
    v.each_item(&list, [](void* context, Value item) {
        auto& l = *static_cast<std::vector<T>*>(context);
        try {
            l.push_back(get(Type<T>{}, item));
        } catch (Unreadable& e) {
            throw e.inside(std::to_string(l.size()));
        }
    });
    return list;
}

template <class T>
std::map<std::string, T> get(Type<std::map<std::string, T>>, Value v) {
    std::map<std::string, T> members;
    v.each_member(&members, [](void* context, std::string_view name, Value value) {
        auto& m = *static_cast<std::map<std::string, T>*>(context);
        try {
            if (!m.emplace(std::string{name}, get(Type<T>{}, value)).second) throw Unreadable{"stands twice"};
        } catch (Unreadable& e) {
            throw e.inside(name);
        }
    });
    return members;
}

/// Reads `text` as a T with a Document that is used again and again.
template <class T>
Result<T> read(Document& document, std::string_view text) {
    try {
        return get(Type<T>{}, document.parse(text));
    } catch (const Unreadable& e) {
        return Mistake{e.path(), e.what()};
    }
}

template <class T>
Result<T> read(std::string_view text) {
    Document document;
    return read<T>(document, text);
}

}  // namespace andvari::json
