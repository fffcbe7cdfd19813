#include "shared/time/instant.hpp"

#include <chrono>
#include <cstdio>

namespace andvari {
namespace {
using namespace std::chrono;
constexpr std::int64_t day_microseconds = 86'400'000'000;
constexpr Instant first{0};
constexpr Instant after_last{sys_days{year{2200} / January / 1}.time_since_epoch().count() * day_microseconds};

// Takes exactly `count` digits off the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::int64_t> take_fraction(std::string_view& text) {
    if (!take(text, '.')) return 0;
    std::int64_t micros = 0;
    std::size_t digits = 0;
    for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++digits)
        if (digits < 6) micros = micros * 10 + (text.front() - '0');
    if (digits == 0 || digits > 12) return std::nullopt;
    for (; digits < 6; ++digits) micros *= 10;
    return micros;
}

std::optional<std::int64_t> take_offset_minutes(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) return 0;
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
    const auto minutes = take_digits(text, 2);
    if (!minutes || *minutes > 59) return std::nullopt;
    return sign * (*hours * 60 + *minutes);
}
}  // namespace

Instant Instant::now() { return {duration_cast<std::chrono::microseconds>(system_clock::now().time_since_epoch()).count()}; }

std::optional<Instant> Instant::parse(std::string_view text) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day || !(take(text, 'T') || take(text, 't'))) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
    const auto second = take_digits(text, 2);
    if (!second || *second > 59) return std::nullopt;
    const auto fraction = take_fraction(text);
    const auto offset = fraction ? take_offset_minutes(text) : std::nullopt;
    if (!offset || !text.empty()) return std::nullopt;

    const year_month_day date{std::chrono::year{*year}, std::chrono::month(static_cast<unsigned>(*month)),
                              std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) return std::nullopt;
    const auto days = sys_days{date}.time_since_epoch().count();
    const std::int64_t seconds = (*hour * 60LL + *minute - *offset) * 60 + *second;
    const Instant moment{days * day_microseconds + seconds * 1'000'000 + *fraction};
    // Bounded in UTC, so that whatever is read can be read again as it is written.
    return first <= moment && moment < after_last ? std::optional{moment} : std::nullopt;
}

std::int64_t Instant::day() const {
    const auto whole = microseconds / day_microseconds;
    return microseconds % day_microseconds < 0 ? whole - 1 : whole;
}

std::string Instant::date() const {
    const year_month_day date{sys_days{days{day()}}};
    char buffer[16];
    std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u", static_cast<int>(date.year()) % 10'000,
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return buffer;
}

std::string Instant::text() const {
    const auto rest = microseconds - day() * day_microseconds;
    const auto seconds = rest / 1'000'000;
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "T%02d:%02d:%02d.%06dZ", static_cast<int>(seconds / 3600),
                  static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60), static_cast<int>(rest % 1'000'000));
    return date() + buffer;
}

}  // namespace andvari
