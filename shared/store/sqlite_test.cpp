#include <stdlib.h>
#include <sys/resource.h>

#include <filesystem>
#include <fstream>

#include "shared/store/database.hpp"

namespace andvari::store {
namespace {

struct Store {
    Location location;
    Store() {
        std::string folder = std::filesystem::temp_directory_path() / "andvari-store-XXXXXX";
        if (!::mkdtemp(folder.data())) throw StoreError{"cannot make a folder"};
        location.folder = folder;
    }
    ~Store() { std::filesystem::remove_all(location.folder); }
    /// The kernel gives the lock back before the death is reported.
    bool lease_after_death() const { return try_lease(location, "things") != nullptr; }
};

}  // namespace
}  // namespace andvari::store

#include "shared/store/database_suite.hpp"

namespace andvari::store {
namespace {

TEST_CASE_FIXTURE(Opened, "SQLite: a commit that finds the disk full leaves the database usable") {
    ::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    const rlimit small{1 << 16, before.rlim_max};
    {
        Transaction transaction{*db};
        db->run("insert into things (name, body) values ('a', ?1)", Blob{std::string(1 << 20, 'x')});
        ::setrlimit(RLIMIT_FSIZE, &small);
        CHECK_THROWS_AS(transaction.commit(), StoreError);
        ::setrlimit(RLIMIT_FSIZE, &before);
    }
    CHECK(count() == 0);
    db->run("insert into things (name) values ('a')");
    CHECK(count() == 1);
}

TEST_CASE_FIXTURE(Opened, "SQLite: a plain file from a backup stands for itself, and can be replaced") {
    db->run("insert into things (name) values ('saved')");
    db.reset();
    std::filesystem::copy_file(location.folder + "/things.db", location.folder + "/restored.db");
    const auto restored = open(location, "restored", Durability::full);
    CHECK(restored->one("select name from things", first_text) == "saved");
    CHECK_FALSE(restored->replaced());
    open(location, "copy", Durability::none);
    replace(location, "copy", "restored");
    CHECK(restored->replaced());
    CHECK(restored->one("select name from things", first_text) == "saved");
    CHECK_THROWS_AS(open(location, "restored", Durability::full)->run("select * from things"), StoreError);
}

TEST_CASE_FIXTURE(Opened, "SQLite: nothing of the replaced or dropped stays in the folder") {
    for (int round = 0; round < 3; ++round) {
        open(location, "copy", Durability::none);
        replace(location, "copy", "things");
    }
    db.reset();
    drop(location, "things");
    CHECK(std::filesystem::is_empty(location.folder));
}

void write_rows(Database& db, int from, int count) {
    const std::string body(3500, 'x');  // One page each.
    Transaction transaction{db};
    for (int i = from; i < from + count; ++i)
        db.run("insert into things (name, body) values (?1, ?2)", std::to_string(i), Blob{body});
    transaction.commit();
}

TEST_CASE_FIXTURE(Opened, "SQLite: what was committed moves into the file beside the writer") {
    // While somebody else has it open, the writer's end moves nothing by itself.
    const auto reader = open(location, "things", Durability::relaxed, Access::read_only);
    constexpr int rows = 9'000;
    write_rows(*db, 0, rows);
    db.reset();
    CHECK(std::filesystem::file_size(location.folder + "/things.db") > rows * 3500);
    CHECK(reader->one("select count(*) from things", first_integer) == rows);
}

TEST_CASE_FIXTURE(Opened, "SQLite: checkpoints beside steady writing lose nothing") {
    constexpr int batches = 120;
    constexpr int rows = 100;
    const auto reader = open(location, "things", Durability::relaxed, Access::read_only);
    for (int batch = 0; batch < batches; ++batch) {
        write_rows(*db, batch * rows, rows);
        REQUIRE(reader->one("select count(*) from things", first_integer) == (batch + 1) * rows);
    }
    db.reset();
    db = open(location, "things", Durability::full);
    CHECK(count() == batches * rows);
    CHECK(db->one("pragma integrity_check", first_text) == "ok");
}

TEST_CASE_FIXTURE(Store, "SQLite: a file that is no database is an error that says so") {
    std::ofstream{location.folder + "/things.db"} << "this is not a database at all, but long enough to be looked at";
    CHECK_THROWS_WITH_AS(open(location, "things", Durability::full), doctest::Contains("not a database"), StoreError);
}

}  // namespace
}  // namespace andvari::store
