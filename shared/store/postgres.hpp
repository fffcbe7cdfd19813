// PostgreSQL behind the interface of database.hpp. Only database.cpp includes this.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/store/database.hpp"

namespace andvari::store::postgres {

std::unique_ptr<Database> open(const Location&, std::string_view name, Durability, Access);
bool exists(const Location&, std::string_view name);
void drop(const Location&, std::string_view name);
void replace(const Location&, std::string_view from, std::string_view to);
std::string generation(const Location&, std::string_view name);
std::unique_ptr<Lease> try_lease(const Location&, std::string_view name);

}  // namespace andvari::store::postgres
