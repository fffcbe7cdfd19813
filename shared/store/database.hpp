// One small interface over SQLite and PostgreSQL.
//
// Statements are written once, in the dialect that both know, with ?1 ?2 … as placeholders. A Database belongs to one
// thread at a time. Every failure is a StoreError: the runtime rolls back and tries again, a start-up stops. A statement
// that fails inside a transaction spoils it, in both stores: all but `rollback` is refused until then. In `do update set`,
// PostgreSQL wants the present value named with its table: `set quantity = holdings.quantity + ?3`.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "shared/identity/ids.hpp"
#include "shared/money/amount.hpp"
#include "shared/time/instant.hpp"

namespace andvari::store {

class StoreError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};
/// A unique or primary key was already there.
class Conflict : public StoreError {
    using StoreError::StoreError;
};

/// A parameter; views must live until the call returns. Blob is for bytes, string_view for text.
struct Blob {
    std::string_view bytes;
};
using Parameter = std::variant<std::nullptr_t, std::int64_t, std::string_view, Blob>;

inline Parameter parameter(std::nullptr_t) { return nullptr; }
inline Parameter parameter(std::int64_t value) { return value; }
inline Parameter parameter(int value) { return std::int64_t{value}; }
inline Parameter parameter(std::uint64_t value) { return static_cast<std::int64_t>(value); }
inline Parameter parameter(bool value) { return std::int64_t{value}; }
inline Parameter parameter(std::string_view text) { return text; }
inline Parameter parameter(const std::string& text) { return std::string_view{text}; }
inline Parameter parameter(const char* text) { return std::string_view{text}; }
inline Parameter parameter(Blob blob) { return blob; }
inline Parameter parameter(Instant moment) { return moment.microseconds; }
inline Parameter parameter(const Symbol& symbol) { return std::string_view{symbol.text}; }
template <class Tag>
Parameter parameter(const Id<Tag>& id) {
    return std::string_view{id.text};
}
template <class Tag, int Scale>
Parameter parameter(Amount<Tag, Scale> amount) {
    return amount.units();
}
template <class T>
Parameter parameter(const std::optional<T>& value) {
    return value ? parameter(*value) : Parameter{nullptr};
}

/// One row of an answer, valid during the visit only. Columns count from 0. Null reads as 0 and as the empty text.
class Row {
public:
    virtual bool is_null(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    /// Text or bytes.
    virtual std::string_view text(int column) const = 0;

    template <class A>
    A amount(int column) const {
        return A::of_units(integer(column));
    }
    Instant instant(int column) const { return {integer(column)}; }
    std::string string(int column) const { return std::string{text(column)}; }

protected:
    ~Row() = default;
};

class Database {
public:
    virtual ~Database() = default;

    /// Runs one statement and answers how many rows it changed. Statements are prepared once and kept, keyed by their
    /// text (fastest where that is a literal): do not build SQL by gluing values.
    template <class... P>
    std::int64_t run(std::string_view sql, const P&... parameters) {
        const Parameter list[] = {parameter(parameters)..., Parameter{nullptr}};
        return run_with(sql, std::span{list, sizeof...(P)});
    }
    /// Calls `visit` for each row until it answers false. PostgreSQL holds the whole answer in memory meanwhile, so what
    /// may be large is asked for in pages.
    template <class Visit, class... P>
    void each(std::string_view sql, Visit&& visit, const P&... parameters) {
        const Parameter list[] = {parameter(parameters)..., Parameter{nullptr}};
        query_with(sql, std::span{list, sizeof...(P)}, [&](const Row& row) -> bool {
            if constexpr (std::is_void_v<decltype(visit(row))>) return visit(row), true;
            else return visit(row);
        });
    }
    /// `read(row)` of the first row, or nothing.
    template <class Read, class... P>
    auto one(std::string_view sql, Read&& read, const P&... parameters) {
        std::optional<std::decay_t<decltype(read(std::declval<const Row&>()))>> result;
        each(
            sql, [&](const Row& row) { return result = read(row), false; }, parameters...);
        return result;
    }

