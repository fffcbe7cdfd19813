#include "feed/generator.hpp"

#include <stdexcept>

#include "feed/market_day.hpp"
#include "shared/json/write.hpp"

namespace andvari::feed {
namespace {
constexpr std::int64_t last_day = 84'005;  // 2199-12-31

template <class T>
Message message(const Symbol& symbol, std::string_view kind, const T& content) {
    const auto subject = "mkt." + std::string{kind} + "." + to_token(symbol);
    return {subject, subject + "." + content.time.text(), T::type, json::write(content)};
}
}  // namespace

Generator::Generator(History history, int quotes_per_day, Afterwards afterwards)
    : history_{std::move(history)}, quotes_{quotes_per_day}, afterwards_{afterwards} {
    if (history_.empty()) throw std::invalid_argument{"a history without days"};
    if (quotes_ < fewest_quotes || quotes_ > most_quotes) throw std::invalid_argument{"quotes per day must be from 4 to 23400"};
    const auto span = history_.back().day - history_.front().day + 1;
    period_ = (span + 6) / 7 * 7;
}

bool Generator::at_end() const { return day_ == history_.size() || history_[day_].day + round_ * period_ > last_day; }

TradingDay Generator::today() const {
    auto day = history_[day_];
    day.day += round_ * period_;
    return day;
}

Tick Generator::current() const {
    const auto day = today();
    const auto days_before = round_ * static_cast<std::int64_t>(history_.size()) + static_cast<std::int64_t>(day_);
    const auto within = microseconds_to(index_, quotes_);
    Tick tick{{}, time_of(day.day, index_, quotes_), std::chrono::seconds{days_before * open_seconds}};
    tick.elapsed += std::chrono::microseconds{within};
    if (index_ < quotes_) {
        // The unrest is drawn from the day as it was, so that each round brings the same prices.
        auto quote = quote_of(history_[day_], index_, quotes_);
        quote.time = tick.time;
        tick.content = quote;
    } else {
        tick.content = bar_of(day);
    }
    return tick;
}

void Generator::next_day() {
    index_ = 0;
    if (++day_ < history_.size() || afterwards_ == Afterwards::silence) return;
    day_ = 0;
    ++round_;
}

void Generator::advance() {
    if (++index_ > quotes_) next_day();
}

std::optional<Tick> Generator::next() {
    if (at_end()) return std::nullopt;
    const auto tick = current();
    advance();
    return tick;
}

void Generator::skip_through(Instant last) {
    while (!at_end() && closing(today().day) <= last) next_day();
    while (!at_end() && current().time <= last) advance();
}

std::uint64_t Generator::said() const {
    return day_ * static_cast<std::uint64_t>(quotes_ + 1) + static_cast<std::uint64_t>(index_);
}

std::uint64_t Generator::total() const { return history_.size() * static_cast<std::uint64_t>(quotes_ + 1); }

std::chrono::microseconds Generator::open_market() const {
    return std::chrono::seconds{static_cast<std::int64_t>(history_.size()) * open_seconds};
}

Message message_of(const Symbol& symbol, const Tick& tick) {
    if (const auto* quote = std::get_if<stock::Quote>(&tick.content)) return message(symbol, "quote", *quote);
    return message(symbol, "bar", std::get<stock::Bar>(tick.content));
}

}  // namespace andvari::feed
