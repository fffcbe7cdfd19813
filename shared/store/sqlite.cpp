#include "shared/store/sqlite.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <filesystem>

#include "shared/store/fence.hpp"
#include "shared/store/sqlite_checkpointer.hpp"
#include "shared/store/sqlite_files.hpp"
#include "shared/store/sqlite_statements.hpp"

namespace andvari::store::sqlite {

namespace {

constexpr int busy_milliseconds = 10'000;

class SqliteRow final : public Row {
public:
    explicit SqliteRow(sqlite3_stmt* statement) : statement_{statement} {}
    bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
    std::int64_t integer(int column) const override { return sqlite3_column_int64(statement_, column); }
    std::string_view text(int column) const override {
        const void* bytes = sqlite3_column_blob(statement_, column);
        return bytes ? std::string_view{static_cast<const char*>(bytes), size(column)} : std::string_view{};
    }

private:
    std::size_t size(int column) const { return static_cast<std::size_t>(sqlite3_column_bytes(statement_, column)); }
    sqlite3_stmt* statement_;
};

SQLite::Database connect(const std::string& path, Access access) {
    const int mode = access == Access::read_only ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE;
    try {
        return SQLite::Database{path, mode | SQLite::OPEN_NOMUTEX, busy_milliseconds};
    } catch (const SQLite::Exception& error) {
        throw StoreError{"SQLite: cannot open " + path + ": " + error.what()};
    }
}

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::string folder, std::string_view name, std::string file, Durability durability, Access access)
        : folder_{std::move(folder)},
          name_{name},
          file_{std::move(file)},
          connection_{connect(std::filesystem::path{folder_} / file_, access)},
          handle_{connection_.getHandle()},
          statements_{handle_} {
        script("pragma foreign_keys = on; pragma temp_store = memory");
        sqlite3_extended_result_codes(handle_, 1);
        // Double quotes are for names only, as in PostgreSQL.
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
        sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
        if (access == Access::read_only) script("pragma cache_size = -16384");
        else write_as(durability);
        // Opens the -wal and -shm now, while the file has its name for sure (see sqlite_files.hpp).
        script("select count(*) from sqlite_master");
    }

    std::int64_t run_with(std::string_view sql, std::span<const Parameter> parameters) override {
        const Attempt attempt{*this};
        Statement& statement = statements_.get(sql);
        Execution execution{handle_, statement, parameters};
        while (execution.step()) {}
        return statement.writes_rows ? static_cast<std::int64_t>(sqlite3_changes64(handle_)) : 0;
    }

    void query_with(std::string_view sql, std::span<const Parameter> parameters,
                    const std::function<bool(const Row&)>& visit) override {
        const Attempt attempt{*this};
        Execution execution{handle_, statements_.get(sql), parameters};
        const SqliteRow row{execution.handle()};
        while (execution.step() && visit(row)) {}
    }

