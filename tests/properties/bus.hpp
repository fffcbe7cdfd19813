// The pure rules of stock, order, engine and portfolio in one process, on a bus
// that keeps each source's order and nothing else: who hears what when is for
// the test to choose. What a reader was told before is told again at will, and
// any of them may be stopped and started from its snapshots and its journal.
#pragma once

#include <rapidcheck.h>

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "checks/invariants.hpp"
#include "events/contexts.hpp"
#include "services/engine/domain.hpp"
#include "services/engine/reactions.hpp"
#include "services/order/domain.hpp"
#include "services/order/reactions.hpp"
#include "services/portfolio/domain.hpp"
#include "services/portfolio/reactions.hpp"
#include "services/stock/domain.hpp"
#include "shared/eventing/continuity.hpp"
#include "shared/json/write.hpp"

namespace andvari::properties {

/// A fact as the log holds it.
template <class Fact>
struct Told {
    Fact fact;
    eventing::Envelope envelope;
    std::string body;
};

/// One context: its aggregates, and all that it ever said.
template <class S, class C, class F>
class Source {
public:
    using State = S;
    using Command = C;
    using Fact = F;
    using OnFact = std::function<void(const Told<Fact>&)>;
    explicit Source(OnFact on_fact) : on_fact_{std::move(on_fact)} { last_.source = std::string{context_of<Fact>} + "/0"; }

    /// Decides, and says what happened. A refusal is a fact too.
    void take(const Command& command, const Given& given, bool outside = false) {
        const auto aggregate = aggregate_of(command, given);
        auto& held = aggregates_[aggregate];
        const auto decision = std::visit([&](const auto& c) { return decide(held.state, c, given); }, command);
        if (!decision) return say(held, refused(command, given, decision.error()), outside ? given.command : "", given.time);
        for (const auto& happened : *decision) {
            RC_ASSERT(aggregate_of(happened.fact) == aggregate);
            say(held, happened.fact, happened.answers, given.time);
        }
    }

    /// From what it wrote down alone it is what it was, now and after the next
    /// facts.
    void restart() {
        for (auto& [aggregate, held] : aggregates_) {
            const auto before = json::write(image(held.state));
            State again{};
            if (!held.snapshot.empty()) again = restored(held.snapshot);
            for (auto i = held.snapshot_at; i < held.journal.size(); ++i)
                std::visit([&](const auto& fact) { evolve(again, fact); }, held.journal[i]);
            RC_ASSERT(json::write(image(again)) == before);
            held.state = std::move(again);
        }
    }
    void save_snapshots() {
        for (auto& [aggregate, held] : aggregates_) {
            held.snapshot = json::write(image(held.state));
            held.snapshot_at = held.journal.size();
        }
    }

    const State& of(const std::string& aggregate) { return aggregates_[aggregate].state; }
    template <class Visit>
    void each(Visit&& visit) const {
        for (const auto& [aggregate, held] : aggregates_) visit(aggregate, held.state);
    }
    const std::vector<Told<Fact>>& log() const { return log_; }

private:
    struct Held {
        State state{};
        std::vector<Fact> journal;
        std::string snapshot;
        std::size_t snapshot_at = 0;
    };
    static State restored(const std::string& snapshot) {
        return restore(json::read<decltype(image(std::declval<const State&>()))>(snapshot).value());
    }
    void say(Held& held, const Fact& fact, const std::string& answers, Instant time) {
        Told<Fact> told{fact, {}, std::visit([](const auto& f) { return json::write(f); }, fact)};
        auto& e = told.envelope;
        e.place = last_;
        ++e.place.sequence;
        e.id = eventing::fact_id(e.place);
        e.type = std::visit([]<class T>(const T&) { return std::string{T::type}; }, fact);
        e.subject = std::string{"evt."}.append(context_of<Fact>).append(".key.").append(verb_of(fact));
        e.time = time;
        e.answers = answers;
        e.place.chain = eventing::next_link(last_.chain, e, told.body);
        last_ = e.place;
        std::visit([&](const auto& f) { evolve(held.state, f); }, fact);
        held.journal.push_back(fact);
        log_.push_back(std::move(told));
        on_fact_(log_.back());
    }

    OnFact on_fact_;
    std::map<std::string, Held> aggregates_;
    std::vector<Told<Fact>> log_;
    eventing::Place last_;
};

using Stock = Source<stock::State, stock::Command, stock::Fact>;
using Orders = Source<order::Order, order::Command, order::Fact>;
using Engine = Source<engine::Book, engine::Command, engine::Fact>;
using Portfolio = Source<portfolio::State, portfolio::Command, portfolio::Fact>;

/// Who hears whom.
enum class Line {
    portfolio_to_order,
    engine_to_order,
    stock_to_engine,
    order_to_engine,
    stock_to_portfolio,
    order_to_portfolio,
    engine_to_portfolio,
    portfolio_to_portfolio
};
inline constexpr std::size_t lines = 8;

class Bus {
public:
    explicit Bus(portfolio::Settings settings) : settings_{settings} {}
    Bus(const Bus&) = delete;
    Bus& operator=(const Bus&) = delete;

