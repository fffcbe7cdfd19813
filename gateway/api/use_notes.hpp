// Tells the auth service, now and then, that a session or an API key is being used, and from where.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

#include "gateway/api/caller.hpp"
#include "gateway/api/recently_used.hpp"
#include "gateway/http/message.hpp"

namespace andvari::gateway {

class Worker;

/// A use is noted at most this often.
inline constexpr std::chrono::minutes use_interval{5};

/// What was noted lately, by any thread: the read model knows of it only a moment later.
class NotedUses {
public:
    using Clock = std::chrono::steady_clock;

    /// True where this session or key was not claimed within the interval; who is told so notes it.
    bool claim(const std::string& session_or_key, Clock::time_point now);

private:
    std::mutex mutex_;
    RecentlyUsed<std::string, Clock::time_point> claimed_{65'536};
};

/// One thread's.
class UseNotes {
public:
    explicit UseNotes(Worker& worker) : worker_{worker} {}

    /// Sends cmd.auth.<user>.note_use where the last note is long enough ago.
    void note(const Caller&, const http::Request&);

private:
    Worker& worker_;
};

}  // namespace andvari::gateway
