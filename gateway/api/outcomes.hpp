// The outcomes of commands, as the services tell them (ans.<command id>), for those who wait.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

#include "gateway/api/sequence_token.hpp"
#include "gateway/http/server.hpp"
#include "shared/bus/bus.hpp"

namespace andvari::gateway {

/// What became of a command.
struct Outcome {
    bool refused = false;
    std::string type;          ///< The fact's.
    std::string code, reason;  ///< Of a refusal.
    std::string fingerprint;   ///< Of the command that it answers; may be empty.
    SequencePlace place;
};

/// Shared by all threads. Keeps one subscription for all who wait.
class Outcomes {
public:
    explicit Outcomes(bus::Connection&);

    /// Calls `then` on `loop` when the command has its outcome, unless the token has been destroyed by then.
    [[nodiscard]] std::shared_ptr<void> expect(const std::string& command, http::Loop& loop, std::function<void(Outcome)> then);

private:
    struct Waiter {
        http::Loop& loop;
        std::function<void(Outcome)> then;
    };
    void on_answer(const bus::Message&);
    void forget(const std::string& command);

    std::mutex mutex_;
    std::unordered_multimap<std::string, std::weak_ptr<Waiter>> waiters_;
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::gateway
