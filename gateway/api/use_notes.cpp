#include "gateway/api/use_notes.hpp"

#include "events/auth.hpp"
#include "events/secrets.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {

bool NotedUses::claim(const std::string& session_or_key, Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    const auto* before = claimed_.find(session_or_key);
    if (before && now - *before < use_interval) return false;
    claimed_.put(session_or_key, now);
    return true;
}

void UseNotes::note(const Caller& caller, const http::Request& request) {
    if (!caller.session && !caller.key) return;
    constexpr std::int64_t seconds = std::chrono::seconds{use_interval}.count();
    if (caller.used && caller.used->plus_seconds(seconds) > Instant::now()) return;
    const auto& id = caller.session ? caller.session->text : caller.key->text;
    if (!worker_.backend.noted_uses.claim(id, NotedUses::Clock::now())) return;
    const auto client = worker_.persons.seal(caller.user, "client", json::write(client_of(request)));
    if (!client) return;
    const auth::NoteUse command{caller.user, caller.session, caller.key, *client};
    worker_.send(
        {{new_id()}, "cmd.auth." + caller.user.text + ".note_use", std::string{auth::NoteUse::type}, json::write(command)},
        caller);
}

}  // namespace andvari::gateway
