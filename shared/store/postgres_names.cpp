#include "shared/store/postgres_names.hpp"

namespace andvari::store::postgres {

namespace {

constexpr std::size_t longest_identifier = 63;  // PostgreSQL cuts longer ones in silence.

// Everything that is put between quotes here is a token, so there is nothing to escape.
std::string literal(std::string_view text) { return "'" + std::string{text} + "'"; }
std::string identifier(std::string_view text) { return "\"" + std::string{text} + "\""; }
std::string lock_key(const std::string& what) { return "hashtextextended(" + literal(what) + ", 0)"; }
std::string open_key(const std::string& schema) { return lock_key("andvari open " + schema); }

}  // namespace

Names::Names(Connection& connection, const Location& location)
    : connection_{connection}, prefix_{location.schema_prefix + "andvari"}, names_{identifier(prefix_) + ".names"} {
    if (!is_token(prefix_)) throw StoreError{"\"" + location.schema_prefix + "\" cannot begin a schema's name"};
}

bool Names::ready() { return !connection_.value("select to_regclass(" + literal(names_) + ")").empty(); }

void Names::make() {
    if (ready()) return;
    // "if not exists" alone lets two that start at once collide.
    connection_.run("begin; select pg_advisory_xact_lock(" + lock_key("andvari names " + prefix_) + ")");
    connection_.run("create schema if not exists " + identifier(prefix_) + "; create table if not exists " + names_ +
                    " (name text primary key, schema text not null unique); create sequence if not exists " +
                    identifier(prefix_) + ".generations; commit");
}

std::string Names::current(std::string_view name) {
    return ready() ? connection_.value("select schema from " + names_ + " where name = " + literal(name)) : std::string{};
}

std::string Names::current_or_new(std::string_view name) {
    make();
    if (auto schema = current(name); !schema.empty()) return schema;
    const auto number = connection_.value("select nextval('" + identifier(prefix_) + ".generations')");
    const std::string schema = prefix_ + "_" + std::string{name} + "_" + number;
    if (schema.size() > longest_identifier) throw StoreError{"PostgreSQL: the name is too long for a schema: " + schema};
    try {
        connection_.run("begin; create schema " + identifier(schema) + "; insert into " + names_ + " values (" + literal(name) +
                        ", " + literal(schema) + "); commit");
    } catch (const Conflict&) {
        connection_.run("rollback");  // Somebody else was first.
    }
    return current(name);
}

bool Names::in_use(const std::string& schema) {
    return !connection_.value("select 1 from " + names_ + " where schema = " + literal(schema)).empty();
}

void Names::move(std::string_view from, std::string_view to) {
    // One statement each, in one transaction: both or none.
    connection_.run("begin; delete from " + names_ + " where name = " + literal(to) + "; update " + names_ +
                    " set name = " + literal(to) + " where name = " + literal(from) + "; commit");
}

void Names::remove(std::string_view name) {
    if (ready()) connection_.run("delete from " + names_ + " where name = " + literal(name));
}

void Names::sweep(std::string_view name) {
    if (!ready()) return;
    const auto rows = connection_.run("select nspname from pg_namespace where nspname ~ '^" + prefix_ + "_" + std::string{name} +
                                      "_[0-9]+$' and nspname not in (select schema from " + names_ + ")");
    for (const auto& row : rows) drop_if_unused(row[0].c_str());
}

void Names::drop_if_unused(const std::string& schema) {
    if (connection_.value("select pg_try_advisory_lock(" + open_key(schema) + ")") != "t") return;
    connection_.run("drop schema if exists " + identifier(schema) + " cascade");
    connection_.run("select pg_advisory_unlock(" + open_key(schema) + ")");
}

void Names::hold(Connection& connection, const std::string& schema) {
    connection.run("select pg_advisory_lock_shared(" + open_key(schema) + ")");
}

void Names::release(Connection& connection, const std::string& schema) {
    connection.run("select pg_advisory_unlock_shared(" + open_key(schema) + ")");
}

std::string Names::lease_key(const Location& location, std::string_view name) {
    return lock_key("andvari lease " + location.schema_prefix + std::string{name});
}

}  // namespace andvari::store::postgres
