// Gives commands to the services that decide, and waits for what becomes of them.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "shared/bus/bus.hpp"
#include "shared/json/write.hpp"

namespace andvari::desk {

/// On whose behalf a command is given, and what began it.
struct Sender {
    std::string actor = "system:desk";
    std::string grants;       ///< As in ce-grants; may be empty.
    std::string correlation;  ///< May be empty.
};

/// The fact that answers a command.
struct Outcome {
    bool refused = false;
    std::string code, reason;    ///< Of a refusal.
    std::string body;            ///< JSON.
    std::string place;           ///< "auth/0:1:17"
    std::uint64_t sequence = 0;  ///< In its source.
};

/// Thread-safe.
class Commands {
public:
    explicit Commands(std::shared_ptr<bus::Connection>, std::chrono::milliseconds patience);

    /// Blocks. Nothing where there was no outcome in time: it may have an effect all the same.
    template <class C>
    std::optional<Outcome> give(const C& command, const Sender& sender) {
        return give(C::type, key_of(command), json::write(command), sender);
    }
    /// Without waiting for anything.
    template <class C>
    void tell(const C& command, const Sender& sender) {
        publish({}, C::type, key_of(command), json::write(command), sender);
    }
    /// Ends waiting, now and from now on.
    void stop();

private:
    struct Waiting {
        bool failed = false;
        std::optional<Outcome> outcome;
    };

    template <class C>
    static std::string key_of(const C& command) {
        if constexpr (requires { command.addressee(); }) return command.addressee();
        else return command.user.text;
    }
    std::optional<Outcome> give(std::string_view type, const std::string& key, std::string body, const Sender&);
    /// False where it cannot be sent. An empty id is made here.
    bool publish(std::string id, std::string_view type, const std::string& key, std::string body, const Sender&);
    void on_answer(const bus::Message&);
    void fail(const std::string& id);

    const std::chrono::milliseconds patience_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool stopped_ = false;
    std::unordered_map<std::string, Waiting*> waiting_;  ///< Under the mutex.
    std::unique_ptr<bus::Publisher> publisher_;
    std::unique_ptr<bus::Subscription> answers_;  ///< Last: its callback uses the others.
};

}  // namespace andvari::desk
