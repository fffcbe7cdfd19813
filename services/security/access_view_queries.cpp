// What can be asked about access.
#include <limits>

#include "services/security/access_view.hpp"
#include "shared/json/read.hpp"

namespace andvari::security {
namespace {
const std::string user_columns = R"sql(
    select s.person, s.status, s.roles, r.registered_at, r.verified, r.second_factor, r.email, p.profile, p.preferences
    from standings s left join registrations r on r.person = s.person left join profiles p on p.person = s.person )sql";
const std::string user_by_id = user_columns + "where s.person = ?1";
const std::string users_by_page = user_columns + "where s.person > ?1 order by s.person limit ?2";

const std::string session_columns = "select id, person, method, opened, expires, used, client, ending, ended from sessions ";
const std::string session_by_id = session_columns + "where id = ?1";
// The greatest place stands for "from the newest on", and time 0 for "whether open or not".
const std::string sessions_by_page = session_columns + R"sql(where person = ?1
    and place < coalesce((select place from sessions where id = ?2), ?3)
    and (?4 = 0 or (ending is null and expires > ?4)) order by place desc limit ?5)sql";

const std::string key_columns =
    "select id, person, secret_hash, scopes, created, expires, used, revoked, details, client from keys ";
const std::string key_by_id = key_columns + "where id = ?1";
const std::string keys_by_page = key_columns + "where person = ?1 and id > ?2 order by id limit ?3";

std::optional<std::string> text(const store::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.string(column)};
}
std::optional<Instant> moment(const store::Row& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional{row.instant(column)};
}
PermissionSet permissions(const store::Row& row, int column) {
    return PermissionSet::of_bits(static_cast<std::uint64_t>(row.integer(column)));
}

std::vector<std::string> split(std::string_view roles) {
    std::vector<std::string> result;
    for (auto rest = roles; !rest.empty();) {
        const auto& role = result.emplace_back(rest.substr(0, rest.find(',')));
        rest.remove_prefix(std::min(rest.size(), role.size() + 1));
    }
    return result;
}

UserRow user_row(const store::Row& row) {
    UserRow user;
    user.id = {row.string(0)};
    user.status = static_cast<Status>(row.integer(1));
    user.roles = split(row.text(2));
    user.registered_at = moment(row, 3);
    user.registered = user.registered_at.has_value();
    // The others hear of an erasure at their own time; from the first who says so on, nothing of the person is shown.
    if (user.status == Status::erased) return user;
    user.verified = row.integer(4) != 0;
    user.second_factor = row.integer(5) != 0;
    user.email = text(row, 6);
    user.profile = text(row, 7);
    user.preferences = text(row, 8);
    return user;
}

SessionRow session_row(const store::Row& row) {
    SessionRow session;
    session.id = {row.string(0)};
    session.user = {row.string(1)};
    session.method = static_cast<auth::Method>(row.integer(2));
    session.opened = row.instant(3);
    session.expires = row.instant(4);
    session.used = row.instant(5);
    session.client = row.string(6);
    if (!row.is_null(7)) session.ending = static_cast<auth::Ending>(row.integer(7));
    session.ended = moment(row, 8);
    return session;
}

KeyRow key_row(const store::Row& row) {
    return {{row.string(0)}, {row.string(1)}, row.string(2),  permissions(row, 3), row.instant(4),
            moment(row, 5),  moment(row, 6),  moment(row, 7), row.string(8),       text(row, 9)};
}

ActRow act_row(const store::Row& row) {
    ActRow act;
    act.place = static_cast<std::uint64_t>(row.integer(0));
    act.time = row.instant(1);
    act.actor = row.string(2);
    act.act = row.string(3);
    if (!row.is_null(4)) act.user = UserId{row.string(4)};
    act.role = text(row, 5);
    act.reason = row.string(6);
    return act;
}

template <class Read, class... P>
auto all(store::Database& db, std::string_view sql, Read&& read, const P&... parameters) {
    std::vector<std::decay_t<decltype(read(std::declval<const store::Row&>()))>> rows;
    db.each(
        sql, [&](const store::Row& row) { rows.push_back(read(row)); }, parameters...);
    return rows;
}
}  // namespace

