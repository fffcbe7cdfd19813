#include "shared/store/sqlite_checkpointer.hpp"

#include "shared/store/sqlite_statements.hpp"

namespace andvari::store::sqlite {

namespace {

/// Busy means that somebody else is at it.
int checkpoint(sqlite3* connection) {
    const int code = sqlite3_wal_checkpoint_v2(connection, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    return (code & 0xFF) == SQLITE_BUSY ? SQLITE_OK : code;
}

}  // namespace

Checkpointer::Checkpointer(sqlite3* writer, std::string path) : writer_{writer}, path_{std::move(path)} {
    sqlite3_wal_hook(writer_, committed, this);
}

Checkpointer::~Checkpointer() {
    sqlite3_wal_hook(writer_, nullptr, nullptr);
    if (!thread_.joinable()) return;
    {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return state_ != State::asked; });
        state_ = State::stopping;
    }
    changed_.notify_one();
    thread_.join();
}

int Checkpointer::committed(void* self, sqlite3* writer, const char*, int pages) {
    if (pages >= insist_at_pages) return checkpoint(writer);
    if (pages >= ask_at_pages) static_cast<Checkpointer*>(self)->ask();
    return SQLITE_OK;
}

void Checkpointer::ask() {
    if (!thread_.joinable()) thread_ = std::thread{[this] { work(); }};
    const std::lock_guard lock{mutex_};
    if (state_ == State::bulk_done) finish_due_ = true;
    if (state_ != State::idle) return;
    state_ = State::asked;
    changed_.notify_one();
}

void Checkpointer::finish() {
    if (!finish_due_) return;
    finish_due_ = false;
    {
        const std::lock_guard lock{mutex_};
        state_ = State::idle;
    }
    if (checkpoint(writer_) != SQLITE_OK) fail(writer_, "checkpoint", path_);
}

void Checkpointer::work() {
    sqlite3* opened = nullptr;
    int code = sqlite3_open_v2(path_.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    const std::unique_ptr<sqlite3, decltype(&sqlite3_close)> connection{opened, sqlite3_close};
    // A connection that has read nothing has not found the -wal yet, and its checkpoints do nothing.
    if (code == SQLITE_OK) code = sqlite3_exec(opened, "select count(*) from sqlite_master", nullptr, nullptr, nullptr);
    std::unique_lock lock{mutex_};
    while (true) {
        changed_.wait(lock, [&] { return state_ == State::asked || state_ == State::stopping; });
        if (state_ == State::stopping) return;
        lock.unlock();
        // What fails here is met again by the writer, which does all that is left and can tell somebody.
        if (code == SQLITE_OK) checkpoint(connection.get());
        lock.lock();
        state_ = State::bulk_done;
        changed_.notify_one();
    }
}

}  // namespace andvari::store::sqlite
