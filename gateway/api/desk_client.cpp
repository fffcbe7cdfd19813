#include "gateway/api/desk_client.hpp"

#include "shared/crypto/secret.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "shared/observability/log.hpp"

namespace andvari::gateway {
namespace {

constexpr std::string_view answer_prefix = "ans.secret.";

/// The request as it travels. Its plain text is overwritten.
std::string sealed(const secrets::Request& request, const crypto::SealingKey& desk) {
    auto plain = json::write(request);
    auto box = crypto::seal_to(desk, plain);
    crypto::wipe(plain);
    return box;
}

std::optional<secrets::Reply> opened(const crypto::OpeningKey& key, std::string_view box) {
    const auto plain = crypto::open_sealed(key, box);
    if (!plain) return std::nullopt;
    auto reply = json::read<secrets::Reply>(plain->view());
    if (!reply) return std::nullopt;
    return std::move(*reply);
}

}  // namespace

struct DeskClient::Waiting final : DeskClient::Question {
    Waiting(DeskClient& owner, http::Loop& l, std::function<void(secrets::Reply)> t)
        : client{owner}, loop{l}, then{std::move(t)} {}
    ~Waiting() override { client.forget(id); }

    DeskClient& client;
    http::Loop& loop;
    const std::function<void(secrets::Reply)> then;
    const std::string id = new_id();
    const crypto::OpeningKey key = crypto::OpeningKey::generate();
};

DeskClient::DeskClient(bus::Connection& connection, bus::Publisher& publisher)
    : publisher_{publisher}, subscription_{connection.subscribe("ans.secret.*", [this](bus::Message message) {
          on_answer(message);
      })} {}

std::shared_ptr<DeskClient::Question> DeskClient::ask(std::string_view verb, secrets::Request request,
                                                      const crypto::SealingKey& desk, http::Loop& loop,
                                                      std::function<void(secrets::Reply)> then) {
    auto waiting = std::make_shared<Waiting>(*this, loop, std::move(then));
    request.id = waiting->id;
    request.reply_key = waiting->key.sealing().text();
    {
        const std::lock_guard lock{mutex_};
        waiting_.emplace(waiting->id, waiting);
    }
    auto box = sealed(request, desk);
    crypto::wipe(request.body);
    const auto ignore = [](const auto&) {};  // Who hears nothing asks again.
    try {
        if (publisher_.try_publish("secret.auth." + std::string{verb}, waiting->id, {}, std::move(box), ignore, ignore))
            return waiting;
    } catch (const bus::BusError&) {
        // It has been stopped.
    }
    return nullptr;
}

void DeskClient::forget(const std::string& id) {
    const std::lock_guard lock{mutex_};
    waiting_.erase(id);
}

void DeskClient::on_answer(const bus::Message& message) {
    const std::string id{message.subject().substr(answer_prefix.size())};
    std::shared_ptr<Waiting> waiting;
    {
        const std::lock_guard lock{mutex_};
        const auto found = waiting_.find(id);
        if (found != waiting_.end()) waiting = found->second.lock();
    }
    if (!waiting) return;
    auto& loop = waiting->loop;
    // Opened on the loop's thread, and the last copy destroyed there, where what it calls is used: it travels with the post.
    loop.post([weak = std::weak_ptr{waiting}, held = std::move(waiting), box = std::string{message.body()}]() mutable {
        held.reset();
        const auto still = weak.lock();
        if (!still) return;
        auto reply = opened(still->key, box);
        if (!reply) return log::warn("an answer of the desk does not open", {{"request", still->id}});
        still->then(std::move(*reply));
    });
}

}  // namespace andvari::gateway