    virtual std::int64_t run_with(std::string_view sql, std::span<const Parameter> parameters) = 0;
    virtual void query_with(std::string_view sql, std::span<const Parameter> parameters,
                            const std::function<bool(const Row&)>& visit) = 0;

    /// Several statements without parameters, separated by semicolons (migrations).
    virtual void script(std::string_view sql) = 0;

    virtual void begin() = 0;  ///< Takes the write lock at once. Connects again where the server was lost.
    /// Throws when the transaction is not on record; what it says of a server that was lost meanwhile is not known.
    virtual void commit() = 0;
    /// Does nothing outside of a transaction.
    virtual void rollback() noexcept = 0;
    /// A read transaction: all queries until `commit` see one moment.
    virtual void begin_read() = 0;

    virtual bool is_postgres() const = 0;
    virtual void harden() = 0;  ///< See the function of this name.
    /// True when no name stands for this database any more: another one took its place, or it was dropped. Cheap (one
    /// system call; one query in PostgreSQL), and to be asked outside of a transaction.
    virtual bool replaced() = 0;
};

/// Rolls back unless committed.
class Transaction {
public:
    explicit Transaction(Database& db) : db_{&db} { db.begin(); }
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction() {
        if (db_) db_->rollback();
    }
    void commit() {
        db_->commit();
        db_ = nullptr;
    }

private:
    Database* db_;
};

enum class Durability {
    full,     ///< A commit is on the disk before it returns: journals.
    relaxed,  ///< A power cut may take the last commits, never consistency: read models, which are computed again.
    none,     ///< A copy being built; made relaxed by `harden` when it is whole.
};

enum class Access { read_write, read_only };

/// Where databases live: a folder of SQLite files, or a PostgreSQL server (one schema each in the given database).
struct Location {
    std::string folder;         ///< SQLite: "<folder>/<name>.db", a link to the file of its present generation.
    std::string postgres;       ///< PostgreSQL: a libpq connection string; empty for SQLite.
    std::string schema_prefix;  ///< PostgreSQL: before the name; for tests.
};

/// Opens database `name` (is_token), making it where it does not exist and may be written. For read_only it must exist.
std::unique_ptr<Database> open(const Location&, std::string_view name, Durability, Access = Access::read_write);
bool exists(const Location&, std::string_view name);
/// Removes it with everything in it; nothing may have it open for writing.
void drop(const Location&, std::string_view name);
/// Puts `from` in the place of `to`, atomically for whoever opens `to` next; the old `to` is dropped. Who has the old one
/// open goes on reading it, whole and unchanged, and who has `from` open (its builder) has the new `to` open from then on.
void replace(const Location&, std::string_view from, std::string_view to);
/// Names what `name` stands for at present, empty for nothing. One system call for SQLite; a connection and a query for
/// PostgreSQL, so who has the database open asks `Database::replaced`.
std::string generation(const Location&, std::string_view name);
/// Writes out a copy that was built with Durability::none, so that it survives a power cut; relaxed from then on.
inline void harden(Database& db) { db.harden(); }

/// A claim to be the one writer of database `name`; held until destroyed. Nothing while somebody else holds it.
class Lease {
public:
    virtual ~Lease() = default;
    /// Grows with each holder, and is kept in the database.
    virtual std::uint64_t fence() const = 0;
};
/// Makes the database where it does not exist.
std::unique_ptr<Lease> try_lease(const Location&, std::string_view name);
/// To be called in the transaction that writes: throws StoreError when another holder came since. Holds off a next holder
/// until that transaction ends.
void check_fence(Database&, std::uint64_t fence);

/// A numbered change of a schema. Numbers start at 1 without a hole; a change that has run is never edited.
struct Migration {
    int number;
    std::string_view sql;  ///< Dialect: `integer` is 64 bits, `text`, `blob`; translated for PostgreSQL.
};
/// Runs those not yet run, each in its own transaction. Throws StoreError when the database is newer than the program.
void migrate(Database&, std::span<const Migration>);

}  // namespace andvari::store
