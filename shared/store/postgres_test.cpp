#include "shared/store/postgres_names.hpp"
#include "shared/store/postgres_server.hpp"

namespace andvari::store {
namespace {

struct Store {
    Location location = testing::fresh_postgres();
    /// The server gives the lock back when it finds the connection closed, which may be a moment later; this waits for it.
    bool lease_after_death() const {
        const auto key = postgres::Names::lease_key(location, "things");
        postgres::Connection waiting{location.postgres, ""};
        waiting.run("select pg_advisory_lock(" + key + ")");
        waiting.run("select pg_advisory_unlock(" + key + ")");
        return try_lease(location, "things") != nullptr;
    }
};

}  // namespace
}  // namespace andvari::store

#include "shared/store/database_suite.hpp"

namespace andvari::store {
namespace {

TEST_CASE_FIXTURE(Opened, "PostgreSQL: a server that is lost fails the transaction, and the next one goes on") {
    db->run("insert into things (name) values (?1)", "before");
    {
        Transaction transaction{*db};
        db->run("insert into things (name) values (?1)", "lost");
        testing::postgres_server().restart();
        CHECK_THROWS_AS(db->run("insert into things (name) values (?1)", "lost too"), StoreError);
        CHECK_THROWS_AS(db->run("insert into things (name) values (?1)", "still"), StoreError);
    }
    {
        Transaction transaction{*db};
        db->run("insert into things (name) values (?1)", "after");
        transaction.commit();
    }
    CHECK(count() == 2);
    testing::postgres_server().restart();
    Transaction transaction{*db};
    db->run("insert into things (name) values (?1)", "last");
    transaction.commit();
    CHECK(count() == 3);
}

TEST_CASE_FIXTURE(Opened, "PostgreSQL: a replaced schema goes when its last reader has gone") {
    const auto schemas = [&] {
        postgres::Connection looking{location.postgres, ""};
        return std::stoi(
            looking.value("select count(*) from pg_namespace where nspname ~ '^" + location.schema_prefix + "andvari_'"));
    };
    CHECK(schemas() == 1);
    open(location, "copy", Durability::none);
    replace(location, "copy", "things");
    CHECK(schemas() == 2);
    db.reset();
    open(location, "things", Durability::full);
    CHECK(schemas() == 1);
    drop(location, "things");
    CHECK(schemas() == 0);
}

TEST_CASE_FIXTURE(Store, "PostgreSQL: a text with a zero byte is refused, not cut") {
    const auto db = open(location, "things", Durability::full);
    CHECK_THROWS_AS(db->one("select ?1", first_text, std::string_view{"a\0b", 3}), StoreError);
}

TEST_CASE("PostgreSQL: no server is an error that says so") {
    CHECK_THROWS_WITH_AS(exists({.folder = {}, .postgres = "host=/nowhere", .schema_prefix = {}}, "things"),
                         doctest::Contains("/nowhere"), StoreError);
}

}  // namespace
}  // namespace andvari::store
