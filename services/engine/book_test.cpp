#include "services/engine/book.hpp"

#include <doctest/doctest.h>

#include <string>

namespace andvari::engine {
namespace {
using order::Side;

Resting resting(const char* name, Side side, std::int64_t price, std::int64_t session = 0) {
    return {{name}, {"alice"}, side, session != 0, Quantity::whole(10), Price::whole(price), session, std::nullopt};
}
std::string line(const Book& book, Side side) {
    std::string text;
    book.each(side, [&](const Resting& r) {
        text.append(text.empty() ? "" : " ").append(r.order.text);
        return true;
    });
    return text;
}
}  // namespace

TEST_SUITE("engine: the book") {
    TEST_CASE("keeps the best price first on both sides, and the oldest first at one price") {
        Book book;
        for (const auto side : {Side::buy, Side::sell}) {
            const std::string prefix = side == Side::buy ? "b" : "s";
            book.add(resting((prefix + "10").c_str(), side, 10));
            book.add(resting((prefix + "12").c_str(), side, 12));
            book.add(resting((prefix + "11").c_str(), side, 11));
            book.add(resting((prefix + "11later").c_str(), side, 11));
        }
        CHECK(line(book, Side::buy) == "b12 b11 b11later b10");
        CHECK(line(book, Side::sell) == "s10 s11 s11later s12");
        CHECK(book.size() == 8);
    }

    TEST_CASE("stops when its visitor has enough") {
        Book book;
        book.add(resting("a", Side::buy, 10));
        book.add(resting("b", Side::buy, 10));
        int seen = 0;
        book.each(Side::buy, [&](const Resting&) { return ++seen < 1; });
        CHECK(seen == 1);
    }

    TEST_CASE("closes the line where an order leaves: first, middle, last, only") {
        Book book;
        for (const auto* name : {"a", "b", "c", "d"}) book.add(resting(name, Side::buy, 10));
        book.remove(OrderId{"b"});
        CHECK(line(book, Side::buy) == "a c d");
        book.remove(OrderId{"a"});
        CHECK(line(book, Side::buy) == "c d");
        book.remove(OrderId{"d"});
        CHECK(line(book, Side::buy) == "c");
        book.remove(OrderId{"c"});
        CHECK(line(book, Side::buy) == "");
        CHECK(book.size() == 0);
        book.add(resting("e", Side::buy, 10));
        CHECK(line(book, Side::buy) == "e");
    }

    TEST_CASE("keeps an order's place while some of it is left, and drops it with the last") {
        Book book;
        book.add(resting("a", Side::sell, 10));
        book.add(resting("b", Side::sell, 10));
        book.reduce(OrderId{"a"}, Quantity::whole(4));
        CHECK(line(book, Side::sell) == "a b");
        CHECK(book.find({"a"})->remaining == Quantity::whole(6));
        book.reduce(OrderId{"a"}, Quantity::whole(6));
        CHECK(line(book, Side::sell) == "b");
        CHECK(book.find({"a"}) == nullptr);
    }

    TEST_CASE("finds each order after many have come and gone, and after it was moved") {
        Book book;
        for (int i = 0; i < 1'000; ++i)
            book.add(resting(("order-with-a-long-name-" + std::to_string(i)).c_str(), Side::buy, i % 7));
        for (int i = 0; i < 1'000; i += 2) book.remove(OrderId{"order-with-a-long-name-" + std::to_string(i)});
        for (int i = 1'000; i < 1'400; ++i)
            book.add(resting(("order-with-a-long-name-" + std::to_string(i)).c_str(), Side::sell, i % 7));
        const Book moved = std::move(book);
        CHECK(moved.size() == 900);
        for (int i = 0; i < 1'400; ++i) {
            const auto* found = moved.find({"order-with-a-long-name-" + std::to_string(i)});
            CHECK((found != nullptr) == (i >= 1'000 || i % 2 == 1));
            if (found) CHECK(found->order.text == "order-with-a-long-name-" + std::to_string(i));
        }
    }

    TEST_CASE("knows the oldest session of its day orders") {
        Book book;
        CHECK_FALSE(book.oldest_session().has_value());
        book.add(resting("gtc", Side::buy, 10));
        CHECK_FALSE(book.oldest_session().has_value());
        book.add(resting("b", Side::buy, 10, 3));
        book.add(resting("a", Side::buy, 10, 2));
        book.add(resting("c", Side::buy, 10, 2));
        CHECK(book.oldest_session() == 2);
        book.remove(OrderId{"a"});
        CHECK(book.oldest_session() == 2);
        book.remove(OrderId{"c"});
        CHECK(book.oldest_session() == 3);
    }
}

}  // namespace andvari::engine
