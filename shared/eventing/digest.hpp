// Whether two copies of a read model are equal, row for row.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventing/view.hpp"

namespace andvari::eventing {

struct TableDigest {
    std::string table;
    std::int64_t rows = 0;
    std::string hash;  ///< BLAKE2b-256 over all rows in the order of their primary key, in hex.
    friend bool operator==(const TableDigest&, const TableDigest&) = default;
};

/// Of each table of the view. Equal rows give equal hashes on SQLite and on PostgreSQL.
std::vector<TableDigest> table_digests(store::Database&, const View&);
/// BLAKE2b-256 over all of them, in hex.
std::string digest(store::Database&, const View&);

struct Difference {
    std::string table;
    std::string key;          ///< The values of the primary key, separated by commas.
    std::string left, right;  ///< The row as text; empty where it is missing.
};
/// The first row, in the order of tables and keys, that is not the same in both. Nothing where all are.
std::optional<Difference> first_difference(store::Database& left, store::Database& right, const View&);

}  // namespace andvari::eventing
