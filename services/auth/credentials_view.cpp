#include "services/auth/credentials_view.hpp"

#include "shared/json/write.hpp"

namespace andvari::auth {
namespace {
constexpr store::Migration migrations[] = {{1, R"sql(
    create table credentials (user_id text primary key, email text not null, password text, password_revision integer not null,
        verified integer not null, seed text, second_factor integer not null, totp_step integer);
    create table recovery_hashes (user_id text not null, hash text not null, primary key (user_id, hash));
    create table key_owners (key_id text primary key, user_id text not null);
    create index key_owners_by_user on key_owners (user_id);
    create table ring (name text primary key, keys text not null);
)sql"}};
constexpr std::string_view sources[] = {"auth"};
constexpr std::string_view all_tables[] = {"credentials", "recovery_hashes", "key_owners", "ring"};
constexpr std::string_view ring_row = "ring";

void on(store::Database& db, const Registered& e) {
    db.run(R"sql(insert into credentials (user_id, email, password, password_revision, verified, second_factor)
                 values (?1, ?2, ?3, ?4, 0, 0))sql",
           e.user, e.email, e.password, e.password ? 1 : 0);
}

void on(store::Database& db, const EmailVerified& e) { db.run("update credentials set verified = 1 where user_id = ?1", e.user); }

void on(store::Database& db, const SessionOpened& e) {
    if (e.totp_step) db.run("update credentials set totp_step = ?2 where user_id = ?1", e.user, e.totp_step);
    if (e.recovery_hash) db.run("delete from recovery_hashes where user_id = ?1 and hash = ?2", e.user, e.recovery_hash);
}

void on(store::Database& db, const PasswordChanged& e) {
    db.run("update credentials set password = ?2, password_revision = ?3 where user_id = ?1", e.user, e.password, e.revision);
}

void on(store::Database& db, const SecondFactorOffered& e) {
    db.run("update credentials set seed = ?2 where user_id = ?1", e.user, e.seed);
}

void on(store::Database& db, const SecondFactorEnabled& e) {
    db.run("update credentials set second_factor = 1, totp_step = ?2 where user_id = ?1", e.user, e.totp_step);
    for (const auto& hash : e.recovery_hashes)
        db.run("insert into recovery_hashes (user_id, hash) values (?1, ?2)", e.user, hash);
}

void on(store::Database& db, const SecondFactorDisabled& e) {
    db.run("update credentials set second_factor = 0, seed = null, totp_step = null where user_id = ?1", e.user);
    db.run("delete from recovery_hashes where user_id = ?1", e.user);
}

void on(store::Database& db, const KeyCreated& e) {
    // Ids of keys are random. Should one come twice, it stays with whom it was made for first.
    db.run("insert into key_owners (key_id, user_id) values (?1, ?2) on conflict (key_id) do nothing", e.key, e.user);
}

void on(store::Database& db, const KeyRevoked& e) {
    db.run("delete from key_owners where key_id = ?1 and user_id = ?2", e.key, e.user);
}

void on(store::Database& db, const Closed& e) {
    db.run("delete from credentials where user_id = ?1", e.user);
    db.run("delete from recovery_hashes where user_id = ?1", e.user);
    db.run("delete from key_owners where user_id = ?1", e.user);
}

void on(store::Database& db, const RingChanged& e) {
    db.run("insert into ring (name, keys) values (?1, ?2) on conflict (name) do update set keys = excluded.keys", ring_row,
           json::write(e));
}

// What is of no use for checking a secret.
void on(store::Database&, const VerificationOffered&) {}
void on(store::Database&, const LoginFailed&) {}
void on(store::Database&, const SessionRefreshed&) {}
void on(store::Database&, const TokenReused&) {}
void on(store::Database&, const SessionEnded&) {}
void on(store::Database&, const SessionsEnded&) {}
void on(store::Database&, const ResetOffered&) {}
void on(store::Database&, const KeyRotated&) {}
void on(store::Database&, const Used&) {}
void on(store::Database&, const CommandRefused&) {}

CredentialsRow credentials_row(const store::Row& row) {
    const auto text = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional{row.string(column)}; };
    CredentialsRow credentials;
    credentials.user.text = row.string(0);
    credentials.email = row.string(1);
    credentials.password = text(2);
    credentials.password_revision = static_cast<std::uint64_t>(row.integer(3));
    credentials.verified = row.integer(4) != 0;
    credentials.seed = text(5);
    credentials.second_factor = row.integer(6) != 0;
    if (!row.is_null(7)) credentials.totp_step = row.integer(7);
    return credentials;
}

void add_recovery_hashes(store::Database& db, CredentialsRow& credentials) {
    db.each(
        "select hash from recovery_hashes where user_id = ?1 order by hash",
        [&](const store::Row& row) { credentials.recovery_hashes.push_back(row.string(0)); }, credentials.user);
}
}  // namespace

std::span<const store::Migration> CredentialsView::schema() const { return migrations; }
std::span<const std::string_view> CredentialsView::contexts() const { return sources; }
std::span<const std::string_view> CredentialsView::tables() const { return all_tables; }

void CredentialsView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    eventing::with_fact<Fact>(occurrence, [&](const auto& fact) { on(db, fact); });
}

std::optional<CredentialsRow> CredentialsView::find(store::Database& db, const UserId& user) {
    auto row = db.one(
        R"sql(select user_id, email, password, password_revision, verified, seed, second_factor, totp_step from credentials
              where user_id = ?1)sql",
        credentials_row, user);
    if (row) add_recovery_hashes(db, *row);
    return row;
}

std::vector<CredentialsRow> CredentialsView::all(store::Database& db, std::string_view after, std::int64_t limit) {
    std::vector<CredentialsRow> rows;
    db.each(
        R"sql(select user_id, email, password, password_revision, verified, seed, second_factor, totp_step from credentials
              where user_id > ?1 order by user_id limit ?2)sql",
        [&](const store::Row& row) { rows.push_back(credentials_row(row)); }, after, limit);
    for (auto& row : rows) add_recovery_hashes(db, row);
    return rows;
}

std::optional<RingChanged> CredentialsView::ring(store::Database& db) {
    return db.one(
        "select keys from ring where name = ?1",
        [](const store::Row& row) { return json::read<RingChanged>(row.text(0)).value(); }, ring_row);
}

std::optional<UserId> CredentialsView::owner_of_key(store::Database& db, const ApiKeyId& key) {
    return db.one(
        "select user_id from key_owners where key_id = ?1", [](const store::Row& row) { return UserId{row.string(0)}; }, key);
}

}  // namespace andvari::auth