    /// A command that comes from outside; the same id is taken once.
    template <class Of, class C>
    void ask(Of& source, const C& command, const std::string& id, const std::string& actor) {
        if (inbox_.insert(id).second) source.take(typename Of::Command{command}, {id, actor, now}, true);
    }
    void quote(const Symbol& symbol, const stock::Quote& quote) {
        stock.take(stock::TakeQuote{symbol, quote, now}, {"", "", now});
    }
    /// What a feed says of an instrument's trading.
    void tell_status(const Symbol& symbol, bool halted) {
        stock.take(stock::TakeStatus{symbol, {halted, std::nullopt, now}}, {"", "", now});
    }

    /// How many facts this line has still to bring.
    std::size_t waiting(Line line) {
        std::size_t count = 0;
        with(line, [&](const auto& source, const Reader& reader, auto&&) { count = source.log().size() - reader.next; });
        return count;
    }
    /// Brings the next.
    void bring(Line line) {
        with(line, [&](const auto& source, Reader& reader, auto&& hear) {
            const auto& told = source.log()[reader.next++];
            RC_ASSERT(judge(reader.position, told.envelope, told.body) == eventing::Verdict::next);
            advance(reader.position, told.envelope, "", 0);
            hear(copy(told));
        });
    }
    /// Brings again what was brought `back` facts ago: the reader knows its
    /// place, and drops it.
    void bring_again(Line line, std::size_t back) {
        with(line, [&](const auto& source, Reader& reader, auto&& hear) {
            if (reader.next <= back) return;
            const auto& told = source.log()[reader.next - 1 - back];
            if (judge(reader.position, told.envelope, told.body) != eventing::Verdict::duplicate) hear(copy(told));
        });
    }
    /// Some rules need no reader for that: they know by themselves what they did
    /// before.
    void insist(Line line, std::size_t back) {
        // The reservation of exits that is used up begins anew with the next trade of their entry, and has forgotten its trades.
        if (line == Line::engine_to_portfolio) back = 0;
        with(line, [&](const auto& source, Reader& reader, auto&& hear) {
            if (reader.next <= back) return;
            const auto& told = source.log()[reader.next - 1 - back];
            if (is_known_to_rules(line, told.fact)) hear(copy(told));
        });
    }
    /// What they keep of others they learn again from what they remembered.
    void restart_engine() {
        engine.restart();
        engine_market_ = {};
        for (const auto& [key, fact] : engine_remembers_) learn(engine_market_, fact);
    }
    void restart_portfolio() {
        portfolio.restart();
        portfolio_market_ = {};
        holders_ = {};
        for (const auto& [key, fact] : portfolio_remembers_) learn(portfolio_market_, fact);
        for (const auto& [key, fact] : remembered_holders_) portfolio::learn(holders_, fact);
    }
    bool quiet() {
        for (std::size_t line = 0; line < lines; ++line)
            if (waiting(static_cast<Line>(line)) > 0) return false;
        return true;
    }
    const std::set<std::string>& asked() const { return inbox_; }
    const std::set<std::string>& answered() const { return answered_; }

