#include "services/portfolio/service.hpp"

#include "services/portfolio/domain.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::portfolio {
namespace {
struct Context {
    using State = Account;
    using Command = portfolio::Command;
    using Fact = portfolio::Fact;
    using Outside = std::variant<Open, Deposit, Withdraw>;
    using Reacts = eventing::Inputs<order::Fact, engine::Fact, stock::Fact>;
    static constexpr std::int64_t snapshot_every = 1'000;

    std::vector<Command> react(const order::Fact& fact) const { return portfolio::react(fact, market, settings); }
    std::vector<Command> react(const engine::Fact& fact) const { return portfolio::react(fact); }
    std::vector<Command> react(const stock::Fact&) const { return {}; }
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

}  // namespace andvari::portfolio
