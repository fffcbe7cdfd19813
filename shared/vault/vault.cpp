#include "shared/vault/vault.hpp"

#include <stdexcept>
#include <utility>

namespace andvari::vault {
namespace {
constexpr std::string_view name = "vault";

// The row of a person who was erased stays, without a key, so that none is ever made again.
constexpr store::Migration schema[] = {
    {1, "create table persons (person text not null, secret blob, primary key (person)) without rowid"},
};

struct Found {
    bool erased = false;
    std::optional<crypto::PersonKey> key;
};

std::optional<Found> look_up(store::Database& db, const UserId& person) {
    return db.one(
        "select secret from persons where person = ?1",
        [](const store::Row& row) {
            return row.is_null(0) ? Found{.erased = true, .key = {}}
                                  : Found{.erased = false, .key = crypto::PersonKey::from_bytes(row.text(0))};
        },
        person);
}

bool has_tables(store::Database& db) {
    const auto is_there = [](const store::Row& row) { return row.integer(0) > 0; };
    return db.is_postgres() ? db.one("select count(to_regclass('persons'))", is_there).value()
                            : db.one("select count(*) from sqlite_master where name = 'persons'", is_there).value();
}

// In SQLite what was overwritten stands in the file's journal until that is truncated. PostgreSQL keeps the old row beside the
// new one, and writes the table anew without it.
void remove_traces(store::Database& db) {
    if (db.is_postgres()) return db.script("vacuum full persons");
    const auto busy = db.one("pragma wal_checkpoint(truncate)", [](const store::Row& row) { return row.integer(0) != 0; });
    if (busy.value_or(true)) throw store::StoreError{"SQLite: the vault's journal cannot be truncated while it is being read"};
}
}  // namespace

Vault::Vault(std::unique_ptr<store::Database> db) : db_{std::move(db)} {}

std::unique_ptr<Vault> Vault::open_to_write(const store::Location& location) {
    auto db = store::open(location, name, store::Durability::full);
    if (!db->is_postgres()) db->script("pragma secure_delete = on");
    store::migrate(*db, schema);
    return std::unique_ptr<Vault>{new Vault{std::move(db)}};
}

std::unique_ptr<Vault> Vault::open_to_read(const store::Location& location) {
    if (!store::exists(location, name)) return nullptr;
    auto db = store::open(location, name, store::Durability::full, store::Access::read_only);
    if (!has_tables(*db)) return nullptr;
    return std::unique_ptr<Vault>{new Vault{std::move(db)}};
}

crypto::PersonKey Vault::make(const UserId& person) {
    store::Transaction transaction{*db_};
    if (auto found = look_up(*db_, person)) {
        if (found->erased) throw std::logic_error{"a key was asked for somebody who was erased"};
        if (found->key) return *std::move(found->key);
    }
    auto key = crypto::PersonKey::generate();
    db_->run("insert into persons (person, secret) values (?1, ?2)", person, store::Blob{key.bytes().view()});
    transaction.commit();
    return key;
}

std::optional<crypto::PersonKey> Vault::find(const UserId& person) {
    auto found = look_up(*db_, person);
    return found ? std::move(found->key) : std::nullopt;
}

void Vault::destroy(const UserId& person) {
    {
        store::Transaction transaction{*db_};
        db_->run("insert into persons (person, secret) values (?1, ?2) on conflict (person) do update set secret = null", person,
                 nullptr);
        transaction.commit();
    }
    remove_traces(*db_);
}

std::optional<std::string> Vault::open(const UserId& person, std::string_view field, std::string_view sealed) {
    const auto key = find(person);
    return key ? crypto::open(*key, {person.text, field}, sealed) : std::nullopt;
}

std::optional<std::string> Vault::seal(const UserId& person, std::string_view field, std::string_view plain) {
    const auto key = find(person);
    return key ? std::optional{crypto::seal(*key, {person.text, field}, plain)} : std::nullopt;
}

}  // namespace andvari::vault
