// Rows on their way into a table, written many in one statement: a statement costs more than a row, and on PostgreSQL
// each one is a round trip.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/store/database.hpp"

namespace andvari::eventing {

/// Gathers rows of one table. Values are copied, so that the facts they come from may go. Where `on_conflict` updates, no
/// two rows between two writes may have the same key: PostgreSQL refuses that.
class Rows {
public:
    /// `on_conflict` follows the values: "" or "on conflict (id) do update set x = excluded.x".
    Rows(std::string_view table, const std::vector<std::string_view>& columns, std::string_view on_conflict = "");

    /// One row: as many values as there are columns.
    template <class... V>
    void add(const V&... values) {
        (append_value(store::parameter(values)), ...);
    }
    std::size_t size() const { return values_.size() / width_; }
    bool empty() const { return values_.empty(); }
    /// Writes all, in the order of `add`, and forgets them. Answers how many rows were changed.
    std::int64_t write(store::Database&);
    void clear();

private:
    struct Value {
        enum class Type : unsigned char { null, integer, text, blob };
        Type type;
        std::int64_t number;  ///< The integer, or where the text begins in `text_`.
        std::size_t size;     ///< Of the text.
    };
    struct Statement {
        std::size_t rows;
        std::string sql;
    };
    void append_value(const store::Parameter&);
    store::Parameter parameter_of(const Value&) const;

    std::size_t width_;
    std::array<Statement, 3> statements_;  ///< The largest first; the last writes one row.
    std::vector<Value> values_;
    std::string text_;
    std::vector<store::Parameter> parameters_;
};

}  // namespace andvari::eventing
