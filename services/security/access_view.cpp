#include "services/security/access_view.hpp"

#include "shared/eventing/ordinal.hpp"
#include "shared/eventing/rules.hpp"
#include "shared/json/write.hpp"

namespace andvari::security {
namespace {
using eventing::Envelope;

// `person` is a user's id: `user` means something else to PostgreSQL. A role's name has no comma, so that `roles` holds several.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table standings (person text primary key, status integer not null, roles text not null, revision integer not null);
    create table memberships (person text not null, role text not null, primary key (person, role));
    create index memberships_by_role on memberships (role);
    create table roles (name text primary key, permissions integer not null);
    create table revisions (id integer primary key, revision integer not null);
    create table acts (place integer primary key, time integer not null, actor text not null, act text not null, person text,
        role text, reason text not null);
    create table registrations (person text primary key, registered_at integer not null, email text, verified integer not null,
        second_factor integer not null);
    create table sessions (id text primary key, person text not null, place integer not null, method integer not null,
        opened integer not null, expires integer not null, used integer not null, client text not null, ending integer,
        ended integer);
    create index sessions_by_person on sessions (person, place);
    create index sessions_not_ended on sessions (expires) where ending is null;
    create table keys (id text primary key, person text not null, secret_hash text not null, scopes integer not null,
        created integer not null, expires integer, used integer, revoked integer, details text not null, client text);
    create index keys_by_person on keys (person, id);
    create table ring (id integer primary key, body text not null);
    create table profiles (person text primary key, profile text, preferences text);
)sql"}};
constexpr std::string_view sources[] = {"auth", "security", "user"};
constexpr std::string_view all_tables[] = {"standings",     "memberships", "roles", "revisions", "acts",
                                           "registrations", "sessions",    "keys",  "ring",      "profiles"};

std::string joined(const std::vector<std::string>& roles) {
    std::string text;
    for (const auto& role : roles) text.append(text.empty() ? "" : ",").append(role);
    return text;
}

std::uint64_t bits_of(const std::vector<Permission>& permissions) { return PermissionSet{permissions}.bits(); }

template <class F, class... Listed>
inline constexpr bool is_one_of = (std::is_same_v<F, Listed> || ...);
/// What changes no row; any other fact without an `on` does not compile.
template <class F>
inline constexpr bool is_ignored =
    is_one_of<F, auth::VerificationOffered, auth::LoginFailed, auth::TokenReused, auth::SessionsEnded, auth::ResetOffered,
              auth::SecondFactorOffered, auth::CommandRefused, CommandRefused, user::CommandRefused>;
template <class F>
inline constexpr bool is_act = std::is_base_of_v<Standing, F> || is_one_of<F, RoleDefined, RoleRemoved>;

// What security says: standings, memberships, roles, revisions, acts.

void on(store::Database& db, const Envelope&, const Standing& fact) {
    db.run(R"sql(insert into standings (person, status, roles, revision) values (?1, ?2, ?3, ?4)
                 on conflict (person) do update set status = excluded.status, roles = excluded.roles,
                 revision = excluded.revision)sql",
           fact.user, static_cast<int>(fact.status), joined(fact.roles), fact.revision);
    db.run("delete from memberships where person = ?1", fact.user);
    for (const auto& role : fact.roles) db.run("insert into memberships (person, role) values (?1, ?2)", fact.user, role);
}

void on(store::Database& db, const Envelope&, const RoleDefined& fact) {
    db.run(R"sql(insert into roles (name, permissions) values (?1, ?2)
                 on conflict (name) do update set permissions = excluded.permissions)sql",
           fact.role, bits_of(fact.permissions));
}

void on(store::Database& db, const Envelope&, const RoleRemoved& fact) { db.run("delete from roles where name = ?1", fact.role); }

template <class F>
void note_act(store::Database& db, const Envelope& e, const F& fact) {
    std::optional<std::string> user, role;
    if constexpr (requires { fact.user; }) user = fact.user.text;
    if constexpr (requires { fact.role; }) role = fact.role;
    db.run("insert into acts (place, time, actor, act, person, role, reason) values (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
           eventing::ordinal(e.place), e.time, e.actor, eventing::verb_of_type(F::type), user, role, fact.reason);
    db.run(R"sql(insert into revisions (id, revision) values (1, ?1)
                 on conflict (id) do update set revision = excluded.revision)sql",
           fact.revision);
}

// What auth says: registrations, sessions, keys, ring.

void on(store::Database& db, const Envelope& e, const auth::Registered& fact) {
    db.run("insert into registrations (person, registered_at, email, verified, second_factor) values (?1, ?2, ?3, 0, 0)",
           fact.user, e.time, fact.email);
}

