// The way to the desk (events/secrets.hpp), which alone sees secrets: sealed questions out, sealed answers in.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "events/secrets.hpp"
#include "gateway/http/server.hpp"
#include "shared/bus/bus.hpp"
#include "shared/crypto/sealed_box.hpp"

namespace andvari::gateway {

/// Shared by all threads. Keeps one subscription for all who wait.
class DeskClient {
public:
    DeskClient(bus::Connection&, bus::Publisher&);

    /// What was asked, and the one-time key that alone opens its answer. Destroyed, nobody waits any more.
    class Question {
    public:
        virtual ~Question() = default;
    };
    /// `request`'s id and reply key are set here. Calls `then` on `loop` with the desk's reply, at most once; when the reply
    /// does not come, never. Null where the request cannot be sent now. The caller flushes the publisher.
    [[nodiscard]] std::shared_ptr<Question> ask(std::string_view verb, secrets::Request request, const crypto::SealingKey& desk,
                                                http::Loop& loop, std::function<void(secrets::Reply)> then);

private:
    struct Waiting;
    void on_answer(const bus::Message&);
    void forget(const std::string& id);

    bus::Publisher& publisher_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::weak_ptr<Waiting>> waiting_;  ///< By the request's id.
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::gateway
