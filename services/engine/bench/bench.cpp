// Prints one line of JSON: engine_bench [one_book] [many_books] [sweep]; none given: all.
#include "services/engine/bench/bench.hpp"

#include <cstdio>
#include <set>
#include <variant>

namespace andvari::engine::bench {

stock::Quote quote(Price bid, Price ask, std::int64_t at) {
    return {bid, ask, Quantity::whole(1'000'000), Quantity::whole(1'000'000), {at}};
}

Command limit_order(std::uint64_t number, const Symbol& symbol, order::Side side, Price price) {
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
    return BookOrder{std::move(ticket), price, quote(Price::whole(1), Price::whole(10'000), 0)};
}

std::size_t take(Book& book, const Command& command) {
    static const Given given{"command", "system:engine", {}};
    const auto perform = [&](const Command& c) {
        const auto decision = std::visit([&](const auto& one) { return decide(book, one, given); }, c);
        for (const auto& happened : *decision) std::visit([&](const auto& e) { evolve(book, e); }, happened.fact);
        return decision->size();
    };
    auto facts = perform(command);
    for (auto more = next(book, command); more; more = next(book, *more)) facts += perform(*more);
    return facts;
}

}  // namespace andvari::engine::bench

int main(int argc, char** argv) {
    using namespace andvari::engine::bench;
    const std::map<std::string, Figures (*)()> parts{{"one_book", one_book}, {"many_books", many_books}, {"sweep", sweep}};
    const std::set<std::string> wanted{argv + 1, argv + argc};
    for (const auto& name : wanted)
        if (!parts.contains(name)) return std::fprintf(stderr, "engine_bench: there is no '%s'\n", name.c_str()), 2;
    Figures all;
    for (const auto& [name, measure] : parts)
        if (wanted.empty() || wanted.contains(name)) all.merge(measure());
    for (const char* before = "{"; const auto& [name, value] : all) {
        std::printf("%s\"%s\":%.3f", before, name.c_str(), value);
        before = ",";
    }
    std::puts("}");
}
