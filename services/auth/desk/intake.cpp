#include "services/auth/desk/intake.hpp"

#include <algorithm>

#include "services/auth/desk/verbs.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/json/read.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {

struct Verb {
    std::string_view name;
    bool hashes;  ///< A password, which takes tens of milliseconds.
    Answer (*handle)(Workbench&, const secrets::Request&);
};

namespace {
constexpr std::size_t batch = 64, longest_request = 64 * 1024, quick_threads = 2;
// The door does not wait longer.
constexpr std::chrono::seconds worth_working_on{10};

/// Overwrites the texts of a request when it was worked on.
template <class Asked>
class Wiped {
public:
    explicit Wiped(Asked& asked) : asked_{asked} {}
    Wiped(const Wiped&) = delete;
    Wiped& operator=(const Wiped&) = delete;
    ~Wiped() {
        Asked::fields([&](const auto&... field) { (wipe(asked_.*field.member), ...); });
    }

private:
    static void wipe(std::string& text) { crypto::wipe(text); }
    static void wipe(std::optional<std::string>& text) {
        if (text) crypto::wipe(*text);
    }
    static void wipe(const auto&) {}
    Asked& asked_;
};

template <class Asked>
Answer handle(Workbench& bench, const secrets::Request& request) {
    auto asked = json::read<Asked>(request.body);
    if (!asked) return refused("request_malformed", asked.error().text());
    const Wiped<Asked> wiped{*asked};
    return answer(bench, request, *asked);
}

template <class Asked>
constexpr Verb verb(bool hashes) {
    return {Asked::verb, hashes, handle<Asked>};
}
constexpr bool hashes = true, does_not_hash = false;
constexpr std::array verbs{verb<secrets::Register>(hashes),
                           verb<secrets::VerifyEmail>(does_not_hash),
                           verb<secrets::ResendVerification>(does_not_hash),
                           verb<secrets::LogIn>(hashes),
                           verb<secrets::Refresh>(does_not_hash),
                           verb<secrets::RequestReset>(does_not_hash),
                           verb<secrets::ResetPassword>(hashes),
                           verb<secrets::ChangePassword>(hashes),
                           verb<secrets::OfferSecondFactor>(hashes),
                           verb<secrets::EnableSecondFactor>(does_not_hash),
                           verb<secrets::DisableSecondFactor>(hashes),
                           verb<secrets::CreateKey>(does_not_hash),
                           verb<secrets::RotateKey>(does_not_hash),
                           verb<secrets::EraseMe>(hashes),
                           verb<secrets::RotateSigningKeys>(does_not_hash)};
}  // namespace

struct Intake::Task {
    secrets::Request request;
    crypto::SealingKey reply_key;
    const Verb* verb = nullptr;  ///< Null for one that there is not.
    std::chrono::steady_clock::time_point taken_up = std::chrono::steady_clock::now();
    ~Task() { crypto::wipe(request.body); }
};

Intake::Intake(Workbench& bench, std::shared_ptr<bus::Connection> connection, metrics::Registry& metrics)
    : bench_{bench},
      connection_{std::move(connection)},
      metrics_{metrics},
      unreadable_{metrics.counter("andvari_secret_requests_unreadable_total", "Requests that could not be opened or read.")},
      hashing_{bench.settings.workers, bench.settings.hashing.waiting},
      quick_{quick_threads, bench.settings.quick_waiting} {}

Intake::~Intake() {
    stop();
    reader_.reset();
}

void Intake::open() {
    watched_ = metrics_.watch("andvari_secret_requests_waiting", "Requests that wait for a thread of the desk.", {},
                              [this] { return static_cast<double>(hashing_.waiting() + quick_.waiting()); });
    reader_ =
        bus::read(connection_, {.stream = "SECRETS", .filter = {}, .durable = "desk", .after = 0, .created = {}, .batch = batch},
                  [this](bus::Delivered delivered) {
                      inbound_.push({0, std::move(delivered)});
                  });
}

void Intake::work(std::chrono::steady_clock::time_point until) {
    for (const auto& arrival : inbound_.pop(batch, until)) take_up(arrival.delivered);
}

void Intake::take_up(const bus::Delivered& delivered) {
    reader_->acknowledge(delivered);
    reader_->taken(1);
    if (!is_new(delivered)) return;
    const auto task = read(delivered);
    if (!task) return unreadable_.add();
    if (!task->verb) return reply(*task, refused("verb_unknown", "There is no such request.").reply);
    metrics_.counter("andvari_secret_requests_total", "Requests that were taken up.", {{"verb", std::string{task->verb->name}}})
        .add();
    auto& lane = task->verb->hashes ? hashing_ : quick_;
    if (!lane.submit([this, task] { work_on(*task); })) reply(*task, busy().reply);
}

// An acknowledgement may be lost with the connection; then the request comes again, in its order.
bool Intake::is_new(const bus::Delivered& delivered) {
    if (*delivered.stream_created == stream_created_ && delivered.stream_sequence <= last_taken_) return false;
    stream_created_ = *delivered.stream_created;
    last_taken_ = delivered.stream_sequence;
    return true;
}

// Nobody can be answered before the request has been opened, and nothing of it may be logged.
std::shared_ptr<Intake::Task> Intake::read(const bus::Delivered& delivered) {
    const auto& message = delivered.message;
    const auto opened =
        message.body().size() <= longest_request ? crypto::open_sealed(bench_.ring.opening(), message.body()) : std::nullopt;
    auto request = opened ? std::optional{json::read<secrets::Request>(opened->view())} : std::nullopt;
    const auto key = request && *request ? crypto::SealingKey::parse((*request)->reply_key) : std::nullopt;
    if (!key || !is_token((*request)->id)) {
        log::warn("a request cannot be opened or read", {{"subject", message.subject()}});
        return nullptr;
    }
    auto task = std::make_shared<Task>(Task{**std::move(request), *key});
    const auto found = std::ranges::find(verbs, eventing::subject_token(message.subject(), 2), &Verb::name);
    if (found != verbs.end()) task->verb = &*found;
    return task;
}

void Intake::work_on(Task& task) {
    const log::Correlation correlation{task.request.id};
    Answer answer;
    try {
        const bool late = std::chrono::steady_clock::now() - task.taken_up > worth_working_on;
        answer = late ? busy() : task.verb->handle(bench_, task.request);
    } catch (const std::exception& e) {
        log::error("a request failed", {{"verb", task.verb->name}, {"reason", e.what()}});
        answer = unavailable();
    }
    reply(task, std::move(answer.reply));
    if (!answer.afterwards) return;
    try {
        answer.afterwards();
    } catch (const std::exception& e) {
        log::error("what follows a request failed", {{"verb", task.verb->name}, {"reason", e.what()}});
    }
}

void Intake::reply(const Task& task, secrets::Reply reply) {
    auto text = json::write(reply);
    connection_->send("ans.secret." + task.request.id, {}, crypto::seal_to(task.reply_key, text));
    crypto::wipe(text);
    if (reply.body) crypto::wipe(*reply.body);
}

}  // namespace andvari::desk
