// A history made by hand, for the tests: whole, and easy to spoil in one place.
#pragma once

#include <algorithm>
#include <doctest/doctest.h>

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "checks/invariants.hpp"
#include "shared/eventing/rules.hpp"
#include "shared/json/write.hpp"

namespace andvari::checks {

using AnyFact = std::variant<stock::Fact, order::Fact, engine::Fact, portfolio::Fact>;

struct Step {
    AnyFact fact;
    std::string answers;
};

class Story {
public:
    std::vector<Step> steps;

    /// The `n`th fact of type F, counted from 0; of all contexts.
    template <class F>
    F& the(std::size_t n = 0) {
        return std::visit([](auto& variant) -> F& { return get<F>(variant); }, at<F>(n)->fact);
    }
    template <class F>
    Step& step(std::size_t n = 0) {
        return *at<F>(n);
    }
    template <class F>
    void drop(std::size_t n = 0) {
        steps.erase(at<F>(n));
    }
    template <class F>
    void repeat(std::size_t n = 0) {
        steps.push_back(*at<F>(n));
    }

    /// With each step a second after the one before it, from 1970-01-01T00:00:01Z on.
    std::vector<std::pair<eventing::Envelope, std::string>> facts() const {
        static constexpr std::string_view contexts[] = {"stock", "order", "engine", "portfolio"};
        std::map<std::string, eventing::Place> last;
        std::vector<std::pair<eventing::Envelope, std::string>> list;
        for (const auto& step : steps) {
            eventing::Envelope e;
            std::string body;
            e.place = last[std::string{contexts[step.fact.index()]} + "/0"];
            e.place.source = std::string{contexts[step.fact.index()]} + "/0";
            ++e.place.sequence;
            e.id = eventing::fact_id(e.place);
            std::visit([&](const auto& variant) {
                std::visit([&]<class F>(const F& f) { e.type = F::type, body = json::write(f); }, variant);
            }, step.fact);
            e.subject = "evt." + std::string{contexts[step.fact.index()]} + ".key." + std::string{eventing::verb_of_type(e.type)};
            e.time = Instant{}.plus_seconds(static_cast<std::int64_t>(list.size()) + 1);
            e.answers = step.answers;
            e.place.chain = eventing::next_link(e.place.chain, e, body);
            last[e.place.source] = e.place;
            list.emplace_back(std::move(e), std::move(body));
        }
        return list;
    }
    /// What all invariants say of it, everything being due unless told otherwise.
    Findings findings(Due due = Instant{}.plus_seconds(1'000'000)) const {
        Invariants invariants;
        for (const auto& [envelope, body] : facts()) invariants.apply(envelope, body);
        invariants.finish(due);
        return invariants.findings();
    }

private:
    template <class Variant, class F>
    struct Holds : std::false_type {};
    template <class... A, class F>
    struct Holds<std::variant<A...>, F> : std::disjunction<std::is_same<A, F>...> {};

