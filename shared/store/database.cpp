#include "shared/store/database.hpp"

#include "shared/store/sqlite.hpp"

namespace andvari::store {

namespace {

void require_token(std::string_view name) {
    if (!is_token(name)) throw StoreError{"\"" + std::string{name} + "\" cannot name a database"};
}

}  // namespace

std::unique_ptr<Database> open(const Location& location, std::string_view name, Durability durability, Access access) {
    require_token(name);
    return sqlite::open(location.folder, name, durability, access);
}

bool exists(const Location& location, std::string_view name) {
    require_token(name);
    return sqlite::exists(location.folder, name);
}

void drop(const Location& location, std::string_view name) {
    require_token(name);
    sqlite::drop(location.folder, name);
}

void replace(const Location& location, std::string_view from, std::string_view to) {
    require_token(from);
    require_token(to);
    if (from == to) throw StoreError{"a database cannot take its own place: " + std::string{to}};
    sqlite::replace(location.folder, from, to);
}

std::string generation(const Location& location, std::string_view name) {
    require_token(name);
    return sqlite::generation(location.folder, name);
}

std::unique_ptr<Lease> try_lease(const Location& location, std::string_view name) {
    require_token(name);
    return sqlite::try_lease(location.folder, name);
}

}  // namespace andvari::store
