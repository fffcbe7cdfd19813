// SQLite behind the interface of database.hpp. Only database.cpp includes this.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/store/database.hpp"

namespace andvari::store::sqlite {

std::unique_ptr<Database> open(const std::string& folder, std::string_view name, Durability, Access);
bool exists(const std::string& folder, std::string_view name);
void drop(const std::string& folder, std::string_view name);
void replace(const std::string& folder, std::string_view from, std::string_view to);
std::string generation(const std::string& folder, std::string_view name);
std::unique_ptr<Lease> try_lease(const std::string& folder, std::string_view name);

}  // namespace andvari::store::sqlite
