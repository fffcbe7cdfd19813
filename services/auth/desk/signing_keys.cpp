// The keys that access tokens are signed with, and what the facts say of them.
#include "services/auth/desk/checking.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/access/grants.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
constexpr std::size_t most_keys = 20;  // Retired ones leave after minutes, so that only who rotates without end meets this.

std::optional<std::string> tell(Workbench& bench) {
    const auto ring = bench.ring.ring();
    const auto told = bench.credentials.ring();
    if (told && json::write(*told) == json::write(ring)) return std::string{};
    const auto outcome = bench.commands.give(ring, Sender{});
    if (!outcome) return std::nullopt;
    if (outcome->refused) {
        log::error("the rules refuse the ring of keys", {{"code", outcome->code}, {"reason", outcome->reason}});
        return std::nullopt;
    }
    return bench.credentials.wait_for(outcome->sequence) ? std::optional{outcome->place} : std::nullopt;
}
}  // namespace

bool publish_ring(Workbench& bench) {
    const std::lock_guard lock{bench.changing_ring};
    bench.ring.drop_expired(Instant::now());
    return tell(bench).has_value();
}

Answer answer(Workbench& bench, const secrets::Request& request, const secrets::RotateSigningKeys&) {
    const auto grants = parse_grants(request.grants.value_or(""));
    if (!grants || !grants->permissions.has(Permission::rotate_keys))
        return refused("permission_denied", "This needs the permission rotate_keys.");
    const std::lock_guard lock{bench.changing_ring};
    // The next key must have been told of before anything is signed with it.
    if (!tell(bench)) return unavailable();
    if (bench.ring.ring().signing.size() >= most_keys)
        return refused("rotated_too_often", "Too many keys were retired just now: wait until their tokens have expired.", 60);
    bench.ring.rotate(Instant::now());
    const auto place = tell(bench);
    if (!place) return unavailable();
    log::info("the signing keys were rotated", {{"by", request.user ? request.user->text : "the machine"}});
    return done({*place});
}

}  // namespace andvari::desk
