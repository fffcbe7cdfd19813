#include "gateway/api/session_lists.hpp"

#include "gateway/api/ownership.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway {
namespace {

using security::AccessView;

constexpr std::int64_t usual_page = 50, largest_page = 200;
constexpr Effect gone{Effect::Thing::nothing, {}, 204};

template <class Row, class Show>
auto all_shown(const std::vector<Row>& rows, Show show) {
    std::vector<decltype(show(rows.front()))> all;
    all.reserve(rows.size());
    for (const auto& row : rows) all.push_back(show(row));
    return all;
}

/// open (as usual), or all.
Result<std::optional<Instant>> open_at(const Call& call) {
    const auto* status = parameter(call, "status");
    if (!status || *status == "open") return std::optional{Instant::now()};
    if (*status == "all") return std::optional<Instant>{};
    return parameter_problem("status", "must be open or all");
}

}  // namespace

std::optional<Problem> list_sessions_of(Call& call, const UserId& user) {
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto before = text_cursor(call, 's');
    if (!before) return before.error();
    const auto open = open_at(call);
    if (!open) return open.error();
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    std::optional<SessionId> from;
    if (*before) from = SessionId{**before};
    auto sessions = all_shown(AccessView::sessions(**db, user, *open, from, *limit + 1),
                              [&](const auto& row) { return shown(row, call.worker.persons, call.caller->session); });
    answer_page(call, sessions, *limit, [](const ShownSession& session) { return to_cursor('s', session.id.text); });
    return std::nullopt;
}

std::optional<Problem> list_keys_of(Call& call, const UserId& user) {
    const auto limit = limit_parameter(call, usual_page, largest_page);
    if (!limit) return limit.error();
    const auto after = text_cursor(call, 'k');
    if (!after) return after.error();
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    auto keys = all_shown(AccessView::keys(**db, user, after->value_or(""), *limit + 1),
                          [&](const auto& row) { return shown(row, call.worker.persons); });
    answer_page(call, keys, *limit, [](const ShownKey& key) { return to_cursor('k', key.id.text); });
    return std::nullopt;
}

Result<security::SessionRow> session_of(Call& call, const UserId& user, const std::string& id) {
    if (!is_token(id)) return not_found("session");
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    auto row = AccessView::session(**db, {id});
    if (!row || row->user != user) return not_found("session");
    return std::move(*row);
}

Result<security::KeyRow> key_of(Call& call, const UserId& user, const std::string& id) {
    if (!is_token(id)) return not_found("key");
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    auto row = AccessView::key(**db, {id});
    if (!row || row->user != user) return not_found("key");
    return std::move(*row);
}

std::optional<Problem> end_session_of(Call& call, const UserId& user, const std::string& id, std::string reason) {
    const auto row = session_of(call, user, id);
    if (!row) return row.error();
    auto command = command_id(call);
    if (!command) return command.error();
    return submit(call, command_for(std::move(*command), user.text, auth::EndSession{user, row->id, std::move(reason)}), gone);
}

std::optional<Problem> revoke_key_of(Call& call, const UserId& user, const std::string& id, std::string reason) {
    const auto row = key_of(call, user, id);
    if (!row) return row.error();
    auto command = command_id(call);
    if (!command) return command.error();
    return submit(call, command_for(std::move(*command), user.text, auth::RevokeKey{user, row->id, std::move(reason)}), gone);
}

}  // namespace andvari::gateway
