// Structured logs on standard error: one line per event, JSON or readable, with fields rather than sentences glued together.
//
//     log::info("order accepted", {{"order", id}, {"latency_us", 412}});
//
// Never throws and never blocks on anything but the terminal. Keys and tokens are never handed to it.
#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace andvari::log {

enum class Level { debug, info, warn, error, off };
enum class Format {
    automatic,  ///< Readable on a terminal, JSON otherwise.
    json,
    text,
};

/// What a field may hold. A view must live until the call returns.
class Value {
public:
    Value(std::string_view text) : held_{text} {}                      // NOLINT: fields are written as {"key", value}.
    Value(const std::string& text) : held_{std::string_view{text}} {}  // NOLINT
    Value(const char* text) : held_{std::string_view{text}} {}         // NOLINT
    Value(bool value) : held_{value} {}                                // NOLINT
    Value(double value) : held_{value} {}                              // NOLINT
    template <std::integral T>
        requires(!std::same_as<T, bool>)
    Value(T value) : held_{static_cast<std::int64_t>(value)} {}  // NOLINT

    using Held = std::variant<std::string_view, bool, double, std::int64_t>;
    const Held& held() const { return held_; }

private:
    Held held_;
};

struct Field {
    std::string_view key;
    Value value;
};
using Fields = std::initializer_list<Field>;

/// Until called: info, automatic. May be called again at any time.
void configure(Level, Format);
bool enabled(Level) noexcept;

void debug(std::string_view message, Fields = {}) noexcept;
void info(std::string_view message, Fields = {}) noexcept;
void warn(std::string_view message, Fields = {}) noexcept;
void error(std::string_view message, Fields = {}) noexcept;

/// While it lives, each line of this thread carries `correlation`: the id of the command that began it all.
class Correlation {
public:
    explicit Correlation(std::string id);
    ~Correlation();
    Correlation(const Correlation&) = delete;
    Correlation& operator=(const Correlation&) = delete;

private:
    std::string outer_;
};

}  // namespace andvari::log
