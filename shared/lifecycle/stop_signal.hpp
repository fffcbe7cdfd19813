// Waiting to be told to stop: by SIGTERM, by SIGINT (Ctrl-C), or by a part that cannot go on.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

namespace andvari {

/// Blocks both signals in this thread and all that it starts later, so make it first in `main`, once. A child process
/// inherits that mask: whoever starts one gives it an empty mask. The second signal ends the process at once.
class StopSignal {
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal&) = delete;
    StopSignal& operator=(const StopSignal&) = delete;

    /// Blocks until a signal or a request comes; answers the reason: "SIGTERM", or what was requested.
    std::string wait();
    /// Asks for a stop, from any thread. The first reason counts. `failed` makes the process end with an error.
    void request(std::string reason, bool failed = false);

    bool failed() const;
    /// For waiting on it together with something else.
    std::stop_token token() const { return source_.get_token(); }

private:
    void watch();

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool requested_ = false;
    std::string reason_;  ///< Set last: it lets the waiter go.
    bool failed_ = false;
    std::stop_source source_;
    struct Watcher;
    std::unique_ptr<Watcher> watcher_;
};

}  // namespace andvari
