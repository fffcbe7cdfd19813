#include "shared/store/dialect.hpp"

#include <doctest/doctest.h>

namespace andvari::store {
namespace {

TEST_CASE("placeholders become PostgreSQL's, with a cast where the kind is known") {
    const Kind kinds[] = {Kind::integer, Kind::text, Kind::blob, Kind::unknown};
    CHECK(to_postgres("select ?1, ?2, ?3, ?4, ?12", kinds) == "select $1::bigint, $2::text, $3::bytea, $4, $12");
}

TEST_CASE("types become PostgreSQL's, whatever their case, and only whole words") {
    CHECK(to_postgres("create table a (b INTEGER primary key, c blob, integers integer) WITHOUT\n rowid;", {}) ==
          "create table a (b bigint primary key, c bytea, integers bigint) ;");
    CHECK(to_postgres("timestamp without time zone", {}) == "timestamp without time zone");
}

TEST_CASE("texts, names and comments stay as they are") {
    const std::string_view sql = "select 'it''s ?1; integer', \"blob\" -- integer ?1\n, 1 /* blob ?2 */";
    CHECK(to_postgres(sql, {}) == sql);
    CHECK(to_postgres("select 'open", {}) == "select 'open");
}

TEST_CASE("what changes rows is told from what reads") {
    CHECK(changes_rows("\n  INSERT into a values (1)"));
    CHECK(changes_rows("with b as (select 1) delete from a"));
    CHECK_FALSE(changes_rows("select 1"));
    CHECK_FALSE(changes_rows("commit"));
    CHECK_FALSE(changes_rows(""));
}

}  // namespace
}  // namespace andvari::store
