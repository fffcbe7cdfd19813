#include "shared/eventing/table_reader.hpp"

#include <algorithm>

namespace andvari::eventing {
namespace {
constexpr std::size_t page_rows = 1000;
}  // namespace

std::vector<TableReader::Column> TableReader::columns_of(store::Database& db, std::string_view table) {
    constexpr std::string_view sqlite = "select name, lower(type) = 'integer', pk from pragma_table_info(?1) order by cid";
    constexpr std::string_view postgres = R"sql(
        select c.column_name::text, (c.data_type in ('bigint', 'integer', 'smallint'))::int, coalesce(k.ordinal_position, 0)::int
        from information_schema.columns c
        left join information_schema.table_constraints t
            on t.table_schema = c.table_schema and t.table_name = c.table_name and t.constraint_type = 'PRIMARY KEY'
        left join information_schema.key_column_usage k
            on k.constraint_schema = t.constraint_schema and k.constraint_name = t.constraint_name and k.table_name = t.table_name
            and k.column_name = c.column_name
        where c.table_schema = current_schema() and c.table_name = ?1 order by c.ordinal_position)sql";
    std::vector<Column> columns;
    db.each(
        db.is_postgres() ? postgres : sqlite,
        [&](const store::Row& row) {
            columns.push_back({row.string(0), row.integer(1) != 0, row.integer(2)});
        },
        table);
    if (columns.empty()) throw store::StoreError{"there is no table " + std::string{table}};
    return columns;
}

TableReader::TableReader(store::Database& db, std::string_view table) : db_{db}, columns_{columns_of(db, table)} {
    for (std::size_t i = 0; i < columns_.size(); ++i)
        if (columns_[i].key > 0) key_columns_.push_back(i);
    if (key_columns_.empty()) throw store::StoreError{"table " + std::string{table} + " has no primary key"};
    std::ranges::sort(key_columns_, {}, [&](std::size_t i) { return columns_[i].key; });
    write_queries(table);
}

void TableReader::write_queries(std::string_view table) {
    std::string all, key, after;
    for (const auto& column : columns_) all.append(all.empty() ? "" : ", ").append(column.name);
    for (int number = 0; std::size_t i : key_columns_) {
        const std::string comma = number == 0 ? "" : ", ";
        key += comma + columns_[i].name + (db_.is_postgres() && !columns_[i].number ? " collate \"C\"" : "");
        after += comma + "?" + std::to_string(++number);
    }
    const auto from = "select " + all + " from " + std::string{table};
    const auto order = " order by " + key + " limit " + std::to_string(page_rows);
    first_sql_ = from + order;
    next_sql_ = from + " where (" + key + ") > (" + after + ")" + order;
}

const TableReader::Line* TableReader::next() {
    if (position_ == page_.size() && !ended_) read_page();
    return position_ == page_.size() ? nullptr : &page_[position_++];
}

void TableReader::read_page() {
    const Key after = page_.empty() ? Key{} : std::move(page_.back().key);
    std::vector<store::Parameter> parameters;
    for (const auto& value : after) parameters.push_back(std::visit([](const auto& v) { return store::parameter(v); }, value));
    page_.clear();
    db_.query_with(after.empty() ? first_sql_ : next_sql_, parameters,
                   [&](const store::Row& row) { return page_.push_back(line(row)), true; });
    position_ = 0;
    ended_ = page_.size() < page_rows;
}

TableReader::Line TableReader::line(const store::Row& row) const {
    Line line;
    for (int i = 0; const auto& column : columns_) {
        if (row.is_null(i)) line.values.emplace_back();
        else if (column.number) line.values.push_back("i" + std::to_string(row.integer(i)));
        else line.values.push_back("t" + row.string(i));
        ++i;
    }
    for (std::size_t i : key_columns_) {
        const auto column = static_cast<int>(i);
        if (columns_[i].number) line.key.emplace_back(row.integer(column));
        else line.key.emplace_back(row.string(column));
    }
    return line;
}

}  // namespace andvari::eventing
