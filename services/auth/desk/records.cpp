#include "services/auth/desk/records.hpp"

#include "shared/eventing/journal.hpp"

namespace andvari::desk {
namespace {
constexpr store::Migration schema[] = {
    {1, eventing::positions_schema},
    {2, R"sql(
        create table single_values (name text primary key, content blob not null);
        create table signing_keys (kid text primary key, seed blob not null, state text not null, retired integer);
        create table addresses (address text primary key, person text not null unique, email text, registered integer not null);
        create table preferences (person text primary key, preferences text not null);
        create table devices (person text not null, device text not null, seen integer not null, primary key (person, device));
    )sql"},
};
}  // namespace

Records::Records(const store::Location& location, std::uint64_t fence)
    : db_{store::open(location, database_name, store::Durability::full)}, fence_{fence} {
    if (!db_->is_postgres()) db_->script("pragma secure_delete = on");
    store::migrate(*db_, schema);
}

std::optional<crypto::Secret> value_of(store::Database& db, std::string_view name) {
    return db.one(
        "select content from single_values where name = ?1", [](const store::Row& row) { return crypto::Secret{row.text(0)}; },
        name);
}

void set_value(store::Database& db, std::string_view name, std::string_view value) {
    db.run("insert into single_values (name, content) values (?1, ?2) on conflict (name) do update set content = ?2", name,
           store::Blob{value});
}

void remove_value(store::Database& db, std::string_view name) { db.run("delete from single_values where name = ?1", name); }

}  // namespace andvari::desk
