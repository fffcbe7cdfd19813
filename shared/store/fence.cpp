#include "shared/store/fence.hpp"

namespace andvari::store {

namespace {

constexpr std::string_view table = "create table if not exists lease_fence (one integer primary key, fence integer not null)";

bool has_table(Database& db) {
    const std::string_view sql = db.is_postgres()
                                     ? "select 1 from pg_tables where schemaname = current_schema() and tablename = ?1"
                                     : "select 1 from sqlite_master where type = 'table' and name = ?1";
    return db
        .one(
            sql, [](const Row&) { return true; }, "lease_fence")
        .has_value();
}

std::optional<std::int64_t> read_fence(Database& db) {
    if (!has_table(db)) return {};
    return db.one("select fence from lease_fence where one = 1", [](const Row& row) { return row.integer(0); });
}

}  // namespace

std::uint64_t raise_fence(Database& db) {
    Transaction transaction{db};
    db.script(table);
    const auto fence = db.one(R"sql(insert into lease_fence (one, fence) values (1, 1)
                                    on conflict (one) do update set fence = lease_fence.fence + 1 returning fence)sql",
                              [](const Row& row) { return row.integer(0); });
    transaction.commit();
    return static_cast<std::uint64_t>(fence.value());
}

void carry_fence(Database& from, Database& to) {
    const auto fence = read_fence(from);
    if (!fence) return;
    Transaction transaction{to};
    to.script(table);
    to.run("insert into lease_fence (one, fence) values (1, ?1) on conflict (one) do update set fence = ?1", *fence);
    transaction.commit();
}

void check_fence(Database& db, std::uint64_t fence) {
    // PostgreSQL's writers do not exclude each other, so the row is held until the commit; a next holder waits to change it.
    const std::string_view sql = db.is_postgres() ? "select fence from lease_fence where one = 1 for share"
                                                  : "select fence from lease_fence where one = 1";
    const auto found = db.one(sql, [](const Row& row) { return row.integer(0); });
    if (found != static_cast<std::int64_t>(fence))
        throw StoreError{"the lease is lost: its number was " + std::to_string(fence) + ", now it is " +
                         (found ? std::to_string(*found) : "gone")};
}

}  // namespace andvari::store
