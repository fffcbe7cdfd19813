#include "shared/eventing/worker.hpp"

#include <algorithm>

#include "shared/json/read.hpp"
#include "shared/lifecycle/crash_point.hpp"
#include "shared/observability/log.hpp"
#include "shared/schema/schema.hpp"

namespace andvari::eventing {
namespace {
constexpr std::string_view commands_stream = "COMMANDS";
constexpr std::string_view market_stream = "MARKET";
constexpr std::string_view events_stream = "EVENTS";
constexpr int most_attempts = 5;
constexpr std::chrono::milliseconds first_pause{20};
constexpr std::chrono::milliseconds longest_pause{2000};
constexpr std::chrono::seconds between_republications{2};
constexpr std::chrono::seconds letter_patience{5};

std::string stream_of(std::string_view subject) {
    if (subject.starts_with("cmd.")) return std::string{commands_stream};
    return std::string{subject.starts_with("mkt.") ? market_stream : events_stream};
}

// Headers are optional for whoever publishes by hand; what is missing follows from the subject and the stream.
Envelope outside_envelope(const bus::Delivered& delivered, Instant now) {
    const auto& m = delivered.message;
    Envelope e;
    e.subject = m.subject();
    e.id = m.header("ce-id");
    if (e.id.empty()) e.id = m.header("Nats-Msg-Id");
    if (e.id.empty())
        e.id = derive_id({stream_of(e.subject), delivered.stream_created ? *delivered.stream_created : "",
                          std::to_string(delivered.stream_sequence)});
    e.type = m.header("ce-type");
    if (e.type.empty())
        e.type = "andvari." + std::string{subject_token(e.subject, 1)} + '.' + std::string{subject_token(e.subject, 3)} + ".v1";
    e.correlation = m.header("ce-correlationid");
    if (e.correlation.empty()) e.correlation = e.id;
    e.actor = m.header("ce-actor");
    if (e.actor.empty()) e.actor = "system:bus";
    e.traceparent = m.header("ce-traceparent");
    e.fingerprint = fingerprint(e.subject, m.body());
    e.time = now;
    return e;
}

std::ptrdiff_t parts_of(std::string_view subject) { return std::ranges::count(subject, '.') + 1; }

bool is_printable(std::string_view text, std::size_t longest) {
    return text.size() <= longest && std::ranges::all_of(text, [](char c) { return c > 0x20 && c < 0x7F; });
}

// What outside headers may say: they go into facts, which are kept for ever.
void check_outside(const Envelope& e) {
    if (!is_token(e.id)) throw Unusable{"the id (ce-id) must be 1 to 64 of A-Z a-z 0-9 _ -"};
    const auto colon = e.actor.find(':');
    const auto kind = std::string_view{e.actor}.substr(0, colon);
    if (colon == std::string::npos || (kind != "owner" && kind != "system") ||
        !is_token(std::string_view{e.actor}.substr(colon + 1)))
        throw Unusable{"the actor (ce-actor) must be owner:<name> or system:<name>"};
    if (!is_printable(e.correlation, 128)) throw Unusable{"ce-correlationid must be at most 128 printable ASCII characters"};
    if (!is_printable(e.traceparent, 128)) throw Unusable{"ce-traceparent must be at most 128 printable ASCII characters"};
}
}  // namespace

struct Worker::Meters {
    metrics::Counter& commands;
    metrics::Counter& repeated;
    metrics::Counter& facts_in;
    metrics::Counter& market;
    metrics::Counter& facts_out;
    metrics::Counter& dead;
    metrics::Counter& failures;
    metrics::Histogram& commit;
    metrics::Histogram& age;
    metrics::Gauge& size;
    std::vector<std::shared_ptr<void>> watched;

