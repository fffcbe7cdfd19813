#include <algorithm>
#include <stdexcept>
#include <variant>
#include <vector>

#include "services/engine/bench/bare_book.hpp"
#include "services/engine/bench/bench.hpp"

namespace andvari::engine::bench {

Figures sweep() {
    constexpr std::uint64_t resting = 10'000, prices = 100, times = 11;
    const Symbol symbol{"AAPL"};
    std::vector<Command> orders;
    for (std::uint64_t i = 0; i < resting; ++i)
        orders.push_back(limit_order(i, symbol, order::Side::buy, Price::whole(100 + static_cast<std::int64_t>(i % prices))));
    std::vector<double> ours, bare;
    for (std::uint64_t time = 0; time < times; ++time) {
        BareBook bare_book;
        for (const auto& order : orders) bare_book.come(std::get<BookOrder>(order));
        auto all = Quantity::whole(1'000'000);
        auto start = Clock::now();
        const auto trades = bare_book.take(order::Side::sell, Price::whole(100), all);
        bare.push_back(seconds_since(start) * 1'000);

        Book book;
        for (const auto& order : orders) take(book, order);
        start = Clock::now();
        const auto facts = take(book, TakeQuote{symbol, quote(Price::whole(50), Price::whole(100), 1)});
        ours.push_back(seconds_since(start) * 1'000);
        if (trades != resting || facts != resting || book.size() != 0) throw std::logic_error{"not all have traded"};
    }
    const auto middle = [](std::vector<double>& values) {
        std::ranges::nth_element(values, values.begin() + times / 2);
        return values[times / 2];
    };
    return {{"sweep_10000_orders_ms", middle(ours)}, {"bare_sweep_10000_orders_ms", middle(bare)}};
}

}  // namespace andvari::engine::bench
