#include "services/auth/service.hpp"

#include "services/auth/authorise.hpp"
#include "services/auth/reactions.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::auth {
namespace {
struct Context {
    using State = Identity;
    using Command = auth::Command;
    using Fact = auth::Fact;
    using Outside = auth::Outside;
    using Reacts = eventing::Inputs<security::Fact, user::Fact>;
    // A session is refreshed every few minutes for months, and read again after a start only from here.
    static constexpr std::int64_t snapshot_every = 200;

    template <class C>
    std::optional<Refusal> authorise(const C& command, const Given& given) const {
        return auth::authorise(rights, command, given);
    }
    std::optional<std::string> learn(const security::Fact& fact) { return rights.learn(fact); }
    std::vector<Command> react(const security::Fact& fact) const { return auth::react(fact); }
    std::vector<Command> react(const user::Fact& fact) const { return auth::react(fact); }

    Rights rights;
};
}  // namespace

eventing::MakeHosted host() {
    return [](eventing::Journal& journal) { return std::make_unique<eventing::TypedContext<Context>>(Context{}, journal); };
}

}  // namespace andvari::auth
