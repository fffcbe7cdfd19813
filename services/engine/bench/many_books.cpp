#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "services/engine/bench/bare_book.hpp"
#include "services/engine/bench/bench.hpp"

namespace andvari::engine::bench {
namespace {
using order::Side;
constexpr std::uint64_t each_rests = 100, levels = 50, orders = 200'000, quotes = 200'000;
// Coprime with what they step through, so that neighbours in time are no neighbours in memory.
constexpr std::uint64_t symbol_step = 7'919, level_step = 17;

Price at_level(Side side, std::uint64_t level) {
    const auto away = Price::of_units(static_cast<std::int64_t>(level + 1) * 10'000);
    return side == Side::buy ? Price::whole(100) - away : Price::whole(100) + away;
}

struct Workload {
    std::vector<Symbol> symbols;
    std::vector<Command> resting, coming;
};

/// Each symbol has as many buys as sells, at 50 prices each. Of four that come to it one buys from the best sell and one takes
/// its place in the line at another price, then the same with a sale: as many rest at the end as at the beginning.
Workload workload(std::uint64_t symbol_count) {
    Workload w;
    for (std::uint64_t i = 0; i < symbol_count; ++i) w.symbols.push_back({"SYM" + std::to_string(i)});
    const auto symbol = [&](std::uint64_t i) -> const Symbol& { return w.symbols[i * symbol_step % symbol_count]; };
    std::uint64_t number = 0;
    for (std::uint64_t i = 0; i < symbol_count * each_rests; ++i) {
        const auto turn = i / symbol_count;
        const auto side = turn % 2 == 0 ? Side::buy : Side::sell;
        w.resting.push_back(limit_order(number++, symbol(i), side, at_level(side, turn / 2 * level_step % levels)));
    }
    for (std::uint64_t i = 0; i < orders; ++i) {
        const auto turn = i / symbol_count;
        const auto resting_side = turn % 4 < 2 ? Side::sell : Side::buy, taking_side = turn % 4 < 2 ? Side::buy : Side::sell;
        const bool takes = turn % 2 == 0;
        w.coming.push_back(limit_order(number++, symbol(i), takes ? taking_side : resting_side,
                                       at_level(resting_side, takes ? levels : turn / 2 * level_step % levels)));
    }
    return w;
}

/// Per second, each finding its book by its symbol.
template <class Books>
double taken_per_second(Books& books, const std::vector<Command>& commands, auto&& take_one) {
    const auto start = Clock::now();
    for (const auto& command : commands) {
        const auto& c = std::get<BookOrder>(command);
        take_one(books[c.ticket.symbol.text], command);
    }
    return static_cast<double>(commands.size()) / seconds_since(start);
}

using Books = std::unordered_map<std::string, Book>;

double quoted_per_second(Books& books, const std::vector<Symbol>& symbols) {
    std::vector<Command> commands;
    for (std::uint64_t i = 0; i < quotes; ++i)
        commands.emplace_back(TakeQuote{symbols[i * symbol_step % symbols.size()],
                                        quote(Price::whole(100), Price::whole(100), static_cast<std::int64_t>(i + 1))});
    const auto start = Clock::now();
    for (const auto& command : commands) take(books[std::get<TakeQuote>(command).symbol.text], command);
    return static_cast<double>(quotes) / seconds_since(start);
}
}  // namespace

Figures many_books() {
    const auto ours = [](Book& book, const Command& command) { take(book, command); };
    const auto bare = [](BareBook& book, const Command& command) { book.come(std::get<BookOrder>(command)); };
    Figures figures;
    {
        const auto one = workload(1);
        Books books;
        taken_per_second(books, one.resting, ours);
        figures["orders_per_second_in_one_book"] = taken_per_second(books, one.coming, ours);
    }
    const auto many = workload(1'000);
    {
        std::unordered_map<std::string, BareBook> books;
        taken_per_second(books, many.resting, bare);
        figures["bare_orders_per_second_in_1000_books"] = taken_per_second(books, many.coming, bare);
    }
    Books books;
    figures["booked_per_second_in_1000_books"] = taken_per_second(books, many.resting, ours);
    figures["orders_per_second_in_1000_books"] = taken_per_second(books, many.coming, ours);
    figures["quotes_per_second_over_1000_books"] = quoted_per_second(books, many.symbols);
    return figures;
}

}  // namespace andvari::engine::bench
