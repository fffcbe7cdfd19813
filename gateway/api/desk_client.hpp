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
#include "gateway/api/background.hpp"
#include "gateway/http/server.hpp"
#include "shared/bus/bus.hpp"
#include "shared/crypto/sealed_box.hpp"

namespace andvari::gateway {

/// Shared by all threads. Keeps one subscription for all who wait, and one thread that seals and opens, which takes a quarter of
/// a millisecond each time: on the loops' threads a crowd that logs in would keep everybody else waiting.
class DeskClient {
public:
    DeskClient(bus::Connection&, bus::Publisher&);
    ~DeskClient();

    /// What was asked, and the one-time key that alone opens its answer. Destroyed, nobody waits any more.
    class Question {
    public:
        virtual ~Question() = default;
    };
    /// `request`'s id and reply key are set here, and its body is overwritten. Calls `then` on `loop` with the desk's reply, at
    /// most once, or with nothing where the request could not be sent; when the reply does not come, never. Null where too many
    /// wait already.
    [[nodiscard]] std::shared_ptr<Question> ask(std::string_view verb, secrets::Request request, const crypto::SealingKey& desk,
                                                http::Loop& loop, std::function<void(std::optional<secrets::Reply>)> then);
    /// Neither sends nor tells anything any more. Before the publisher ends.
    void stop() { sealing_.stop(); }

private:
    struct Waiting;
    bool send(Waiting&, std::string_view verb, secrets::Request&, const crypto::SealingKey& desk);
    static void tell(std::weak_ptr<Waiting>, std::optional<secrets::Reply>);
    void on_answer(const bus::Message&);
    void forget(const std::string& id);

    bus::Publisher& publisher_;
    std::mutex mutex_;
    std::unordered_map<std::string, std::weak_ptr<Waiting>> waiting_;  ///< By the request's id.
    std::unique_ptr<bus::Subscription> subscription_;
    Background sealing_;
};

}  // namespace andvari::gateway