    void script(std::string_view sql) override {
        const Attempt attempt{*this};
        const std::string text{sql};
        if (sqlite3_exec(handle_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail(handle_, "failed", sql);
    }

    void begin() override {
        if (checkpointer_) checkpointer_->finish();
        run_with("begin immediate", {});
    }
    void begin_read() override { run_with("begin", {}); }
    void commit() override { run_with("commit", {}); }

    void rollback() noexcept override {
        // SQLite rolls some failures back by itself, such as a full disk, and would call a second rollback an error.
        if (!sqlite3_get_autocommit(handle_)) sqlite3_exec(handle_, "rollback", nullptr, nullptr, nullptr);
        spoiled_ = false;
    }

    bool is_postgres() const override { return false; }

    void harden() override {
        write_as(Durability::relaxed);
        // In this mode a checkpoint writes out the log, and then the file.
        script("pragma synchronous = full; pragma wal_checkpoint(truncate); pragma synchronous = normal");
        sync(std::filesystem::path{folder_} / file_);
        sync(folder_);
    }

    bool replaced() override { return current_file(folder_, name_) != file_ && !in_use(folder_, file_); }

private:
    void write_as(Durability durability) {
        script("pragma journal_mode = wal; pragma cache_size = -65536; pragma journal_size_limit = 67108864");
        switch (durability) {
            case Durability::full: script("pragma synchronous = full"); break;
            case Durability::relaxed: script("pragma synchronous = normal"); break;
            case Durability::none: script("pragma synchronous = off; pragma wal_autocheckpoint = 4000"); return;
        }
        // Takes the place of SQLite's own automatic checkpoints.
        checkpointer_ = std::make_unique<Checkpointer>(handle_, std::filesystem::path{folder_} / file_);
    }

    static void sync(const std::string& path) {
        const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
        const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
        if (descriptor >= 0) ::close(descriptor);
        if (!done) throw StoreError{"cannot write out " + path};
    }

    /// Left by an exception, it spoils the transaction around it: SQLite would go on, PostgreSQL would not.
    class Attempt {
    public:
        explicit Attempt(SqliteDatabase& db) : db_{db}, inside_{!sqlite3_get_autocommit(db.handle_)} {
            if (db.spoiled_) throw StoreError{"SQLite: an earlier statement of this transaction failed; it must be rolled back"};
        }
        Attempt(const Attempt&) = delete;
        Attempt& operator=(const Attempt&) = delete;
        ~Attempt() {
            if (inside_ && std::uncaught_exceptions() > exceptions_) db_.spoiled_ = true;
        }

    private:
        SqliteDatabase& db_;
        bool inside_;
        int exceptions_ = std::uncaught_exceptions();
    };

    std::string folder_;
    std::string name_;  ///< That it was opened by.
    std::string file_;
    SQLite::Database connection_;
    sqlite3* handle_;
    Statements statements_;
    std::unique_ptr<Checkpointer> checkpointer_;
    bool spoiled_ = false;
};

class FileLease final : public Lease {
public:
    explicit FileLease(int descriptor) : descriptor_{descriptor} {}
    FileLease(const FileLease&) = delete;
    FileLease& operator=(const FileLease&) = delete;
    ~FileLease() override { ::close(descriptor_); }
    std::uint64_t fence() const override { return fence_; }
    void set_fence(std::uint64_t fence) { fence_ = fence; }

private:
    int descriptor_;
    std::uint64_t fence_ = 0;
};

}  // namespace

std::unique_ptr<Database> open(const std::string& folder, std::string_view name, Durability durability, Access access) {
    // The file may be replaced between the look at its name and its opening; what is opened then is the next one.
    for (int attempt = 1;; ++attempt) {
        const bool last = attempt == 3;
        const auto file = access == Access::read_only ? current_file(folder, name) : current_or_new_file(folder, name);
        if (file.empty()) throw StoreError{"there is no database " + std::string{name} + " in " + folder};
        try {
            auto database = std::make_unique<SqliteDatabase>(folder, name, file, durability, access);
            if (current_file(folder, name) == file || last) return database;
        } catch (const StoreError&) {
            if (current_file(folder, name) == file || last) throw;
        }
    }
}

void replace(const std::string& folder, std::string_view from, std::string_view to) {
    const FolderLock lock{folder};
    const auto file = current_file(folder, from);
    if (file.empty()) throw StoreError{"there is no database " + std::string{from} + " in " + folder};
    const auto plain = std::filesystem::path{folder} / (std::string{from} + ".db");
    if (file == plain.filename()) throw StoreError{plain.string() + " is a plain file, not one that was opened here"};
    const auto old = current_file(folder, to);
    if (!old.empty()) {
        SqliteDatabase source{folder, to, old, Durability::relaxed, Access::read_only};
        SqliteDatabase target{folder, from, file, Durability::full, Access::read_write};
        carry_fence(source, target);
    }
    point(lock, folder, to, file);
    remove_link(lock, folder, from);
    if (!old.empty()) remove_file(lock, folder, old);
    sweep(lock, folder, to);
    sweep(lock, folder, from);
}

std::unique_ptr<Lease> try_lease(const std::string& folder, std::string_view name) {
    auto database = open(folder, name, Durability::full, Access::read_write);
    const auto path = std::filesystem::path{folder} / (std::string{name} + ".lock");
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) throw StoreError{"cannot open " + path.string()};
    auto lease = std::make_unique<FileLease>(descriptor);
    while (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return nullptr;
        if (errno != EINTR) throw StoreError{"cannot lock " + path.string()};
    }
    lease->set_fence(raise_fence(*database));
    return lease;
}

}  // namespace andvari::store::sqlite
