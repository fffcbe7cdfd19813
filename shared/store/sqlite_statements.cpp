#include "shared/store/sqlite_statements.hpp"

#include "shared/store/dialect.hpp"

namespace andvari::store::sqlite {

namespace {

int bind_one(sqlite3_stmt* statement, int index, const Parameter& parameter) {
    // The caller's bytes live until the call returns, and the statement is reset before: no copy is needed. A null address
    // would bind null, so an empty text needs one.
    if (const auto* integer = std::get_if<std::int64_t>(&parameter)) return sqlite3_bind_int64(statement, index, *integer);
    if (const auto* text = std::get_if<std::string_view>(&parameter))
        return sqlite3_bind_text64(statement, index, text->data() ? text->data() : "", text->size(), SQLITE_STATIC, SQLITE_UTF8);
    if (const auto* blob = std::get_if<Blob>(&parameter))
        return sqlite3_bind_blob64(statement, index, blob->bytes.data() ? blob->bytes.data() : "", blob->bytes.size(),
                                   SQLITE_STATIC);
    return sqlite3_bind_null(statement, index);
}

}  // namespace

void fail(sqlite3* connection, std::string_view what, std::string_view sql) {
    const std::string text =
        "SQLite: " + std::string{sqlite3_errmsg(connection)} + " (" + std::string{what} + ": " + std::string{sql} + ")";
    switch (sqlite3_extended_errcode(connection)) {
        case SQLITE_CONSTRAINT_UNIQUE:
        case SQLITE_CONSTRAINT_PRIMARYKEY:
        case SQLITE_CONSTRAINT_ROWID: throw Conflict{text};
        default: throw StoreError{text};
    }
}

Statement& Statements::get(std::string_view sql) {
    const auto mixed = (reinterpret_cast<std::uintptr_t>(sql.data()) ^ sql.size()) * 0x9E3779B97F4A7C15U;
    Slot& slot = slots_[mixed >> 56 & (slot_count - 1)];
    if (slot.address == sql.data() && slot.statement && slot.statement->sql == sql && !slot.statement->busy)
        return *slot.statement;
    Statement& statement = find_or_prepare(sql);
    if (!passing_.contains(&statement)) slot = {sql.data(), &statement};
    return statement;
}

Statement& Statements::find_or_prepare(std::string_view sql) {
    std::erase_if(passing_, [](const auto& entry) { return !entry.first->busy; });
    const auto found = kept_.find(sql);
    if (found != kept_.end() && !found->second->busy) return *found->second;
    auto fresh = prepare(sql);
    Statement& statement = *fresh;
    if (found == kept_.end() && kept_.size() < capacity) kept_.emplace(statement.sql, std::move(fresh));
    else passing_.emplace(&statement, std::move(fresh));
    return statement;
}

std::unique_ptr<Statement> Statements::prepare(std::string_view sql) const {
    auto statement = std::make_unique<Statement>();
    statement->sql = sql;
    sqlite3_stmt* handle = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(connection_, statement->sql.c_str(), static_cast<int>(statement->sql.size()) + 1,
                                        SQLITE_PREPARE_PERSISTENT, &handle, &rest);
    statement->handle.reset(handle);
    if (code != SQLITE_OK) fail(connection_, "cannot prepare", sql);
    if (!handle) throw StoreError{"SQLite: no statement in \"" + statement->sql + "\""};
    if (std::string_view{rest}.find_first_not_of("; \t\r\n") != std::string_view::npos)
        throw StoreError{"SQLite: more than one statement in \"" + statement->sql + "\""};
    statement->parameters = sqlite3_bind_parameter_count(handle);
    statement->writes_rows = changes_rows(sql);
    return statement;
}

Execution::Execution(sqlite3* connection, Statement& statement, std::span<const Parameter> parameters)
    : connection_{connection}, statement_{statement} {
    bind(parameters);
    statement_.busy = true;
}

void Execution::bind(std::span<const Parameter> parameters) {
    if (static_cast<int>(parameters.size()) != statement_.parameters)
        throw StoreError{"SQLite: " + std::to_string(parameters.size()) + " parameters given, " +
                         std::to_string(statement_.parameters) + " wanted: " + statement_.sql};
    for (int index = 0; index < statement_.parameters; ++index)
        if (bind_one(handle(), index + 1, parameters[static_cast<std::size_t>(index)]) != SQLITE_OK)
            fail(connection_, "cannot bind", statement_.sql);
}

}  // namespace andvari::store::sqlite
