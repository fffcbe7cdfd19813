#include "shared/store/postgres_statements.hpp"

#include <algorithm>
#include <charconv>

namespace andvari::store::postgres {

namespace {

// Object ids of types, from PostgreSQL's catalogue; they never change.
constexpr pqxx::oid boolean_type = 16;
constexpr pqxx::oid bytes_type = 17;

int hex_value(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

/// "\x00ff" as bytes.
std::string bytes_of(std::string_view text) {
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 2; i + 1 < text.size(); i += 2)
        bytes += static_cast<char>(hex_value(text[i]) << 4 | hex_value(text[i + 1]));
    return bytes;
}

std::string text_of(std::string_view bytes) {
    static constexpr char hex[] = "0123456789abcdef";
    std::string text = "\\x";
    text.reserve(2 + bytes.size() * 2);
    for (const char c : bytes) {
        text += hex[static_cast<unsigned char>(c) >> 4];
        text += hex[static_cast<unsigned char>(c) & 15];
    }
    return text;
}

class PostgresRow final : public Row {
public:
    explicit PostgresRow(const pqxx::result& result) : result_{result}, decoded_(result.columns()) {}

    void move_to(pqxx::result::size_type row) { row_ = row; }

    bool is_null(int column) const override { return field(column).is_null(); }

    std::int64_t integer(int column) const override {
        const auto text = raw(column);
        if (text.empty()) return 0;
        if (type(column) == boolean_type) return text == "t";
        std::int64_t value = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (error != std::errc{} || end != text.data() + text.size())
            throw StoreError{"PostgreSQL: not an integer: " + std::string{text}};
        return value;
    }

    std::string_view text(int column) const override {
        if (type(column) != bytes_type) return raw(column);
        // Each column has a place of its own, so that two may be looked at together.
        return decoded_.at(static_cast<std::size_t>(column)) = bytes_of(raw(column));
    }

private:
    pqxx::field field(int column) const { return result_[row_][static_cast<pqxx::row::size_type>(column)]; }
    std::string_view raw(int column) const {
        const auto found = field(column);
        return {found.c_str(), found.size()};
    }
    pqxx::oid type(int column) const { return result_.column_type(static_cast<pqxx::row::size_type>(column)); }

    const pqxx::result& result_;
    pqxx::result::size_type row_ = 0;
    mutable std::vector<std::string> decoded_;
};

Kind kind_of(const Parameter& parameter) {
    if (std::holds_alternative<std::int64_t>(parameter)) return Kind::integer;
    if (std::holds_alternative<std::string_view>(parameter)) return Kind::text;
    if (std::holds_alternative<Blob>(parameter)) return Kind::blob;
    return Kind::unknown;
}

std::string written(const Parameter& parameter) {
    if (const auto* integer = std::get_if<std::int64_t>(&parameter)) return std::to_string(*integer);
    if (const auto* blob = std::get_if<Blob>(&parameter)) return text_of(blob->bytes);
    const auto* text = std::get_if<std::string_view>(&parameter);
    if (!text) return {};
    if (text->find('\0') != std::string_view::npos) throw StoreError{"PostgreSQL: a text cannot hold a zero byte"};
    return std::string{*text};
}

}  // namespace

pqxx::result Statements::run(Connection& connection, std::string_view sql, std::span<const Parameter> parameters) {
    Prepared& statement = find(connection, sql);
    prepare(connection, statement, sql, parameters);
    std::vector<std::string> texts;
    texts.reserve(parameters.size());
    for (const auto& parameter : parameters) texts.push_back(written(parameter));
    std::vector<const char*> values;
    values.reserve(parameters.size());
    for (std::size_t i = 0; i < texts.size(); ++i)
        values.push_back(std::holds_alternative<std::nullptr_t>(parameters[i]) ? nullptr : texts[i].c_str());
    return connection.run_prepared(statement.name, values);
}

Statements::Prepared& Statements::find(Connection& connection, std::string_view sql) {
    if (const auto found = kept_.find(sql); found != kept_.end()) return found->second;
    if (kept_.size() >= capacity) {
        for (const auto& [text, statement] : kept_)
            if (!statement.name.empty()) connection.forget(statement.name);
        kept_.clear();
    }
    return kept_[std::string{sql}];
}

void Statements::prepare(Connection& connection, Prepared& statement, std::string_view sql,
                         std::span<const Parameter> parameters) {
    bool same = !statement.name.empty();
    statement.kinds.resize(std::max(statement.kinds.size(), parameters.size()), Kind::unknown);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
        const Kind kind = kind_of(parameters[i]);
        if (kind == Kind::unknown || kind == statement.kinds[i]) continue;
        statement.kinds[i] = kind;
        same = false;
    }
    if (same) return;
    if (!statement.name.empty()) connection.forget(std::exchange(statement.name, {}));
    const std::string name = "andvari_" + std::to_string(++count_);
    connection.prepare(name, to_postgres(sql, statement.kinds));
    statement.name = name;
}

void visit_rows(const pqxx::result& result, const std::function<bool(const Row&)>& visit) {
    PostgresRow row{result};
    for (pqxx::result::size_type i = 0; i < result.size(); ++i) {
        row.move_to(i);
        if (!visit(row)) return;
    }
}

}  // namespace andvari::store::postgres
