#include <variant>
#include <vector>

#include "services/engine/bench/bench.hpp"

namespace andvari::engine::bench {
namespace {
using order::Side;
const Symbol symbol{"AAPL"};

/// Buys and sells of equal size at 64 prices, so that every order is matched, each on its arrival or by a later one.
double orders_matched_per_second(std::uint64_t count) {
    std::vector<Command> orders;
    for (std::uint64_t i = 0; i < count; ++i)
        orders.push_back(
            limit_order(i, symbol, i % 128 < 64 ? Side::sell : Side::buy, Price::whole(100 + static_cast<std::int64_t>(i % 64))));
    Book book;
    const auto start = Clock::now();
    for (const auto& order : orders) take(book, order);
    const auto seconds = seconds_since(start);
    return static_cast<double>(book.trades * 2) / seconds;
}

/// Orders that rest, each second, in a book where the entries of 2,000 brackets rest, each with two exits that wait for it.
double booked_per_second_beside_brackets() {
    constexpr std::uint64_t brackets = 2'000, others = 2'000;
    Book book;
    for (std::uint64_t i = 0; i < brackets; ++i) {
        auto command = limit_order(i, symbol, Side::buy, Price::whole(100));
        auto& bracket = std::get<BookOrder>(command);
        bracket.ticket.order_class = order::OrderClass::bracket;
        bracket.ticket.take_profit = order::TakeProfit{Price::whole(120)};
        bracket.ticket.stop_loss = order::StopLoss{Price::whole(80)};
        bracket.stop_protection = Price::whole(76);
        take(book, command);
    }
    std::vector<Command> orders;
    for (std::uint64_t i = 0; i < others; ++i) orders.push_back(limit_order(brackets + i, symbol, Side::buy, Price::whole(99)));
    const auto start = Clock::now();
    for (const auto& order : orders) take(book, order);
    return static_cast<double>(others) / seconds_since(start);
}
}  // namespace

Figures one_book() {
    constexpr std::uint64_t matched = 500'000, resting = 100'000, quotes = 1'000'000;
    Figures figures{{"orders_per_second", orders_matched_per_second(matched)},
                    {"booked_per_second_beside_2000_brackets", booked_per_second_beside_brackets()}};
    std::vector<Command> orders;
    for (std::uint64_t i = 0; i < resting; ++i) {
        const auto step = Price::of_units(static_cast<std::int64_t>(i * 7'919 % 40'000 + 1) * 10'000);
        orders.push_back(limit_order(i, symbol, i % 2 == 0 ? Side::buy : Side::sell,
                                     i % 2 == 0 ? Price::whole(500) - step : Price::whole(500) + step));
    }
    Book book;
    auto start = Clock::now();
    for (const auto& order : orders) take(book, order);
    figures["booked_per_second_to_100000_resting"] = static_cast<double>(resting) / seconds_since(start);
    start = Clock::now();
    for (std::uint64_t i = 0; i < quotes; ++i)
        take(book, TakeQuote{symbol, quote(Price::whole(500), Price::whole(500), static_cast<std::int64_t>(i))});
    figures["quotes_per_second_over_100000_resting"] = static_cast<double>(quotes) / seconds_since(start);
    return figures;
}

}  // namespace andvari::engine::bench
