#include "gateway/api/desk_client.hpp"

#include "shared/crypto/secret.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "shared/observability/log.hpp"

namespace andvari::gateway {
namespace {

constexpr std::string_view answer_prefix = "ans.secret.";
constexpr std::size_t most_waiting = Background::most_tasks / 2;

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
    Waiting(DeskClient& owner, http::Loop& l, std::function<void(std::optional<secrets::Reply>)> t)
        : client{owner}, loop{l}, then{std::move(t)} {}
    ~Waiting() override { client.forget(id); }

    DeskClient& client;
    http::Loop& loop;
    const std::function<void(std::optional<secrets::Reply>)> then;
    const std::string id = new_id();
    std::optional<crypto::OpeningKey> key;  ///< Of the sealing thread alone.
};

DeskClient::DeskClient(bus::Connection& connection, bus::Publisher& publisher)
    : publisher_{publisher}, subscription_{connection.subscribe("ans.secret.*", [this](bus::Message message) {
          on_answer(message);
      })} {}

DeskClient::~DeskClient() { subscription_.reset(); }

std::shared_ptr<DeskClient::Question> DeskClient::ask(std::string_view verb, secrets::Request request,
                                                      const crypto::SealingKey& desk, http::Loop& loop,
                                                      std::function<void(std::optional<secrets::Reply>)> then) {
    auto waiting = std::make_shared<Waiting>(*this, loop, std::move(then));
    {
        const std::lock_guard lock{mutex_};
        if (waiting_.size() >= most_waiting) {
            crypto::wipe(request.body);
            return nullptr;
        }
        waiting_.emplace(waiting->id, waiting);
    }
    // Overwritten wherever it ends, also in a queue that is dropped.
    const std::shared_ptr<secrets::Request> held{new secrets::Request{std::move(request)}, [](secrets::Request* done) {
                                                     crypto::wipe(done->body);
                                                     delete done;
                                                 }};
    const auto seal = [this, weak = std::weak_ptr{waiting}, verb = std::string{verb}, held, desk] {
        const auto still = weak.lock();
        if (still && !send(*still, verb, *held, desk)) tell(still, std::nullopt);
    };
    return sealing_.run(seal) ? waiting : nullptr;
}

bool DeskClient::send(Waiting& waiting, std::string_view verb, secrets::Request& request, const crypto::SealingKey& desk) {
    waiting.key = crypto::OpeningKey::generate();
    request.id = waiting.id;
    request.reply_key = waiting.key->sealing().text();
    const auto ignore = [](const auto&) {};  // Who hears nothing asks again.
    try {
        if (!publisher_.try_publish("secret.auth." + std::string{verb}, waiting.id, {}, sealed(request, desk), ignore, ignore))
            return false;
        publisher_.flush();
        return true;
    } catch (const bus::BusError&) {
        return false;  // It has been stopped.
    }
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
    // There is always room: no more wait than half of what may be under way there.
    sealing_.run([weak = std::weak_ptr{waiting}, box = std::string{message.body()}] {
        const auto still = weak.lock();
        if (!still || !still->key) return;
        auto reply = opened(*still->key, box);
        if (!reply) return log::warn("an answer of the desk does not open", {{"request", still->id}});
        tell(still, std::move(reply));
    });
}

void DeskClient::tell(std::weak_ptr<Waiting> waiting, std::optional<secrets::Reply> reply) {
    const auto still = waiting.lock();
    if (!still) return;
    still->loop.post([waiting = std::move(waiting), reply = std::move(reply)]() mutable {
        if (const auto asker = waiting.lock()) asker->then(std::move(reply));
    });
}

}  // namespace andvari::gateway
