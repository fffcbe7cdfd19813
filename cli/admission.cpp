#include "cli/admission.hpp"

#include <algorithm>
#include <set>

#include "cli/view_watch.hpp"
#include "events/security.hpp"
#include "services/security/access_view.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/json/write.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
constexpr std::chrono::seconds patience{10};
constexpr std::string_view reason = "owns a key of the configuration";

/// What is no name is told of when the gateway reads the keys.
std::set<UserId> owners_of(const Configuration& configuration) {
    std::set<UserId> owners;
    for (const auto& [key, actor] : configuration.keys)
        if (const auto user = user_of(actor); is_token(user)) owners.insert({std::string{user}});
    return owners;
}

void admit(bus::Publisher& commands, const UserId& user) {
    eventing::Envelope envelope;
    envelope.id = derive_id({"admit", user.text});
    envelope.type = security::Admit::type;
    envelope.time = Instant::now();
    envelope.actor = "system:configuration";
    envelope.place.source = "configuration";
    commands.publish(
        "cmd.security." + user.text + ".admit", envelope.id, eventing::to_headers(envelope),
        json::write(security::Admit{user, std::string{reason}}), [](const bus::Stored&) {},
        [user](std::string_view why) {
            log::error("the owner of a configured key cannot be admitted", {{"user", user.text}, {"reason", why}});
        });
}
}  // namespace

void admit_owners(const Configuration& configuration, const std::shared_ptr<bus::Connection>& connection,
                  const store::Location& location) {
    const auto owners = owners_of(configuration);
    if (owners.empty()) return;
    ViewWatch access{*connection, location, "access"};
    const auto commands = bus::make_publisher(connection);
    for (const auto& user : owners) admit(*commands, user);
    commands->flush();
    const bool admitted = access.wait_for(
        [&](store::Database& db) {
            return std::ranges::all_of(owners,
                                       [&](const UserId& user) { return security::AccessView::access(db, user).has_value(); });
        },
        patience);
    if (!admitted) log::warn("owners of configured keys are not admitted yet; what they ask for is refused until they are");
    commands->stop();
}

}  // namespace andvari::cli