    Meters(metrics::Registry& r, const std::string& context)
        : commands{r.counter("andvari_commands_total", "Outside commands decided.", {{"context", context}})},
          repeated{r.counter("andvari_commands_repeated_total", "Outside commands dropped because the inbox had them.",
                             {{"context", context}})},
          facts_in{r.counter("andvari_facts_read_total", "Facts of other contexts applied.", {{"reader", context}})},
          market{r.counter("andvari_market_messages_total", "Messages of feeds taken up.", {{"context", context}})},
          facts_out{r.counter("andvari_facts_total", "Facts appended to the journal.", {{"context", context}})},
          dead{r.counter("andvari_dead_letters_total", "Messages that could not be handled.", {{"consumer", context}})},
          failures{r.counter("andvari_batch_failures_total", "Batches rolled back.", {{"context", context}})},
          commit{r.histogram("andvari_batch_seconds", "Time of one batch, from the first message to the commit.",
                             {{"context", context}})},
          age{r.histogram("andvari_message_age_seconds", "How long the newest message of a batch waited in its stream.",
                          {{"reader", context}})},
          size{r.gauge("andvari_batch_messages", "Messages in the last batch.", {{"context", context}})} {}
};

Worker::Worker(std::string context, const MakeHosted& make_hosted, const ServiceSettings& settings, store::Lease& lease,
               Inbound& inbound, metrics::Registry& registry)
    : context_{std::move(context)},
      inbound_{inbound},
      lease_{lease},
      batch_{settings.batch},
      connection_{bus::connect(settings.bus)},
      journal_{store::open(settings.location, context_, store::Durability::full), context_},
      hosted_{make_hosted(journal_)},
      outbox_{connection_, journal_},
      dead_letters_{connection_, context_},
      breaks_{connection_, context_},
      meters_{std::make_unique<Meters>(registry, context_)},
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
        reconnected_ = true;
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
        auto batch = inbound_.pop(batch_, breaks_.next());
        if (!batch.empty()) work_on(batch);
        breaks_.remind();
        broken_sources_ = breaks_.count();
        if (reconnected_.exchange(false) || republish_from_.load() != 0) mend_stream();
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

void Worker::take(Arrival& arrival, Instant now) {
    try {
        switch (sources_[arrival.reader].feed) {
            case Feed::commands: return take_command(arrival, now);
            case Feed::market: return take_market(arrival, now);
            case Feed::facts: return take_fact(arrival, now);
        }
    } catch (const Unusable& unusable) {
        letters_.push_back({&arrival, unusable.what()});
    }
}

void Worker::take_command(const Arrival& arrival, Instant now) {
    const auto& message = arrival.delivered.message;
    const auto envelope = outside_envelope(arrival.delivered, now);
    if (parts_of(envelope.subject) != 4) throw Unusable{"the subject must be cmd.<context>.<key>.<verb>"};
    check_outside(envelope);
    if (const auto before = journal_.seen(envelope.id)) {
        if (*before != envelope.fingerprint) throw Unusable{"the command's id was used before with another content"};
        meters_->repeated.add();
        return;
    }
    if (!schema::known(envelope.type)) throw Unusable{"unknown type " + envelope.type.substr(0, 128)};
    if (const auto mistake = schema::check(envelope.type, message.body())) throw Unusable{mistake->text()};
    hosted_->command(envelope, message.body(), now);
    journal_.note(envelope.id, envelope.fingerprint, now);
    meters_->commands.add();
}

void Worker::take_market(const Arrival& arrival, Instant now) {
    const auto& delivered = arrival.delivered;
    // A feed's messages have no place of their own, so what was taken before is known by the stream's.
    auto& position = positions_["stream:MARKET"];
    if (position.stream_created == *delivered.stream_created && delivered.stream_sequence <= position.stream_sequence) return;
    position.stream_created = *delivered.stream_created;
    position.stream_sequence = delivered.stream_sequence;
    touched_["stream:MARKET"] = position;

    auto envelope = outside_envelope(delivered, now);
    // A symbol's point must be written as an underscore: BRK.B would be another instrument than BRK.
    if (parts_of(envelope.subject) != 3)
        throw Unusable{"the subject must be mkt.<kind>.<symbol>, with _ for a point in the symbol"};
    // A feed need not know of ids and actors: those of its headers mean nothing here.
    envelope.id = derive_id({market_stream, *delivered.stream_created, std::to_string(delivered.stream_sequence)});
    envelope.correlation = envelope.id;
    envelope.actor = "system:feed";
    envelope.traceparent.clear();
    envelope.type = "andvari.stock." + std::string{subject_token(envelope.subject, 1)} + ".v1";
    if (!schema::known(envelope.type)) throw Unusable{"unknown type " + envelope.type.substr(0, 128)};
    if (const auto mistake = schema::check(envelope.type, delivered.message.body())) throw Unusable{mistake->text()};
    hosted_->market(envelope, delivered.message.body(), now);
    meters_->market.add();
}

void Worker::take_fact(const Arrival& arrival, Instant now) {
    const auto& message = arrival.delivered.message;
    const auto envelope = fact_envelope(message);
    if (!envelope) throw Unusable{envelope.error().reason};
    auto& position = positions_[envelope->place.source];
    const auto verdict = judge(position, *envelope, message.body());
    if (verdict == Verdict::duplicate) return;
    if (verdict != Verdict::next) return breaks_.found(*envelope, position, verdict);
    apply_fact(arrival, *envelope, position, now);
}

void Worker::apply_fact(const Arrival& arrival, const Envelope& envelope, Position& position, Instant now) {
    hosted_->fact(envelope, arrival.delivered.message.body(), now);
    advance(position, envelope, *arrival.delivered.stream_created, arrival.delivered.stream_sequence);
    touched_[envelope.place.source] = position;
    breaks_.applied(envelope.place.source);
    meters_->facts_in.add();
}

// Gives a message up: it is a dead letter, and a fact's place counts as read.
void Worker::skip(const Arrival& arrival, const std::string& reason) {
    refresh();
    store::Transaction transaction{journal_.database()};
    if (sources_[arrival.reader].feed == Feed::facts) {
        if (const auto envelope = fact_envelope(arrival.delivered.message)) {
            auto& position = positions_[envelope->place.source];
            advance(position, *envelope, *arrival.delivered.stream_created, arrival.delivered.stream_sequence);
            journal_.save(envelope->place.source, position);
        }
    }
    transaction.commit();
    letters_.push_back({&arrival, reason});
    after_commit({const_cast<Arrival*>(&arrival), 1});
}

void Worker::after_commit(std::span<Arrival> batch) {
    touched_.clear();
    const auto records = journal_.take_appended();
    outbox_.publish(records);
    meters_->facts_out.add(static_cast<double>(records.size()));
    crash_point("after_publish");
    if (settle_letters()) acknowledge(batch);
}

// Dead letters are stored before their originals are acknowledged, so that none is lost between the two.
bool Worker::settle_letters() {
    if (letters_.empty()) return true;
    for (const auto& letter : letters_)
        dead_letters_.put(letter.arrival->delivered, stream_of(letter.arrival->delivered.message.subject()), letter.reason);
    meters_->dead.add(static_cast<double>(letters_.size()));
    letters_.clear();
    while (!dead_letters_.settle(letter_patience))
        if (inbound_.stopped()) return false;
    return true;
}

void Worker::acknowledge(std::span<Arrival> batch) {
    for (auto& source : sources_) {
        source.taken = 0;
        source.last = nullptr;
    }
    for (const auto& arrival : batch) {
        ++sources_[arrival.reader].taken;
        sources_[arrival.reader].last = &arrival.delivered;
    }
    for (auto& source : sources_) {
        if (source.taken == 0) continue;
        if (source.feed != Feed::facts) source.reader->acknowledge(*source.last);
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

// Publishes again what the stream lost or what a reader misses.
void Worker::mend_stream() {
    try {
        if (const auto from = republish_from_.exchange(0); from != 0) {
            const auto now = std::chrono::steady_clock::now();
            const bool done_just_now = from >= republished_from_ && now - republished_at_ < between_republications;
            if (done_just_now || from > journal_.last().sequence) return;
            const auto count = outbox_.publish_again(from);
            republished_from_ = from;
            republished_at_ = now;
            log::warn("a reader misses facts; published them again", {{"context", context_}, {"from", from}, {"facts", count}});
            return;
        }
        if (const auto lost_after = outbox_.lost_after()) {
            const auto count = outbox_.publish_again(*lost_after + 1);
            log::warn("the stream lost facts; published them again",
                      {{"context", context_}, {"from", *lost_after + 1}, {"facts", count}});
        }
    } catch (const std::exception& e) {
        log::warn("the stream cannot be compared with the journal now; it is tried again",
                  {{"context", context_}, {"reason", e.what()}});
        reconnected_ = true;
        inbound_.pause(longest_pause / 4);
    }
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