    template <class F, class Variant>
    static F& get(Variant& variant) {
        if constexpr (Holds<Variant, F>::value) return std::get<F>(variant);
        else throw std::bad_variant_access{};
    }
    template <class F>
    std::vector<Step>::iterator at(std::size_t n) {
        return std::ranges::find_if(steps, [&](const Step& step) {
            const bool is = std::visit([]<class V>(const V& variant) {
                if constexpr (Holds<V, F>::value) return std::holds_alternative<F>(variant);
                else return false;
            }, step.fact);
            return is && n-- == 0;
        });
    }
};

inline Quantity shares(std::string_view text) { return *Quantity::parse(text); }
inline Price price(std::string_view text) { return *Price::parse(text); }
inline Money usd(std::string_view text) { return *Money::parse(text); }

/// Alice buys 10 shares from the market, sells 4 of 6 to Bob and cancels the rest. Bob's next order is denied, and his last
/// one expires.
inline Story a_day() {
    const AccountId alice{"alice"}, bob{"bob"};
    const Symbol aapl{"AAPL"};
    const auto ticket = [&](const char* order, const AccountId& account, order::Side side, const char* quantity) {
        return order::Ticket{{order}, account, aapl, side, order::Kind::limit, order::TimeInForce::day, shares(quantity), price("105"), {}};
    };
    const auto buy = ticket("o1", alice, order::Side::buy, "10");
    auto sell = ticket("o2", alice, order::Side::sell, "6");
    sell.limit_price = price("101");
    const auto bid = ticket("o3", bob, order::Side::buy, "4");
    const auto more = ticket("o4", bob, order::Side::buy, "1000");
    const auto late = ticket("o5", bob, order::Side::buy, "1");
    const auto placed = [](const order::Ticket& t) { return order::Placed{t, {}, "owner:x", "place-" + t.order.text}; };
    using namespace portfolio;
    using engine::Booked;
    using engine::Traded;
    const engine::Party alice_buys{{"o1"}, alice}, alice_sells{{"o2"}, alice}, bob_buys{{"o3"}, bob};

    Story s;
    s.steps = {
        {stock::Fact{stock::Listed{aapl, "Apple", "USD"}}, "list"},
        {Fact{Opened{alice, "Alice", "USD", "owner:alice"}}, "open-1"},
        {Fact{Opened{bob, "Bob", "USD", "owner:bob"}}, "open-2"},
        {Fact{Deposited{alice, usd("2000"), "USD", usd("2000")}}, "deposit-1"},
        {Fact{Deposited{bob, usd("1000"), "USD", usd("1000")}}, "deposit-2"},
        {Fact{Withdrawn{alice, usd("500"), "USD", usd("1500")}}, "withdraw-1"},
        {order::Fact{placed(buy)}, ""},
        {Fact{Reserved{alice, {"o1"}, aapl, order::Side::buy, shares("10"), price("105"), usd("1050")}}, ""},
        {order::Fact{order::Accepted{buy, price("105")}}, "place-o1"},
        {engine::Fact{Booked{buy, price("105"), 0, {}}}, ""},
        {engine::Fact{Traded{{"t1"}, aapl, shares("7"), price("100"), alice_buys, {}, {}}}, ""},
        {engine::Fact{Traded{{"t2"}, aapl, shares("3"), price("102"), alice_buys, {}, {}}}, ""},
        {order::Fact{order::PartiallyFilled{{"o1"}, alice, {"t1"}, shares("7"), price("100"), shares("7"), usd("700")}}, ""},
        {order::Fact{order::Filled{{"o1"}, alice, {"t2"}, shares("3"), price("102"), shares("10"), usd("1006")}}, ""},
        {Fact{Settled{alice, {"o1"}, {"t1"}, aapl, order::Side::buy, shares("7"), price("100"), usd("700"), "USD", usd("35"), usd("800"),
                      shares("7"), usd("700"), {}}}, ""},
        {Fact{Settled{alice, {"o1"}, {"t2"}, aapl, order::Side::buy, shares("3"), price("102"), usd("306"), "USD", usd("9"), usd("494"),
                      shares("10"), usd("1006"), {}}}, ""},
        {order::Fact{placed(sell)}, ""},
        {Fact{Reserved{alice, {"o2"}, aapl, order::Side::sell, shares("6"), price("101"), {}}}, ""},
        {order::Fact{order::Accepted{sell, price("101")}}, "place-o2"},
        {engine::Fact{Booked{sell, price("101"), 0, {}}}, ""},
        {order::Fact{placed(bid)}, ""},
        {Fact{Reserved{bob, {"o3"}, aapl, order::Side::buy, shares("4"), price("105"), usd("420")}}, ""},
        {order::Fact{order::Accepted{bid, price("105")}}, "place-o3"},
        {engine::Fact{Booked{bid, price("105"), 0, {}}}, ""},
        {engine::Fact{Traded{{"t3"}, aapl, shares("4"), price("101"), bob_buys, alice_sells, {}}}, ""},
        {order::Fact{order::Filled{{"o3"}, bob, {"t3"}, shares("4"), price("101"), shares("4"), usd("404")}}, ""},
        {order::Fact{order::PartiallyFilled{{"o2"}, alice, {"t3"}, shares("4"), price("101"), shares("4"), usd("404")}}, ""},
        {Fact{Settled{bob, {"o3"}, {"t3"}, aapl, order::Side::buy, shares("4"), price("101"), usd("404"), "USD", usd("16"), usd("596"),
                      shares("4"), usd("404"), {}}}, ""},
        {Fact{Settled{alice, {"o2"}, {"t3"}, aapl, order::Side::sell, shares("4"), price("101"), usd("404"), "USD", {}, usd("898"),
                      shares("6"), usd("603.6"), usd("1.6")}}, ""},
        {order::Fact{order::CancelRequested{{"o2"}, alice, aapl, "cancel-o2"}}, ""},
        {engine::Fact{engine::Cancelled{{"o2"}, alice, aapl, shares("2")}}, ""},
        {order::Fact{order::Cancelled{{"o2"}, alice, shares("4")}}, "cancel-o2"},
        {Fact{Released{alice, {"o2"}, aapl, {}, shares("2"), shares("2")}}, ""},
        {order::Fact{placed(more)}, ""},
        {Fact{ReservationDenied{bob, {"o4"}, "insufficient_cash", "596 is free"}}, ""},
        {order::Fact{order::Rejected{{"o4"}, bob, "insufficient_cash", "596 is free"}}, "place-o4"},
        {order::Fact{placed(late)}, ""},
        {Fact{Reserved{bob, {"o5"}, aapl, order::Side::buy, shares("1"), price("105"), usd("105")}}, ""},
        {order::Fact{order::Accepted{late, price("105")}}, "place-o5"},
        {engine::Fact{Booked{late, price("105"), 0, {}}}, ""},
        {engine::Fact{engine::Expired{{"o5"}, bob, aapl, shares("1")}}, ""},
        {order::Fact{order::Expired{{"o5"}, bob, {}}}, ""},
        {Fact{Released{bob, {"o5"}, aapl, usd("105"), {}, shares("1")}}, ""},
    };
    return s;
}

/// All findings in words, for when a test fails.
inline std::string in_words(const Findings& findings) {
    std::string text;
    for (std::size_t i = 0; i < invariant_names.size(); ++i)
        for (const auto& finding : findings.of(static_cast<Invariant>(i)).first)
            text.append(invariant_names[i]).append(": ").append(finding.what).append(" at ").append(finding.where).append("\n");
    return text;
}

inline void check_found(const Findings& findings, Invariant invariant) {
    INFO(in_words(findings));
    CHECK(findings.of(invariant).found > 0);
}

}  // namespace andvari::checks
