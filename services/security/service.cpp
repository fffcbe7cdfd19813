#include "services/security/service.hpp"

#include "services/security/domain.hpp"
#include "services/security/reactions.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::security {
namespace {
struct Context {
    using State = Access;
    using Command = security::Command;
    using Fact = security::Fact;
    using Outside = security::Outside;
    using Reacts = eventing::Inputs<auth::Fact, user::Fact>;
    // One aggregate holds everybody, so a snapshot is large and its facts are rare.
    static constexpr std::int64_t snapshot_every = 10'000;

    std::vector<Command> react(const auth::Fact& fact) const { return security::react(fact); }
    std::vector<Command> react(const user::Fact& fact) const { return security::react(fact); }
};
}  // namespace

eventing::MakeHosted host() {
    return [](eventing::Journal& journal) { return std::make_unique<eventing::TypedContext<Context>>(Context{}, journal); };
}

}  // namespace andvari::security
