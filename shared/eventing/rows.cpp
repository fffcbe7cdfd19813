#include "shared/eventing/rows.hpp"

#include <stdexcept>

namespace andvari::eventing {
namespace {
std::string insert_of(std::string_view table, const std::vector<std::string_view>& columns, std::string_view on_conflict,
                      std::size_t rows) {
    std::string sql = "insert into ";
    sql.append(table).append(" (");
    for (bool first = true; auto column : columns) {
        if (!first) sql += ", ";
        first = false;
        sql += column;
    }
    sql += ") values ";
    for (std::size_t row = 0, number = 0; row < rows; ++row) {
        sql += row == 0 ? "(" : ", (";
        for (std::size_t i = 0; i < columns.size(); ++i) sql.append(i == 0 ? "?" : ", ?").append(std::to_string(++number));
        sql += ')';
    }
    if (!on_conflict.empty()) sql.append(" ").append(on_conflict);
    return sql;
}
}  // namespace

Rows::Rows(std::string_view table, const std::vector<std::string_view>& columns, std::string_view on_conflict)
    : width_{columns.size()} {
    constexpr std::array<std::size_t, 3> sizes{64, 8, 1};
    for (std::size_t i = 0; i < sizes.size(); ++i) statements_[i] = {sizes[i], insert_of(table, columns, on_conflict, sizes[i])};
}

void Rows::append_value(const store::Parameter& parameter) {
    const auto keep = [&](Value::Type type, std::string_view text) {
        values_.push_back({type, static_cast<std::int64_t>(text_.size()), text.size()});
        text_ += text;
    };
    if (const auto* number = std::get_if<std::int64_t>(&parameter)) values_.push_back({Value::Type::integer, *number, 0});
    else if (const auto* text = std::get_if<std::string_view>(&parameter)) keep(Value::Type::text, *text);
    else if (const auto* blob = std::get_if<store::Blob>(&parameter)) keep(Value::Type::blob, blob->bytes);
    else values_.push_back({Value::Type::null, 0, 0});
}

store::Parameter Rows::parameter_of(const Value& value) const {
    const auto text = [&] { return std::string_view{text_}.substr(static_cast<std::size_t>(value.number), value.size); };
    switch (value.type) {
        case Value::Type::null: return nullptr;
        case Value::Type::integer: return value.number;
        case Value::Type::text: return text();
        case Value::Type::blob: return store::Blob{text()};
    }
    throw std::logic_error{"a value of no type"};
}

std::int64_t Rows::write(store::Database& db) {
    std::int64_t changed = 0;
    std::size_t next = 0;
    for (const auto& [rows, sql] : statements_) {
        const auto count = rows * width_;
        for (; values_.size() - next >= count; next += count) {
            parameters_.clear();
            for (std::size_t i = 0; i < count; ++i) parameters_.push_back(parameter_of(values_[next + i]));
            changed += db.run_with(sql, parameters_);
        }
    }
    clear();
    return changed;
}

void Rows::clear() {
    values_.clear();
    text_.clear();
    parameters_.clear();
}

}  // namespace andvari::eventing
