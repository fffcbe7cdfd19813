// How a reader begins: its own thread, and how it comes to a consumer that delivers what comes next.
#include <algorithm>

#include "shared/bus/jetstream.hpp"
#include "shared/bus/pull_reader.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::bus {

namespace {

using jetstream::Json;

constexpr std::chrono::milliseconds first_pause{20}, longest_pause{1000}, silence{4000};
/// The server forgets an ordered consumer by itself, this long after its reader asked last. Ending it at once would need the
/// right to end consumers on that stream, and so everybody's.
constexpr std::int64_t inactive_threshold_ns = 30'000'000'000;

StreamState state_of(Connection& connection, const std::string& stream) {
    if (auto state = stream_state(connection, stream)) return *state;
    implementation(connection).restore_topology(stream);
    if (auto state = stream_state(connection, stream)) return *state;
    throw BusError{"there is no stream " + stream};
}

}  // namespace

PullReader::PullReader(std::shared_ptr<Connection> connection, ReaderConfig config, std::function<void(Delivered)> on_message)
    : connection_{std::move(connection)},
      config_{std::move(config)},
      on_message_{std::move(on_message)},
      created_{std::make_shared<const std::string>(config_.created)},
      position_{config_.after},
      pause_{first_pause} {
    jetstream::name(config_.stream);
    if (!ordered()) jetstream::name(config_.durable);
    if (config_.batch == 0) throw BusError{"a reader's batch must not be empty"};
    reconnect_token_ = connection_->on_reconnect([this] {
        const Lock lock{mutex_};
        pause_ = first_pause;
        detach({});
    });
    worker_ = std::thread{[this] { work(); }};
}

PullReader::~PullReader() {
    reconnect_token_.reset();
    {
        const Lock lock{mutex_};
        stopped_ = true;
        ++attachment_;
        wake_.notify_one();
    }
    worker_.join();
}

void PullReader::work() {
    Lock lock{mutex_};
    while (!stopped_) {
        const auto now = Clock::now();
        if (!attached_) {
            if (now >= retry_at_) attach(lock);
            else wake_.wait_until(lock, retry_at_);
        } else if (requested_ == 0) {
            wake_.wait(lock);  // The client is behind; asking again wakes this.
        } else if (now >= last_heard_ + silence) {
            detach("the server fell silent");
        } else {
            wake_.wait_until(lock, last_heard_ + silence);
        }
    }
}

/// Without the lock, because the server is asked and the earlier subscription's callbacks are waited for.
void PullReader::attach(Lock& lock) {
    const auto attachment = ++attachment_;
    const auto position = position_;
    const bool is_known = stored_.has_value();
    const auto created = *created_;
    auto inbox = connection_->new_inbox();
    lock.unlock();
    subscription_.reset();
    Start start;
    std::string failure;
    try {
        start = ordered() ? start_ordered(position, created, is_known) : start_durable();
        subscription_ = connection_->subscribe(inbox, [this, attachment](Message m) { on_message(attachment, std::move(m)); });
    } catch (const std::exception& e) {
        failure = e.what();
    }
    // Without a connection failing is a matter of course, and the connection has told of it.
    if (!failure.empty() && connection_->connected() && failure != std::exchange(last_failure_, failure))
        implementation(*connection_).notice("Reading " + config_.stream + " has to wait: " + failure);
    lock.lock();
    if (attachment != attachment_) return;
    if (!failure.empty()) {
        retry_at_ = Clock::now() + pause_;
        pause_ = std::min(pause_ * 2, longest_pause);
        return;
    }
    last_failure_.clear();
    pause_ = first_pause;
    attached_ = true;
    attached_at_ = Clock::now();
    consumer_ = start.consumer;
    inbox_ = std::move(inbox);
    if (*created_ != start.created) created_ = std::make_shared<const std::string>(start.created);
    position_ = start.position;
    repeats_ = start.repeats;
    next_consumer_sequence_ = start.next_consumer_sequence;
    caught_up_ = start.pending == 0;
    const auto count = claim();
    lock.unlock();
    if (count != 0) ask(count, start.consumer, inbox_);
    lock.lock();
}

