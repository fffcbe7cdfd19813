#include "shared/store/database.hpp"

#include "shared/store/postgres.hpp"
#include "shared/store/sqlite.hpp"

namespace andvari::store {

namespace {

void require_token(std::string_view name) {
    if (!is_token(name)) throw StoreError{"\"" + std::string{name} + "\" cannot name a database"};
}

}  // namespace

std::unique_ptr<Database> open(const Location& location, std::string_view name, Durability durability, Access access) {
    require_token(name);
    return location.postgres.empty() ? sqlite::open(location.folder, name, durability, access)
                                     : postgres::open(location, name, durability, access);
}

bool exists(const Location& location, std::string_view name) {
    require_token(name);
    return location.postgres.empty() ? sqlite::exists(location.folder, name) : postgres::exists(location, name);
}

void drop(const Location& location, std::string_view name) {
    require_token(name);
    return location.postgres.empty() ? sqlite::drop(location.folder, name) : postgres::drop(location, name);
}

void replace(const Location& location, std::string_view from, std::string_view to) {
    require_token(from);
    require_token(to);
    if (from == to) throw StoreError{"a database cannot take its own place: " + std::string{to}};
    return location.postgres.empty() ? sqlite::replace(location.folder, from, to) : postgres::replace(location, from, to);
}

std::string generation(const Location& location, std::string_view name) {
    require_token(name);
    return location.postgres.empty() ? sqlite::generation(location.folder, name) : postgres::generation(location, name);
}

std::unique_ptr<Lease> try_lease(const Location& location, std::string_view name) {
    require_token(name);
    return location.postgres.empty() ? sqlite::try_lease(location.folder, name) : postgres::try_lease(location, name);
}

}  // namespace andvari::store
