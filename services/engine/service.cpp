#include "services/engine/service.hpp"

#include "services/engine/domain.hpp"
#include "services/engine/reactions.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::engine {
namespace {
struct Context {
    using State = Book;
    using Command = engine::Command;
    using Fact = engine::Fact;
    using Outside = std::variant<>;
    using Reacts = eventing::Inputs<order::Fact, stock::Fact>;
    // A book may be large, so it is written seldom; what happened since is read from the journal.
    static constexpr std::int64_t snapshot_every = 20'000;

    std::vector<Command> react(const order::Fact& fact) const {
        return engine::react(fact, market, settings.slippage_basis_points);
    }
    std::vector<Command> react(const stock::Fact& fact) const {
        return engine::react(fact, market, settings.slippage_basis_points);
    }
    static std::optional<Command> next(const Book& book, const Command& done) { return engine::next(book, done); }
    std::optional<std::string> learn(const stock::Fact& fact) {
        andvari::learn(market, fact);
        return replica_key(fact);
    }

    Settings settings;
    Market market;
};
}  // namespace

eventing::MakeHosted host(Settings settings) {
    return [settings](eventing::Journal& journal) {
        return std::make_unique<eventing::TypedContext<Context>>(Context{settings, {}}, journal);
    };
}

}  // namespace andvari::engine
