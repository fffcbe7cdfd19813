// How fast the engine's rules are in memory: each figure counts whole decisions and their facts applied. Prints one line of JSON.
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

#include "services/engine/domain.hpp"

namespace andvari::engine {
namespace {
using Clock = std::chrono::steady_clock;
using order::Side;
const Symbol symbol{"AAPL"};

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

stock::Quote quote(std::int64_t bid, std::int64_t ask, std::int64_t at) {
    return {Price::whole(bid), Price::whole(ask), Quantity::whole(1'000'000), Quantity::whole(1'000'000), {at}};
}

BookOrder book_order(std::uint64_t number, Side side, Price price, const std::optional<stock::Quote>& seen) {
    // As in service: ids of 36 characters, and an account's name that is not short either.
    order::Ticket ticket{{derive_id({"bench", std::to_string(number)})},
                         {"alice-main-account"},
                         symbol,
                         side,
                         order::Kind::limit,
                         order::TimeInForce::gtc,
                         Quantity::whole(10),
                         price,
                         std::nullopt};
    return {std::move(ticket), price, seen};
}

/// Answers the number of facts.
std::size_t take(Book& book, const auto& command) {
    static const Given given{"command", "system:engine", {}};
    const auto decision = decide(book, command, given);
    for (const auto& happened : *decision) std::visit([&](const auto& e) { evolve(book, e); }, happened.fact);
    return decision->size();
}

/// Buys and sells of equal size at 64 prices, so that every order is matched, each on its arrival or by a later one.
double orders_matched_per_second(std::uint64_t count) {
    std::vector<BookOrder> orders;
    const std::optional seen{quote(10, 1'000, 0)};
    for (std::uint64_t i = 0; i < count; ++i)
        orders.push_back(
            book_order(i, i % 128 < 64 ? Side::sell : Side::buy, Price::whole(100 + static_cast<std::int64_t>(i % 64)), seen));
    Book book;
    const auto start = Clock::now();
    for (const auto& order : orders) take(book, order);
    const auto seconds = seconds_since(start);
    return static_cast<double>(book.trades * 2) / seconds;
}

/// Milliseconds for one quote that trades with 10,000 resting orders.
double sweep_milliseconds() {
    Book book;
    const std::optional seen{quote(10, 1'000, 0)};
    for (std::uint64_t i = 0; i < 10'000; ++i)
        take(book, book_order(i, Side::buy, Price::whole(100 + static_cast<std::int64_t>(i % 100)), seen));
    const auto start = Clock::now();
    take(book, TakeQuote{symbol, quote(50, 100, 1)});
    return seconds_since(start) * 1'000;
}

/// With 100,000 orders resting: how many more can be booked, and how many quotes that meet none are taken, each second.
std::pair<double, double> with_a_large_book() {
    constexpr std::uint64_t resting = 100'000, quotes = 1'000'000;
    std::vector<BookOrder> orders;
    const std::optional seen{quote(10, 10'000, 0)};
    for (std::uint64_t i = 0; i < resting; ++i) {
        const auto step = Price::of_units(static_cast<std::int64_t>(i * 7'919 % 40'000 + 1) * 10'000);
        orders.push_back(book_order(i, i % 2 == 0 ? Side::buy : Side::sell,
                                    i % 2 == 0 ? Price::whole(500) - step : Price::whole(500) + step, seen));
    }
    Book book;
    auto start = Clock::now();
    for (const auto& order : orders) take(book, order);
    const auto booked = static_cast<double>(resting) / seconds_since(start);
    start = Clock::now();
    for (std::uint64_t i = 0; i < quotes; ++i) take(book, TakeQuote{symbol, quote(500, 500, static_cast<std::int64_t>(i))});
    return {booked, static_cast<double>(quotes) / seconds_since(start)};
}
}  // namespace
}  // namespace andvari::engine

int main() {
    using namespace andvari::engine;
    const auto matched = orders_matched_per_second(1'000'000);
    const auto sweep = sweep_milliseconds();
    const auto [booked, quotes] = with_a_large_book();
    std::printf(
        "{\"orders_per_second\":%.0f,\"sweep_10000_orders_ms\":%.2f,\"booked_per_second_to_100000_resting\":%.0f,"
        "\"quotes_per_second_over_100000_resting\":%.0f}\n",
        matched, sweep, booked, quotes);
}
