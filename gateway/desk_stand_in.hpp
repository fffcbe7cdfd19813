// For tests: answers what the door asks the desk, with what the test says, and shows what was asked.
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>
#include <vector>

#include "events/secrets.hpp"
#include "shared/bus/bus.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway::testing {

class DeskStandIn {
public:
    DeskStandIn(bus::Connection& connection, const crypto::OpeningKey& key)
        : connection_{connection}, key_{*crypto::OpeningKey::from_bytes(key.bytes().view())} {
        subscription_ = connection.subscribe("secret.auth.*", [this](bus::Message message) { on_request(message); });
    }

    /// From now on requests of this verb are answered so; nothing: not at all. The usual reply is one without a body.
    void answer(std::string_view verb, std::optional<secrets::Reply> reply) {
        const std::lock_guard lock{mutex_};
        replies_[std::string{verb}] = std::move(reply);
    }
    template <class Result>
    void answer_with(std::string_view verb, const Result& result) {
        answer(verb, secrets::Reply{{}, {}, {}, json::write(result), {}});
    }
    void refuse(std::string_view verb, const std::string& code, std::optional<std::int64_t> retry_after = {}) {
        answer(verb, secrets::Reply{code, "a test", retry_after, {}, {}});
    }
    /// Waits for a request of this verb, and takes the first.
    secrets::Request asked(std::string_view verb) {
        std::unique_lock lock{mutex_};
        auto& requests = requests_[std::string{verb}];
        if (!came_.wait_for(lock, std::chrono::seconds{20}, [&] { return !requests.empty(); }))
            throw std::runtime_error{"nobody asked " + std::string{verb}};
        auto request = std::move(requests.front());
        requests.erase(requests.begin());
        return request;
    }

private:
    void on_request(const bus::Message& message) {
        const std::string verb{message.subject().substr(std::string_view{"secret.auth."}.size())};
        const auto plain = crypto::open_sealed(key_, message.body()).value();
        auto request = json::read<secrets::Request>(plain.view()).value();
        const std::lock_guard lock{mutex_};
        const auto found = replies_.find(verb);
        const auto reply = found == replies_.end() ? secrets::Reply{} : found->second;
        if (reply)
            connection_.send("ans.secret." + request.id, {},
                             crypto::seal_to(*crypto::SealingKey::parse(request.reply_key), json::write(*reply)));
        requests_[verb].push_back(std::move(request));
        came_.notify_all();
    }

    bus::Connection& connection_;
    crypto::OpeningKey key_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::map<std::string, std::optional<secrets::Reply>> replies_;
    std::map<std::string, std::vector<secrets::Request>> requests_;
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::gateway::testing
