#include "shared/store/database.hpp"

namespace andvari::store {

namespace {

/// The number of the last change that has run. Inside a transaction.
int version(Database& db) {
    // Two programs that start at once would both find nothing done; SQLite's write lock keeps them apart by itself.
    if (db.is_postgres()) db.run("select pg_advisory_xact_lock(hashtext(current_schema()))");
    db.script("create table if not exists schema_version (number integer primary key)");
    return db
        .one("select coalesce(max(number), 0) from schema_version",
             [](const Row& row) { return static_cast<int>(row.integer(0)); })
        .value();
}

}  // namespace

void migrate(Database& db, std::span<const Migration> migrations) {
    for (std::size_t i = 0; i < migrations.size(); ++i)
        if (migrations[i].number != static_cast<int>(i) + 1)
            throw StoreError{"migration " + std::to_string(migrations[i].number) + " stands at place " + std::to_string(i + 1)};
    const int newest = static_cast<int>(migrations.size());
    for (bool done = false; !done;) {
        Transaction transaction{db};
        const int current = version(db);
        if (current > newest)
            throw StoreError{"the database has schema " + std::to_string(current) + ", this program knows " +
                             std::to_string(newest) + ": start a newer program"};
        if (current < newest) {
            const Migration& next = migrations[static_cast<std::size_t>(current)];
            db.script(next.sql);
            db.run("insert into schema_version (number) values (?1)", next.number);
        }
        transaction.commit();
        done = current >= newest - 1;
    }
}

}  // namespace andvari::store
