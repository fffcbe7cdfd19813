// Whether this process is alive, and whether it is ready to serve: the answers of /health and /ready.
//
// Each part registers what readiness means for it: connected, caught up, writable. Thread-safe.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace andvari {

class Health {
public:
    /// Nothing when ready, otherwise the reason. Runs on the asker's thread: it must be quick and must not block.
    using Check = std::function<std::optional<std::string>()>;

    explicit Health(std::string version);
    ~Health();
    Health(const Health&) = delete;
    Health& operator=(const Health&) = delete;

    /// Kept until the returned token is destroyed. A check that throws counts as not ready.
    [[nodiscard]] std::shared_ptr<void> add(std::string name, Check);

    struct Answer {
        bool ok = true;
        std::string body;  ///< JSON.
        int status() const { return ok ? 200 : 503; }
    };
    /// {"status":"up","version":"0.1.0","uptime_seconds":12}: the process answers, nothing more.
    Answer health() const;
    /// {"status":"ready","checks":{"bus":"ok"}}, or "not_ready" with the reason of each part that is not.
    Answer ready() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace andvari
