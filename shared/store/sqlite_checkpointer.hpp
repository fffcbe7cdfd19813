// Moves what was committed from the -wal into the file, away from the writer's thread.
//
// SQLite does so inside a commit: the 99th percentile of a batch of 100 rows was 9 ms, and 2 to 3 ms where nothing was moved.
// A second connection alone never catches up with a busy writer, and the -wal would grow for ever. So it does the bulk, and
// the writer the little that was added meanwhile (a twentieth), after which the -wal starts over.
#pragma once

#include <sqlite3.h>

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

namespace andvari::store::sqlite {

/// Belongs to one writing connection. Its thread begins when it is first needed.
class Checkpointer {
public:
    Checkpointer(sqlite3* writer, std::string path);
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;
    /// Waits for what was asked for.
    ~Checkpointer();

    /// To be called between two transactions of the writer. Throws StoreError when the disk does not take it.
    void finish();

private:
    static int committed(void* self, sqlite3* writer, const char* schema, int pages);
    void ask();
    void work();

    static constexpr int ask_at_pages = 8'000;
    /// A long read may keep the -wal from starting over; from here on the writer tries by itself at each commit.
    static constexpr int insist_at_pages = 40'000;

    enum class State { idle, asked, bulk_done, stopping };

    sqlite3* writer_;
    std::string path_;
    std::mutex mutex_;
    std::condition_variable changed_;
    State state_ = State::idle;
    bool finish_due_ = false;  ///< The writer's own note, so that it need not lock for each transaction.
    std::thread thread_;
};

}  // namespace andvari::store::sqlite