std::optional<AccessRow> AccessView::access(store::Database& db, const UserId& user) {
    std::optional<AccessRow> found;
    // A row for each role, and one without where there is none.
    db.each(R"sql(select s.status, r.permissions, (select revision from revisions where id = 1) from standings s
                  left join memberships m on m.person = s.person left join roles r on r.name = m.role
                  where s.person = ?1)sql",
            [&](const store::Row& row) {
                if (!found)
                    found = AccessRow{static_cast<Status>(row.integer(0)), {}, static_cast<std::uint64_t>(row.integer(2))};
                if (found->status == Status::active) found->permissions |= permissions(row, 1);
            },
            user);
    return found;
}

std::uint64_t AccessView::revision(store::Database& db) {
    const auto read = [](const store::Row& row) { return static_cast<std::uint64_t>(row.integer(0)); };
    return db.one("select revision from revisions where id = 1", read).value_or(0);
}

std::optional<UserRow> AccessView::user(store::Database& db, const UserId& user) { return db.one(user_by_id, user_row, user); }

std::vector<UserRow> AccessView::users(store::Database& db, std::string_view after, std::int64_t limit) {
    return all(db, users_by_page, user_row, after, limit);
}

std::optional<SessionRow> AccessView::session(store::Database& db, const SessionId& session) {
    return db.one(session_by_id, session_row, session);
}

std::vector<SessionRow> AccessView::sessions(store::Database& db, const UserId& user, std::optional<Instant> open_at,
                                             const std::optional<SessionId>& before, std::int64_t limit) {
    return all(db, sessions_by_page, session_row, user, before ? before->text : std::string{},
               std::numeric_limits<std::int64_t>::max(), open_at.value_or(Instant{}), limit);
}

std::optional<KeyRow> AccessView::key(store::Database& db, const ApiKeyId& key) { return db.one(key_by_id, key_row, key); }

std::vector<KeyRow> AccessView::keys(store::Database& db, const UserId& user, std::string_view after, std::int64_t limit) {
    return all(db, keys_by_page, key_row, user, after, limit);
}

std::vector<RoleRow> AccessView::roles(store::Database& db) {
    return all(db,
               R"sql(select r.name, r.permissions, (select count(*) from memberships m where m.role = r.name) from roles r
                     order by r.name)sql",
               [](const store::Row& row) {
                   return RoleRow{row.string(0), permissions(row, 1).list(), row.integer(2)};
               });
}

std::vector<ActRow> AccessView::acts(store::Database& db, std::optional<std::uint64_t> before, std::int64_t limit) {
    return all(db,
               R"sql(select place, time, actor, act, person, role, reason from acts
                     where place < ?1 order by place desc limit ?2)sql",
               act_row, static_cast<std::int64_t>(before.value_or(std::numeric_limits<std::int64_t>::max())), limit);
}

Counts AccessView::counts(store::Database& db, Instant now) {
    Counts counts;
    db.each("select status, count(*) from standings group by status", [&](const store::Row& row) {
        const auto status = static_cast<Status>(row.integer(0));
        auto& count = status == Status::active ? counts.active : status == Status::erased ? counts.erased : counts.deactivated;
        count = row.integer(1);
    });
    counts.users = counts.active + counts.deactivated + counts.erased;
    const auto number = [](const store::Row& row) { return row.integer(0); };
    counts.administrators = *db.one(R"sql(select count(*) from memberships m join standings s on s.person = m.person
                                          where m.role = ?1 and s.status = 0)sql",
                                    number, admin_role);
    counts.open_sessions = *db.one("select count(*) from sessions where ending is null and expires > ?1", number, now);
    counts.keys = *db.one("select count(*) from keys where revoked is null and (expires is null or expires > ?1)", number, now);
    return counts;
}

std::optional<auth::RingChanged> AccessView::ring(store::Database& db) {
    return db.one("select body from ring where id = 1",
                  [](const store::Row& row) { return json::read<auth::RingChanged>(row.text(0)).value(); });
}

}  // namespace andvari::security
