#include "shared/eventing/worker.hpp"

#include <algorithm>

#include "shared/eventing/outside.hpp"
#include "shared/eventing/worker_meters.hpp"
#include "shared/json/read.hpp"
#include "shared/lifecycle/crash_point.hpp"
#include "shared/observability/log.hpp"
#include "shared/schema/schema.hpp"

namespace andvari::eventing {
namespace {
constexpr int most_attempts = 5;
constexpr std::chrono::milliseconds first_pause{20};
constexpr std::chrono::milliseconds longest_pause{2000};
constexpr std::chrono::seconds between_republications{2};
constexpr std::chrono::seconds letter_patience{5};
}  // namespace

Worker::Worker(std::string context, const MakeHosted& make_hosted, const ServiceSettings& settings, store::Lease& lease,
               Inbound& inbound, metrics::Registry& registry)
    : context_{std::move(context)},
      inbound_{inbound},
      lease_{lease},
      batch_{settings.batch},
      connection_{bus::connect(settings.bus)},
      journal_{store::open(settings.location, context_, store::Durability::full), context_},
      hosted_{make_hosted(journal_)},
      outbox_{connection_, journal_,
              [this] {
                  compare_ = true;
                  inbound_.nudge();
              }},
      dead_letters_{connection_, context_},
      breaks_{connection_, context_},
      meters_{std::make_unique<WorkerMeters>(registry, context_)},
      positions_{journal_.load_positions()},
      noted_published_{journal_.published()} {
    meters_->watched.push_back(registry.watch("andvari_outbox_depth", "Facts not yet acknowledged by the stream.",
                                              {{"context", context_}}, [this] { return static_cast<double>(outbox_.depth()); }));
    schema::known({});  // Compiles the schemas now rather than on the first message.
    if (const auto count = outbox_.catch_up(); count > 0)
        log::info("published what the stream did not have", {{"context", context_}, {"facts", count}});
    listen();
}

Worker::~Worker() = default;

void Worker::listen() {
    republish_requests_ = connection_->subscribe("sys.republish." + context_, [this](bus::Message message) {
        const auto request = json::read<RepublishRequest>(message.body());
        if (!request || request->source != journal_.source() || request->from == 0) return;
        auto wanted = republish_from_.load();
        while ((wanted == 0 || request->from < wanted) && !republish_from_.compare_exchange_weak(wanted, request->from)) {}
        inbound_.nudge();
    });
    reconnect_token_ = connection_->on_reconnect([this] {
        compare_ = true;
        inbound_.nudge();
    });
    if (hosted_->takes_commands())
        add_reader(Feed::commands, {},
                   {.stream = std::string{commands_stream}, .durable = context_ + "-commands", .batch = batch_});
    if (hosted_->takes_market())
        add_reader(Feed::market, {}, {.stream = std::string{market_stream}, .durable = context_ + "-market", .batch = batch_});
    for (const auto other : hosted_->listens_to()) {
        const auto& position = positions_[std::string{other} + "/0"];
        add_reader(Feed::facts, std::string{other},
                   {.stream = std::string{events_stream},
                    .filter = "evt." + std::string{other} + ".>",
                    .after = position.stream_sequence,
                    .created = position.stream_created,
                    .batch = batch_});
    }
}

void Worker::add_reader(Feed feed, std::string context, bus::ReaderConfig config) {
    const auto index = sources_.size();
    sources_.push_back({feed, std::move(context), nullptr});
    sources_.back().reader = bus::read(connection_, std::move(config), [this, index](bus::Delivered delivered) {
        inbound_.push({index, std::move(delivered)});
    });
}

void Worker::run() {
    while (!inbound_.stopped()) {
        const auto rights = hosted_->rights_revision();
        auto batch = inbound_.pop(batch_, std::min(breaks_.next(), put_off_.next(rights)));
        put_off_.sort(batch, rights, PutOff::Clock::now());
        if (!batch.empty()) work_on(batch);
        breaks_.remind();
        broken_sources_ = breaks_.count();
        if (compare_ || republish_from_ != 0) mend_stream();
    }
}

void Worker::work_on(std::vector<Arrival>& batch) {
    for (auto pause = first_pause; !inbound_.stopped(); pause = std::min(pause * 2, longest_pause)) {
        try {
            transact(batch);
            database_trouble_ = false;
            return after_commit(batch);
        } catch (const store::StoreError& e) {
            database_trouble_ = true;
            log::error("the database failed; the batch is tried again", {{"context", context_}, {"reason", e.what()}});
            recover();
            inbound_.pause(pause);
        } catch (const std::exception& e) {
            log::warn("a batch failed; its messages are tried one by one", {{"context", context_}, {"reason", e.what()}});
            recover();
            for (auto& arrival : batch) work_alone(arrival);
            return;
        }
    }
}

// One message, a bounded number of times; then it is a dead letter and the work goes on.
void Worker::work_alone(Arrival& arrival) {
    auto pause = first_pause;
    for (int attempt = 1; !inbound_.stopped(); ++attempt, pause = std::min(pause * 2, longest_pause)) {
        try {
            transact({&arrival, 1});
            database_trouble_ = false;
            return after_commit({&arrival, 1});
        } catch (const store::StoreError& e) {
            database_trouble_ = true;
            log::error("the database failed; the message is tried again", {{"context", context_}, {"reason", e.what()}});
            --attempt;
        } catch (const std::exception& e) {
            log::error("a message failed", {{"context", context_},
                                            {"subject", arrival.delivered.message.subject()},
                                            {"attempt", attempt},
                                            {"reason", e.what()}});
            if (attempt == most_attempts) {
                recover();
                return skip(arrival, e.what());
            }
        }
        recover();
        inbound_.pause(pause);
    }
}

void Worker::transact(std::span<Arrival> batch) {
    const auto begun = std::chrono::steady_clock::now();
    const auto now = Instant::now();
    refresh();
    auto& db = journal_.database();
    store::Transaction transaction{db};
    store::check_fence(db, lease_.fence());
    for (auto& arrival : batch) take(arrival, now);
    hosted_->end_batch();
    settle_letters();
    for (const auto& [source, position] : touched_) journal_.save(source, position);
    const auto published = outbox_.published();
    if (published != noted_published_) journal_.save_published(published);
    crash_point("before_commit");
    transaction.commit();
    crash_point("after_commit");
    noted_published_ = published;
    meters_->commit.observe(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count());
    meters_->size.set(static_cast<double>(batch.size()));
    const auto age = now.microseconds - batch.back().delivered.stored.microseconds;
    meters_->age.observe(static_cast<double>(std::max<std::int64_t>(age, 0)) / 1e6);
}

void Worker::after_commit(std::span<Arrival> batch) {
    touched_.clear();
    const auto records = journal_.take_appended();
    outbox_.publish(records);
    meters_->facts_out.add(static_cast<double>(records.size()));
    crash_point("after_publish");
    acknowledge(batch);
}

// Dead letters are stored before the commit that counts their originals as read, so that none is lost between the two; should
// the commit fail, they are put again under the same ids.
void Worker::settle_letters() {
    if (letters_.empty()) return;
    for (const auto& letter : letters_)
        dead_letters_.put(letter.arrival->delivered, stream_of(letter.arrival->delivered.message.subject()), letter.reason);
    while (!dead_letters_.settle(letter_patience))
        if (inbound_.stopped()) throw bus::BusError{"stopping before the dead letters are stored"};
    meters_->dead.add(static_cast<double>(letters_.size()));
    letters_.clear();
}

void Worker::acknowledge(std::span<Arrival> batch) {
    for (auto& source : sources_) {
        source.taken = 0;
        source.last = nullptr;
    }
    const auto waits = put_off_.first();
    for (const auto& arrival : batch) {
        auto& source = sources_[arrival.reader];
        ++source.taken;
        // What waits is to come again if this process dies, and with it what came after it.
        const bool is_behind = source.feed == Feed::commands && waits && arrival.delivered.stream_sequence > *waits;
        if (!is_behind) source.last = &arrival.delivered;
    }
    for (auto& source : sources_) {
        if (source.taken == 0) continue;
        if (source.feed != Feed::facts && source.last) source.reader->acknowledge(*source.last);
        source.reader->taken(source.taken);
    }
}

// What memory holds may be ahead of the database now; the next transaction first reads it anew.
void Worker::recover() {
    meters_->failures.add();
    letters_.clear();
    touched_.clear();
    stale_ = true;
}

void Worker::refresh() {
    if (!stale_) return;
    journal_.reload();
    positions_ = journal_.load_positions();
    hosted_->reload();
    stale_ = false;
}

void Worker::mend_stream() {
    try {
        if (const auto from = republish_from_.exchange(0); from != 0) publish_for_readers(from);
        if (!compare_.exchange(false)) return;
        if (const auto count = outbox_.mend(); count > 0)
            log::info("the stream has again what it lost", {{"context", context_}, {"facts", count}});
    } catch (const std::exception& e) {
        log::warn("the stream cannot be compared with the journal now; it is tried again",
                  {{"context", context_}, {"reason", e.what()}});
        compare_ = true;
        inbound_.pause(longest_pause / 4);
        inbound_.nudge();
    }
}

// What a reader misses.
void Worker::publish_for_readers(std::uint64_t from) {
    const auto now = std::chrono::steady_clock::now();
    const bool done_just_now = from >= republished_from_ && now - republished_at_ < between_republications;
    if (done_just_now || from > journal_.last().sequence) return;
    const auto count = outbox_.publish_again(from);
    republished_from_ = from;
    republished_at_ = now;
    log::warn("a reader misses facts; published them again", {{"context", context_}, {"from", from}, {"facts", count}});
}

void Worker::finish(std::chrono::milliseconds patience) {
    for (auto& source : sources_) source.reader.reset();
    republish_requests_.reset();
    if (!outbox_.drain(patience))
        log::warn("stopping with facts that the stream has not acknowledged; they are published at the next start",
                  {{"context", context_}, {"facts", outbox_.depth()}});
    if (outbox_.published() == noted_published_) return;
    store::Transaction transaction{journal_.database()};
    journal_.save_published(outbox_.published());
    transaction.commit();
}

void Worker::abandon() {
    outbox_.stop();
    dead_letters_.stop();
}

std::optional<std::string> Worker::trouble() const {
    if (!connection_->connected()) return "no connection to the bus";
    if (database_trouble_) return "the database fails";
    if (broken_sources_ > 0) return "facts are missing in the stream";
    return std::nullopt;
}

}  // namespace andvari::eventing