/// A store that was set back, and has grown since, is as long as it was, and of the same age. So what was read last, where that
/// is known, is read again, and tells.
PullReader::Start PullReader::start_ordered(std::uint64_t position, const std::string& created, bool is_known) {
    const auto state = state_of(*connection_, config_.stream);
    const bool another = !created.empty() && state.created != created;
    if (another || state.last < position) {
        implementation(*connection_)
            .notice("The stream " + config_.stream + (another ? " is another one than before" : " is shorter than before") +
                    "; reading begins at its first message.");
        position = 0;
    }
    const bool repeats = is_known && position != 0;
    const auto consumer = new_id();
    Json configuration{{"name", consumer},
                       {"deliver_policy", "by_start_sequence"},
                       {"opt_start_seq", repeats ? position : position + 1},
                       {"ack_policy", "none"},
                       {"replay_policy", "instant"},
                       {"max_deliver", -1},
                       {"inactive_threshold", inactive_threshold_ns},
                       {"mem_storage", true},
                       {"num_replicas", 1}};
    if (!config_.filter.empty()) configuration["filter_subject"] = config_.filter;
    const auto made = jetstream::make_consumer(*connection_, config_.stream, configuration);
    const auto pending = made.value("making a consumer of " + config_.stream).value("num_pending", std::uint64_t{0});
    // The stream may have been made anew between the two requests.
    if (state_of(*connection_, config_.stream).created != state.created) throw BusError{"the stream is being made anew"};
    return {consumer, state.created, position, 1, pending, repeats};
}

/// The server's knowledge of the durable consumer, which is made again where it is missing.
jetstream::Json PullReader::durable_info() {
    const auto place = config_.stream + "." + config_.durable;
    auto answer = jetstream::ask(*connection_, "CONSUMER.INFO." + place);
    if (answer.error == jetstream::consumer_not_found && !remade_.empty()) return make_durable(remade_);
    if (answer.error == jetstream::consumer_not_found) {
        implementation(*connection_).restore_topology(config_.stream);
        answer = jetstream::ask(*connection_, "CONSUMER.INFO." + place);
    }
    return answer.value("the consumer " + place);
}

jetstream::Json PullReader::make_durable(const jetstream::Json& configuration) {
    return jetstream::make_consumer(*connection_, config_.stream, configuration)
        .value("making the consumer " + config_.stream + "." + config_.durable);
}

/// A durable consumer acknowledges "all before", so nothing may be missing before what it delivers. Whatever it delivered
/// and nobody acknowledged would come again only later and out of order, and the next acknowledgement would bury it; so
/// the consumer is made anew, to begin right after what was acknowledged.
PullReader::Start PullReader::start_durable() {
    const auto state = state_of(*connection_, config_.stream);
    auto info = durable_info();
    const auto sequence = [&](const char* kind, const char* which) { return info.at(kind).at(which).get<std::uint64_t>(); };
    const bool unacknowledged =
        info.value("num_ack_pending", 0) != 0 || sequence("delivered", "consumer_seq") != sequence("ack_floor", "consumer_seq");
    const bool beyond = sequence("delivered", "stream_seq") > state.last;
    if (beyond)
        implementation(*connection_)
            .notice("The stream " + config_.stream + " is shorter than before; " + config_.durable +
                    " begins at its first message.");
    if (unacknowledged || beyond) {
        remade_ = info.at("config");
        // A work queue holds nothing but what is not acknowledged, and begins with all of that.
        if (remade_.value("ack_policy", std::string{}) != "explicit") {
            remade_["deliver_policy"] = "by_start_sequence";
            remade_["opt_start_seq"] = beyond ? 1 : sequence("ack_floor", "stream_seq") + 1;
        }
        const auto place = config_.stream + "." + config_.durable;
        jetstream::ask(*connection_, "CONSUMER.DELETE." + place).value("ending the consumer " + place);
        info = make_durable(remade_);
    }
    remade_ = nullptr;
    return {config_.durable, state.created, sequence("delivered", "stream_seq"), sequence("delivered", "consumer_seq") + 1,
            info.value("num_pending", std::uint64_t{0})};
}

}  // namespace andvari::bus
