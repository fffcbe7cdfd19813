#include "services/user/service.hpp"

#include "services/user/authorise.hpp"
#include "services/user/reactions.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::user {
namespace {
struct Context {
    using State = User;
    using Command = user::Command;
    using Fact = user::Fact;
    using Outside = user::Outside;
    using Reacts = eventing::Inputs<auth::Fact, security::Fact>;
    static constexpr std::int64_t snapshot_every = 1'000;

    template <class C>
    std::optional<Refusal> authorise(const C& command, const Given& given) const {
        return user::authorise(rights, command, given);
    }
    std::optional<std::string> learn(const security::Fact& fact) { return rights.learn(fact); }
    std::vector<Command> react(const auth::Fact& fact) const { return user::react(fact); }
    std::vector<Command> react(const security::Fact&) const { return {}; }

    Rights rights;
};
}  // namespace

eventing::MakeHosted host() {
    return [](eventing::Journal& journal) { return std::make_unique<eventing::TypedContext<Context>>(Context{}, journal); };
}

}  // namespace andvari::user
