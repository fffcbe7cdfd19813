#include "services/portfolio/service.hpp"

#include "services/portfolio/domain.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::portfolio {
namespace {
struct Context {
    using State = portfolio::State;
    using Command = portfolio::Command;
    using Fact = portfolio::Fact;
    using Outside =
        std::variant<Open, Deposit, Withdraw, Transfer, Close, Reset, SaveWatchlist, WatchSymbol, UnwatchSymbol, DropWatchlist>;
    using Reacts = eventing::Inputs<order::Fact, engine::Fact, stock::Fact, security::Fact, portfolio::Fact>;
    static constexpr std::int64_t snapshot_every = 1'000;

    /// permission_denied without manage_own_accounts, and for lists without manage_own_watchlist.
    template <class C>
    std::optional<Refusal> authorise(const C&, const Given& given) const {
        return rights.refuse(given, ListCommand<C> ? Permission::manage_own_watchlist : Permission::manage_own_accounts);
    }
    Command prepared(Transfer transfer, const Given& given) const {
        return priced(std::move(transfer), given.time, market, settings);
    }
    std::vector<Command> react(const order::Fact& fact) const { return portfolio::react(fact, market, settings, holders); }
    std::vector<Command> react(const engine::Fact& fact) const { return portfolio::react(fact, holders, settings); }
    std::vector<Command> react(const stock::Fact&) const { return {}; }
    std::vector<Command> react(const security::Fact&) const { return {}; }
    std::vector<Command> react(const portfolio::Fact& fact) const { return portfolio::react(fact); }
    std::optional<std::string> learn(const stock::Fact& fact) {
        andvari::learn(market, fact);
        return replica_key(fact);
    }
    std::optional<std::string> learn(const engine::Fact& fact) { return portfolio::learn(holders, fact); }
    std::optional<std::string> learn(const security::Fact& fact) { return rights.learn(fact); }

    Settings settings;
    Market market;
    Holders holders;
    Rights rights;
};
}  // namespace

eventing::MakeHosted host(Settings settings) {
    return [settings](eventing::Journal& journal) {
        return std::make_unique<eventing::TypedContext<Context>>(Context{settings, {}, {}, {}}, journal);
    };
}

}  // namespace andvari::portfolio
