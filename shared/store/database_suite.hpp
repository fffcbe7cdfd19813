// What both stores must do alike. Included by one test file per store, after its fixture `Store`, which makes a
// `Location location` of its own.
#pragma once

#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <limits>
#include <string>

#include "shared/store/database.hpp"

namespace andvari::store {
namespace {

std::int64_t first_integer(const Row& row) { return row.integer(0); }
std::string first_text(const Row& row) { return row.string(0); }

constexpr Migration things[] = {
    {1, "create table things (name text not null, number integer, body blob, primary key (name)) without rowid"},
    {2, R"(create table lines (owner text not null, line integer not null, note text default 'integer; blob -- no comment',
                               primary key (owner, line)); -- one; two
           create index lines_by_line on lines (line))"},
};

struct Opened : Store {
    std::unique_ptr<Database> db = open(location, "things", Durability::full);
    Opened() { migrate(*db, things); }
    std::int64_t count() const { return db->one("select count(*) from things", first_integer).value(); }
};

TEST_CASE_FIXTURE(Opened, "every type comes back as it went in") {
    const auto largest = std::numeric_limits<std::int64_t>::max();
    const auto smallest = std::numeric_limits<std::int64_t>::min();
    const std::string bytes{"\0\x01'\\\xFF\0", 6};
    const std::string text = "Zürich → 東京 '\" \\ ; $1 ?1";
    db->run("insert into things (name, number, body) values (?1, ?2, ?3)", text, largest, Blob{bytes});
    db->run("insert into things (name, number, body) values (?1, ?2, ?3)", "", smallest, Blob{""});
    db->run("insert into things (name, number, body) values (?1, ?2, ?3)", "none", nullptr, std::optional<Money>{});

    const auto check = [&](std::string_view name, bool null, std::int64_t number, std::string_view body) {
        const auto found = db->one(
            "select number, body, name from things where name = ?1",
            [&](const Row& row) {
                CHECK(row.is_null(0) == null);
                CHECK(row.is_null(1) == null);
                CHECK(row.integer(0) == number);
                CHECK(row.text(1) == body);
                CHECK(row.text(2) == name);
                return true;
            },
            name);
        CHECK(found.has_value());
    };
    check(text, false, largest, bytes);
    check("", false, smallest, "");
    check("none", true, 0, "");
}

TEST_CASE_FIXTURE(Opened, "integers are 64 bits wide in expressions too") {
    const std::int64_t wide = 5'000'000'000;
    CHECK(db->one("select ?1 + 1", first_integer, wide) == wide + 1);
    CHECK(db->one("select coalesce(?1, 0)", first_integer, wide) == wide);
    db->run("insert into things (name, number) values (?1, ?2 + 1)", "wide", wide);
    CHECK(db->run("update things set number = number + ?2 where name = ?1", "wide", wide) == 1);
    CHECK(db->one("select number from things where name = ?1", first_integer, "wide") == 2 * wide + 1);
}

TEST_CASE_FIXTURE(Opened, "one statement takes null and a value in the same place") {
    constexpr std::string_view sql = "insert into things (name, number, body) values (?1, ?2, ?3)";
    db->run(sql, "a", nullptr, nullptr);
    db->run(sql, "b", 7, Blob{"x"});
    db->run(sql, "c", nullptr, nullptr);
    CHECK(count() == 3);
}

TEST_CASE_FIXTURE(Opened, "a statement in a string that changes is never taken for the one before") {
    std::string sql = "select 1";
    CHECK(db->one(sql, first_integer) == 1);
    sql[7] = '2';
    CHECK(db->one(sql, first_integer) == 2);
}

TEST_CASE_FIXTURE(Opened, "a visit may ask the same question again, and may stop") {
    for (int i = 0; i < 3; ++i) db->run("insert into things (name, number) values (?1, ?2)", std::to_string(i), i);
    constexpr std::string_view sql = "select number from things order by name";
    int visits = 0;
    db->each(sql, [&](const Row&) { db->each(sql, [&](const Row&) { ++visits; }); });
    CHECK(visits == 9);
    db->each(sql, [&](const Row&) { return ++visits, false; });
    CHECK(visits == 10);
    CHECK(db->one(sql, first_integer) == 0);
}

TEST_CASE_FIXTURE(Opened, "the number of changed rows is told") {
    CHECK(db->run("insert into things (name) values ('a'), ('b')") == 2);
    CHECK(db->run("update things set number = 1 where name = ?1", "nobody") == 0);
    CHECK(db->run("insert into things (name) values (?1) on conflict (name) do nothing", "a") == 0);
    CHECK(db->run("delete from things") == 2);
}

TEST_CASE_FIXTURE(Opened, "a key that was there is a conflict, anything else is not") {
    db->run("insert into things (name) values ('a')");
    CHECK_THROWS_AS(db->run("insert into things (name) values ('a')"), Conflict);
    CHECK_THROWS_AS(db->run("insert into things (name) values (?1)", nullptr), StoreError);
    CHECK_THROWS_AS(db->run("insert into nothing values (1)"), StoreError);
    CHECK_THROWS_AS(db->run("select ?1"), StoreError);
    CHECK(count() == 1);
}

TEST_CASE_FIXTURE(Opened, "a transaction is whole or not at all") {
    {
        Transaction transaction{*db};
        db->run("insert into things (name) values ('lost')");
    }
    CHECK(count() == 0);
    Transaction transaction{*db};
    db->run("insert into things (name) values ('kept')");
    transaction.commit();
    CHECK(count() == 1);
}

TEST_CASE_FIXTURE(Opened, "a failure spoils its transaction, and only that") {
    db->run("insert into things (name) values ('a')");
    {
        Transaction transaction{*db};
        db->run("insert into things (name) values ('b')");
        CHECK_THROWS_AS(db->run("insert into things (name) values ('a')"), Conflict);
        CHECK_THROWS_AS(db->run("insert into things (name) values ('c')"), StoreError);
        CHECK_THROWS_AS(transaction.commit(), StoreError);
    }
    CHECK(count() == 1);
    Transaction transaction{*db};
    db->run("insert into things (name) values ('d')");
    transaction.commit();
    CHECK(count() == 2);
}

TEST_CASE_FIXTURE(Opened, "a read transaction sees one moment") {
    const auto reader = open(location, "things", Durability::relaxed, Access::read_only);
    const auto counted = [&] { return reader->one("select count(*) from things", first_integer).value(); };
    reader->begin_read();
    CHECK(counted() == 0);
    db->run("insert into things (name) values ('a')");
    CHECK(counted() == 0);
    reader->commit();
    CHECK(counted() == 1);
    CHECK_THROWS_AS(reader->run("delete from things"), StoreError);
}

TEST_CASE_FIXTURE(Opened, "what was committed is there for the next opener") {
    db->run("insert into things (name) values ('a')");
    db.reset();
    db = open(location, "things", Durability::full);
    CHECK(count() == 1);
}

TEST_CASE_FIXTURE(Store, "only what exists opens for reading") {
    CHECK_FALSE(exists(location, "things"));
    CHECK(generation(location, "things").empty());
    CHECK_THROWS_AS(open(location, "things", Durability::full, Access::read_only), StoreError);
    CHECK_THROWS_AS(open(location, "../things", Durability::full), StoreError);
    open(location, "things", Durability::full);
    CHECK(exists(location, "things"));
    CHECK_FALSE(generation(location, "things").empty());
    drop(location, "things");
    CHECK_FALSE(exists(location, "things"));
    drop(location, "things");
}

TEST_CASE_FIXTURE(Store, "migrations go on where they stopped") {
    const auto db = open(location, "things", Durability::full);
    migrate(*db, std::span{things}.first(1));
    CHECK_THROWS_AS(db->run("select count(*) from lines"), StoreError);
    migrate(*db, things);
    migrate(*db, things);
    db->run("insert into lines (owner, line) values ('a', 1)");
    CHECK(db->one("select note from lines", first_text) == "integer; blob -- no comment");
    CHECK_THROWS_AS(migrate(*db, std::span{things}.first(1)), StoreError);
    CHECK_THROWS_AS(migrate(*db, std::span{things}.last(1)), StoreError);
}

TEST_CASE_FIXTURE(Store, "a migration that fails leaves nothing behind") {
    const auto db = open(location, "things", Durability::full);
    constexpr Migration broken[] = {things[0], {2, "create table half (a integer); create table half (a integer)"}};
    CHECK_THROWS_AS(migrate(*db, broken), StoreError);
    migrate(*db, things);
    CHECK_THROWS_AS(db->run("select count(*) from half"), StoreError);
}

TEST_CASE_FIXTURE(Opened, "a copy takes the place of the one that is being read") {
    db->run("insert into things (name) values ('old')");
    const auto reader = open(location, "things", Durability::relaxed, Access::read_only);
    const auto name = [](Database& in) { return in.one("select name from things order by name", first_text); };
    const auto before = generation(location, "things");
    CHECK_FALSE(reader->replaced());

    drop(location, "things_new");
    const auto copy = open(location, "things_new", Durability::none);
    migrate(*copy, things);
    copy->run("insert into things (name) values ('new')");
    harden(*copy);
    reader->begin_read();
    CHECK(name(*reader) == "old");
    replace(location, "things_new", "things");

    CHECK(name(*reader) == "old");
    reader->commit();
    CHECK(name(*reader) == "old");
    CHECK(generation(location, "things") != before);
    CHECK(reader->replaced());
    CHECK_FALSE(copy->replaced());
    CHECK_FALSE(exists(location, "things_new"));
    const auto next = open(location, "things", Durability::relaxed, Access::read_only);
    CHECK(name(*next) == "new");
    copy->run("insert into things (name) values ('by the builder')");
    CHECK(name(*next) == "by the builder");

    const auto another = open(location, "things_new", Durability::none);
    migrate(*another, things);
    harden(*another);
    replace(location, "things_new", "things");
    CHECK(name(*next) == "by the builder");
    CHECK(open(location, "things", Durability::full)->one("select count(*) from things", first_integer) == 0);
}

TEST_CASE_FIXTURE(Opened, "there is one lease at a time, and each has a greater number") {
    auto first = try_lease(location, "things");
    REQUIRE(first);
    CHECK_FALSE(try_lease(location, "things"));
    CHECK(try_lease(location, "others"));
    const auto fence = first->fence();
    first.reset();
    const auto second = try_lease(location, "things");
    REQUIRE(second);
    CHECK(second->fence() > fence);

    Transaction transaction{*db};
    check_fence(*db, second->fence());
    CHECK_THROWS_AS(check_fence(*db, fence), StoreError);
}

TEST_CASE_FIXTURE(Opened, "the holder of a lease is still the holder when a copy took the place") {
    const auto lease = try_lease(location, "things");
    const auto copy = open(location, "things_new", Durability::none);
    migrate(*copy, things);
    harden(*copy);
    replace(location, "things_new", "things");
    Transaction transaction{*copy};
    check_fence(*copy, lease->fence());
}

TEST_CASE_FIXTURE(Opened, "a lease ends with its process") {
    db.reset();
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    const auto child = ::fork();
    if (child == 0) {
        // Neither destructor nor the parent's test report may run here.
        const auto lease = try_lease(location, "things");
        const char told = lease ? 'y' : 'n';
        if (::write(ready[1], &told, 1) == 1) ::pause();
        ::_exit(1);
    }
    char told = 0;
    REQUIRE(::read(ready[0], &told, 1) == 1);
    CHECK(told == 'y');
    CHECK_FALSE(try_lease(location, "things"));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    CHECK(lease_after_death());
}

}  // namespace
}  // namespace andvari::store
