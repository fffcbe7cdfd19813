// What administrators look at, and the keys that access tokens are signed with.
#include "gateway/api/asking.hpp"
#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway {
namespace {

using security::AccessView;

struct Summary {
    std::int64_t users = 0, active = 0, deactivated = 0, erased = 0, administrators = 0, open_sessions = 0, keys = 0;
    static constexpr auto fields =
        json::fields(json::field("users", &Summary::users), json::field("active", &Summary::active),
                     json::field("deactivated", &Summary::deactivated), json::field("erased", &Summary::erased),
                     json::field("administrators", &Summary::administrators),
                     json::field("open_sessions", &Summary::open_sessions), json::field("keys", &Summary::keys));
};

}  // namespace

std::optional<Problem> list_acts(Call& call) {
    const auto limit = limit_parameter(call, 50, 500);
    if (!limit) return limit.error();
    const auto before = number_cursor(call, 'c');
    if (!before) return before.error();
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    std::vector<ShownAct> acts;
    for (const auto& row : AccessView::acts(**db, *before, *limit + 1)) acts.push_back(shown(row));
    answer_page(call, acts, *limit, [](const ShownAct& act) { return to_cursor('c', std::to_string(act.place)); });
    return std::nullopt;
}

std::optional<Problem> show_summary(Call& call) {
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    const auto c = AccessView::counts(**db, Instant::now());
    call.response->body =
        json::write(Summary{c.users, c.active, c.deactivated, c.erased, c.administrators, c.open_sessions, c.keys});
    return std::nullopt;
}

std::optional<Problem> rotate_signing_keys(Call& call) {
    const auto request = body_of<Reason>(call, call.worker.document);
    if (!request) return request.error();
    return ask_desk(call, secrets::RotateSigningKeys{request->reason}, answer_nothing);
}

}  // namespace andvari::gateway
