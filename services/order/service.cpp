#include "services/order/service.hpp"

#include "services/order/domain.hpp"
#include "services/order/reactions.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::order {
namespace {
struct Context {
    using State = Order;
    using Command = order::Command;
    using Fact = order::Fact;
    using Outside = std::variant<Place, Cancel, Replace>;
    using Reacts = eventing::Inputs<portfolio::Fact, engine::Fact, security::Fact>;
    // An order's history is short, so that reading it costs less than a snapshot.
    static constexpr std::int64_t snapshot_every = 0;

    /// Place, Cancel and Replace: permission_denied without order_stocks.
    template <class C>
    std::optional<Refusal> authorise(const C&, const Given& given) const {
        return rights.refuse(given, Permission::order_stocks);
    }
    std::optional<std::string> learn(const security::Fact& fact) { return rights.learn(fact); }
    std::vector<Command> react(const portfolio::Fact& fact) const { return order::react(fact); }
    std::vector<Command> react(const engine::Fact& fact) const { return order::react(fact); }
    std::vector<Command> react(const security::Fact&) const { return {}; }

    Rights rights;
};
}  // namespace

eventing::MakeHosted host() {
    return [](eventing::Journal& journal) { return std::make_unique<eventing::TypedContext<Context>>(Context{}, journal); };
}

}  // namespace andvari::order
