// Reads a table, whatever it is, row by row in the order of its primary key.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/store/database.hpp"

namespace andvari::eventing {

class TableReader {
public:
    using Key = std::vector<std::variant<std::int64_t, std::string>>;
    struct Line {
        Key key;                          ///< Compares as the table is ordered.
        std::vector<std::string> values;  ///< "" null, "i12" a number, "tAAPL" text: no two different rows look the same.
    };

    /// Throws StoreError where there is no such table, or it has no primary key. Whoever wants all rows of one moment
    /// opens a read transaction around it.
    TableReader(store::Database&, std::string_view table);

    /// The next row, valid until the next call, or null after the last. Texts are ordered by their bytes, on both stores.
    const Line* next();

private:
    struct Column {
        std::string name;
        bool number = false;
        std::int64_t key = 0;  ///< Its place in the primary key from 1; 0 where it is not in it.
    };

    static std::vector<Column> columns_of(store::Database&, std::string_view table);
    void write_queries(std::string_view table);
    void read_page();
    Line line(const store::Row&) const;

    store::Database& db_;
    std::vector<Column> columns_;
    std::vector<std::size_t> key_columns_;  ///< Indices of the primary key's columns, in its order.
    std::string first_sql_, next_sql_;
    std::vector<Line> page_;
    std::size_t position_ = 0;
    bool ended_ = false;
};

}  // namespace andvari::eventing
