// Prepared statements of one PostgreSQL connection, and the rows that they answer.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/store/database.hpp"
#include "shared/store/dialect.hpp"
#include "shared/store/postgres_connection.hpp"

namespace andvari::store::postgres {

class Statements {
public:
    pqxx::result run(Connection&, std::string_view sql, std::span<const Parameter>);

private:
    struct Prepared {
        std::string name;         ///< Empty before it is prepared.
        std::vector<Kind> kinds;  ///< Of its parameters, as far as they were given; another kind prepares it again.
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    static constexpr std::size_t capacity = 1000;  ///< More different texts than this are SQL made of values.

    Prepared& find(Connection&, std::string_view sql);
    void prepare(Connection&, Prepared&, std::string_view sql, std::span<const Parameter>);

    std::unordered_map<std::string, Prepared, Hash, std::equal_to<>> kept_;
    std::uint64_t count_ = 0;
};

/// Calls `visit` for each row until it answers false.
void visit_rows(const pqxx::result&, const std::function<bool(const Row&)>& visit);

}  // namespace andvari::store::postgres