void note_verified(store::Database& db, const UserId& user) {
    db.run("update registrations set verified = 1 where person = ?1", user);
}

void on(store::Database& db, const Envelope&, const auth::EmailVerified& fact) { note_verified(db, fact.user); }

void on(store::Database& db, const Envelope&, const auth::PasswordChanged& fact) {
    // The token that allows a reset came by mail.
    if (fact.how == auth::PasswordChange::reset) note_verified(db, fact.user);
}

void on(store::Database& db, const Envelope&, const auth::SecondFactorEnabled& fact) {
    db.run("update registrations set second_factor = 1 where person = ?1", fact.user);
}

void on(store::Database& db, const Envelope&, const auth::SecondFactorDisabled& fact) {
    db.run("update registrations set second_factor = 0 where person = ?1", fact.user);
}

void on(store::Database& db, const Envelope& e, const auth::SessionOpened& fact) {
    db.run(R"sql(insert into sessions (id, person, place, method, opened, expires, used, client)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?5, ?7))sql",
           fact.session, fact.user, eventing::ordinal(e.place), static_cast<int>(fact.method), fact.opened, fact.expires,
           fact.client);
}

void on(store::Database& db, const Envelope&, const auth::SessionRefreshed& fact) {
    db.run("update sessions set used = ?2, expires = ?3, client = ?4 where id = ?1", fact.session, fact.refreshed, fact.expires,
           fact.client);
}

void on(store::Database& db, const Envelope& e, const auth::SessionEnded& fact) {
    db.run("update sessions set ending = ?2, ended = ?3 where id = ?1", fact.session, static_cast<int>(fact.ending), e.time);
}

void on(store::Database& db, const Envelope& e, const auth::KeyCreated& fact) {
    db.run(R"sql(insert into keys (id, person, secret_hash, scopes, created, expires, details)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7))sql",
           fact.key, fact.user, fact.secret_hash, bits_of(fact.scopes), e.time, fact.expires, fact.details);
}

void on(store::Database& db, const Envelope&, const auth::KeyRotated& fact) {
    db.run("update keys set secret_hash = ?2 where id = ?1", fact.key, fact.secret_hash);
}

void on(store::Database& db, const Envelope& e, const auth::KeyRevoked& fact) {
    db.run("update keys set revoked = ?2 where id = ?1", fact.key, e.time);
}

void on(store::Database& db, const Envelope& e, const auth::Used& fact) {
    if (fact.session) db.run("update sessions set used = ?2, client = ?3 where id = ?1", *fact.session, e.time, fact.client);
    if (fact.key) db.run("update keys set used = ?2, client = ?3 where id = ?1", *fact.key, e.time, fact.client);
}

void on(store::Database& db, const Envelope&, const auth::Closed& fact) {
    db.run("update registrations set email = null, verified = 0, second_factor = 0 where person = ?1", fact.user);
    db.run("delete from sessions where person = ?1", fact.user);
    db.run("delete from keys where person = ?1", fact.user);
}

void on(store::Database& db, const Envelope&, const auth::RingChanged& fact) {
    db.run("insert into ring (id, body) values (1, ?1) on conflict (id) do update set body = excluded.body", json::write(fact));
}

// What user says: profiles.

void on(store::Database& db, const Envelope&, const user::ProfileSet& fact) {
    db.run("insert into profiles (person, profile) values (?1, ?2) on conflict (person) do update set profile = excluded.profile",
           fact.user, fact.profile);
}

void on(store::Database& db, const Envelope&, const user::PreferencesSet& fact) {
    db.run(R"sql(insert into profiles (person, preferences) values (?1, ?2)
                 on conflict (person) do update set preferences = excluded.preferences)sql",
           fact.user, fact.preferences);
}

void on(store::Database& db, const Envelope&, const user::Erased& fact) {
    db.run("delete from profiles where person = ?1", fact.user);
}
}  // namespace

std::span<const store::Migration> AccessView::schema() const { return migrations; }
std::span<const std::string_view> AccessView::contexts() const { return sources; }
std::span<const std::string_view> AccessView::tables() const { return all_tables; }

void AccessView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    const auto take = [&]<class F>(const F& fact) {
        if constexpr (!is_ignored<F>) on(db, occurrence.envelope, fact);
        if constexpr (is_act<F>) note_act(db, occurrence.envelope, fact);
    };
    eventing::with_fact<auth::Fact>(occurrence, take) || eventing::with_fact<security::Fact>(occurrence, take) ||
        eventing::with_fact<user::Fact>(occurrence, take);
}

}  // namespace andvari::security