    Instant now = *Instant::parse("2026-01-05T15:00:00Z");
    checks::Invariants invariants;
    std::string story;  ///< All facts in the order in which they were told.
    std::function<void(const stock::Fact&)> on_stock = [](const auto&) {};
    std::function<void(const stock::Fact&)> engine_hears = [](const auto&) {};  ///< Before it does anything about it.
    std::function<void(const Symbol&)> before_engine = [](const auto&) {};
    std::function<void(const engine::Fact&)> on_engine = [](const auto&) {};
    std::function<void(const Symbol&)> after_engine = [](const auto&) {};
    std::function<void(const stock::Fact&)> portfolio_hears_stock = [](const auto&) {};
    std::function<void(const engine::Fact&)> portfolio_hears_engine = [](const auto&) {};
    std::function<void(const portfolio::Fact&)> on_portfolio = [](const auto&) {};
    Stock stock{[this](const auto& told) {
        note(told);
        on_stock(told.fact);
    }};
    Orders orders{[this](const auto& told) { note(told); }};
    Engine engine{[this](const auto& told) {
        note(told);
        on_engine(told.fact);
    }};
    Portfolio portfolio{[this](const auto& told) {
        note(told);
        on_portfolio(told.fact);
    }};

private:
    struct Reader {
        std::size_t next = 0;
        eventing::Position position;
    };
    /// A refusal is not remembered, and the book forgets who has left it: asked
    /// again, they would decide anew. And what was left of an order is true of
    /// then, as is what somebody held or had set aside when a company acted.
    template <class Fact>
    static bool is_known_to_rules(Line line, const Fact& fact) {
        if constexpr (std::is_same_v<Fact, engine::Fact>)
            return !std::holds_alternative<engine::Resized>(fact) && !std::holds_alternative<engine::Split>(fact) &&
                   !std::holds_alternative<engine::WentEx>(fact);
        if (line == Line::portfolio_to_order) return true;
        if constexpr (std::is_same_v<Fact, order::Fact>)
            return line == Line::order_to_portfolio && !std::holds_alternative<order::Placed>(fact) &&
                   !std::holds_alternative<order::ReplaceRequested>(fact);
        return false;
    }
    /// By type and key, the last of each.
    template <class Fact>
    using Remembered = std::map<std::pair<std::string, std::string>, Fact>;
    static void keep(Market& market, Remembered<stock::Fact>& remembers, const Told<stock::Fact>& told) {
        learn(market, told.fact);
        if (auto key = replica_key(told.fact)) remembers.insert_or_assign({told.envelope.type, *std::move(key)}, told.fact);
    }
    /// The log grows while it is read.
    template <class T>
    static T copy(const T& told) {
        return told;
    }
    template <class T>
    void note(const T& told) {
        const auto& e = told.envelope;
        story.append(e.id).append(1, ' ').append(e.type).append(1, ' ').append(told.body).append(1, '\n');
        if (!e.answers.empty()) RC_ASSERT(answered_.insert(e.answers).second);
        RC_ASSERT(invariants.apply(e, told.body));
    }
    /// A reaction's command is known by the fact that it answers.
    template <class Of, class Commands>
    void perform(Of& source, const eventing::Envelope& e, const Commands& commands) {
        std::size_t index = 0;
        for (const auto& command : commands)
            source.take(command, {derive_id({context_of<typename Of::Fact>, e.id, std::to_string(index++)}), "", now});
    }
    void perform_in_engine(const std::vector<engine::Command>& commands) {
        for (const auto& command : commands) {
            const Symbol symbol{aggregate_of(command, Given{})};
            before_engine(symbol);
            engine.take(command, {"", "", now});
            for (auto more = engine::next(engine.of(symbol.text), command); more;
                 more = engine::next(engine.of(symbol.text), *more))
                engine.take(*more, {"", "", now});
            after_engine(symbol);
        }
    }

    template <class Use>
    void with(Line line, Use&& use) {
        auto& reader = readers_[static_cast<std::size_t>(line)];
        switch (line) {
            case Line::portfolio_to_order:
                return use(portfolio, reader, [&](const auto& t) { perform(orders, t.envelope, order::react(t.fact)); });
            case Line::engine_to_order:
                return use(engine, reader, [&](const auto& t) { perform(orders, t.envelope, order::react(t.fact)); });
            case Line::stock_to_engine:
                return use(stock, reader, [&](const auto& t) {
                    keep(engine_market_, engine_remembers_, t);
                    engine_hears(t.fact);
                    perform_in_engine(engine::react(t.fact, engine_market_));
                });
            case Line::order_to_engine:
                return use(orders, reader, [&](const auto& t) { perform_in_engine(engine::react(t.fact, engine_market_)); });
            case Line::stock_to_portfolio:
                return use(stock, reader, [&](const auto& t) {
                    keep(portfolio_market_, portfolio_remembers_, t);
                    portfolio_hears_stock(t.fact);
                });
            case Line::order_to_portfolio:
                return use(orders, reader, [&](const auto& t) {
                    perform(portfolio, t.envelope, portfolio::react(t.fact, portfolio_market_, settings_, holders_));
                });
            case Line::engine_to_portfolio:
                return use(engine, reader, [&](const auto& t) {
                    if (auto key = portfolio::learn(holders_, t.fact))
                        remembered_holders_.insert_or_assign({t.envelope.type, *std::move(key)}, t.fact);
                    portfolio_hears_engine(t.fact);
                    perform(portfolio, t.envelope, portfolio::react(t.fact, holders_));
                });
            case Line::portfolio_to_portfolio: break;
        }
        return use(portfolio, reader, [&](const auto& t) { perform(portfolio, t.envelope, portfolio::react(t.fact)); });
    }

    portfolio::Settings settings_;
    Market engine_market_, portfolio_market_;
    portfolio::Holders holders_;
    Remembered<stock::Fact> engine_remembers_, portfolio_remembers_;
    Remembered<engine::Fact> remembered_holders_;
    std::array<Reader, lines> readers_;
    std::set<std::string> inbox_, answered_;
};

}  // namespace andvari::properties
