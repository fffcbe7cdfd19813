// Prepared statements of one SQLite connection, kept for its life.
#pragma once

#include <sqlite3.h>

#include <array>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/store/database.hpp"

namespace andvari::store::sqlite {

struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, Finalize>;

struct Statement {
    std::string sql;
    StatementHandle handle;
    int parameters = 0;
    bool writes_rows = false;  ///< insert, update, delete, with: the count of changed rows means something.
    bool busy = false;         ///< Being stepped through: a visit that asks the same again needs another one.
};

/// Throws Conflict or StoreError, in SQLite's words.
[[noreturn]] void fail(sqlite3* connection, std::string_view what, std::string_view sql);

class Statements {
public:
    explicit Statements(sqlite3* connection) : connection_{connection} {}

    /// A statement that is not busy. Valid until the next call, or until it is no longer busy.
    Statement& get(std::string_view sql);

private:
    // A literal comes from the same address each time, so its slot is found without hashing its text. The text is compared
    // all the same, since a built string may come to lie where another one lay.
    struct Slot {
        const char* address = nullptr;
        Statement* statement = nullptr;
    };
    static constexpr std::size_t slot_count = 256;  ///< A power of two.
    static constexpr std::size_t capacity = 1000;   ///< More different texts than this are SQL made of values; they are not kept.

    Statement& find_or_prepare(std::string_view sql);
    std::unique_ptr<Statement> prepare(std::string_view sql) const;

    sqlite3* connection_;
    std::array<Slot, slot_count> slots_{};
    std::unordered_map<std::string_view, std::unique_ptr<Statement>> kept_;
    std::unordered_map<Statement*, std::unique_ptr<Statement>> passing_;
};

/// A statement in use: bound on construction, reset when done, so that it holds no lock and no view of its parameters.
class Execution {
public:
    Execution(sqlite3* connection, Statement&, std::span<const Parameter>);
    Execution(const Execution&) = delete;
    Execution& operator=(const Execution&) = delete;
    ~Execution() {
        sqlite3_reset(statement_.handle.get());
        statement_.busy = false;
    }
    /// True while there is a row.
    bool step() {
        const int code = sqlite3_step(statement_.handle.get());
        if (code == SQLITE_ROW) return true;
        if (code != SQLITE_DONE) fail(connection_, "failed", statement_.sql);
        return false;
    }
    sqlite3_stmt* handle() const { return statement_.handle.get(); }

private:
    void bind(std::span<const Parameter>);
    sqlite3* connection_;
    Statement& statement_;
};

}  // namespace andvari::store::sqlite
