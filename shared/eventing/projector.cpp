#include "shared/eventing/projector.hpp"

#include <algorithm>
#include <set>

#include "shared/observability/log.hpp"

namespace andvari::eventing {
namespace {
constexpr std::string_view stream = "EVENTS";
constexpr int most_attempts = 5;
constexpr std::chrono::milliseconds first_pause{20};
constexpr std::chrono::milliseconds longest_pause{2000};
constexpr std::chrono::seconds letter_patience{5};
// Each batch costs a transaction in every view, however small it is, so under load they begin no closer together than this.
// A fact that comes alone does not wait.
constexpr std::chrono::milliseconds between_batches{5};
}  // namespace

Projector::Projector(std::string name, ProjectorSettings settings, metrics::Registry& registry, Health& health,
                     std::function<void(std::string)> on_fault)
    : name_{std::move(name)},
      settings_{std::move(settings)},
      metrics_{registry},
      on_fault_{std::move(on_fault)},
      health_token_{health.add(name_, [this] { return trouble(); })},
      applied_{&metrics_.counter("andvari_facts_projected_total", "Facts applied to read models.", {{"projector", name_}})},
      lag_{&metrics_.histogram("andvari_projection_lag_seconds", "From a fact's storing in the stream to its being visible.",
                               {{"projector", name_}})} {}

Projector::~Projector() {
    inbound_.stop();
    if (thread_.joinable()) thread_.join();
}

std::optional<std::string> Projector::trouble() const {
    if (!started_) return "not started";
    if (!connection_->connected()) return "no connection to the bus";
    if (failing_) return "a read model's database fails";
    if (broken_sources_ > 0) return "facts are missing in the stream";
    return std::nullopt;
}

void Projector::start() {
    connection_ = bus::connect(settings_.bus);
    dead_letters_ = std::make_unique<DeadLetters>(connection_, name_);
    breaks_ = std::make_unique<Breaks>(connection_, name_);
    open_views();
    read_everything();
    subscriptions_.push_back(
        connection_->subscribe(std::string{announce_subject}, [this](bus::Message) { announce_all_soon(); }));
    reconnect_token_ = connection_->on_reconnect([this] { announce_all_soon(); });
    started_ = true;
    thread_ = std::thread{[this] { run(); }};
}

void Projector::open_views() {
    for (const auto make : settings_.views) {
        auto view = make();
        const std::string view_name{view->name()};
        const auto database = Projection::database_name(view_name);
        auto lease = store::try_lease(settings_.location, database);
        if (!lease) throw store::StoreError{"another process keeps the read model '" + view_name + "'"};
        leases_.push_back(std::move(lease));
        projections_.push_back(
            std::make_unique<Projection>(std::move(view), settings_.location, database, store::Durability::relaxed));
        subscriptions_.push_back(
            connection_->subscribe(std::string{switch_subject} + view_name, [this, view_name](bus::Message message) {
                {
                    const std::lock_guard lock{mutex_};
                    switches_.push_back({view_name, std::string{message.body()}, std::string{message.reply()}});
                }
                inbound_.nudge();
            }));
    }
}

// Each source is read from where the view that is furthest behind stands; the others drop what they have.
void Projector::read_everything() {
    std::set<std::string> contexts;
    for (const auto& projection : projections_)
        for (const auto context : projection->view().contexts()) contexts.emplace(context);
    for (auto& feed : feeds_) feed.reader.reset();
    positions_.clear();
    for (const auto& context : contexts) {
        const auto source = context + "/0";
        const Position* least = nullptr;
        for (const auto& projection : projections_) {
            if (!projection->reads(source)) continue;
            const auto& position = projection->position(source);
            if (!least || position.sequence < least->sequence) least = &position;
        }
        positions_[source] = *least;
        const auto index = feeds_.size();
        feeds_.push_back({context, nullptr});
        feeds_.back().reader = bus::read(connection_,
                                         {.stream = std::string{stream},
                                          .filter = "evt." + context + ".>",
                                          .after = least->stream_sequence,
                                          .created = least->stream_created,
                                          .batch = settings_.batch},
                                         [this, index](bus::Delivered delivered) {
                                             inbound_.push({index, std::move(delivered)});
                                         });
    }
}

void Projector::run() {
    try {
        for (std::chrono::steady_clock::time_point begun{}; !inbound_.stopped();) {
            inbound_.gather(settings_.batch, begun + between_batches);
            const auto batch = inbound_.pop(settings_.batch, breaks_->next());
            begun = std::chrono::steady_clock::now();
            if (!batch.empty()) work_on(batch);
            breaks_->remind();
            broken_sources_ = breaks_->count();
            switch_views();
            if (announcement_wanted_.exchange(false))
                for (auto& projection : projections_) announce(*projection);
        }
    } catch (const std::exception& e) {
        log::error("the projector cannot go on", {{"projector", name_}, {"reason", e.what()}});
        if (!inbound_.stopped()) on_fault_(name_ + ": " + e.what());
    }
}

void Projector::work_on(const std::vector<Arrival>& batch) {
    const auto facts = judged(batch);
    for (auto& projection : projections_) project(*projection, facts);
    applied_->add(static_cast<double>(facts.size()));
    if (!facts.empty()) {
        const auto lag = Instant::now().microseconds - batch.back().delivered.stored.microseconds;
        lag_->observe(static_cast<double>(std::max<std::int64_t>(lag, 0)) / 1e6);
    }
    std::map<std::size_t, std::size_t> taken;
    for (const auto& arrival : batch) ++taken[arrival.reader];
    for (const auto& [reader, count] : taken)
        if (feeds_[reader].reader) feeds_[reader].reader->taken(count);
}

// The facts of a batch that continue their sources.
std::vector<Incoming> Projector::judged(const std::vector<Arrival>& batch) {
    std::vector<Incoming> facts;
    facts.reserve(batch.size());
    for (const auto& arrival : batch) {
        if (!feeds_[arrival.reader].reader) continue;  // Came through a reader that another has replaced.
        const auto& delivered = arrival.delivered;
        auto envelope = fact_envelope(delivered.message);
        if (!envelope) {
            dead_letters_->put(delivered, stream, envelope.error().reason);
            continue;
        }
        auto& position = positions_[envelope->place.source];
        const auto verdict = judge(position, *envelope, delivered.message.body());
        if (verdict == Verdict::duplicate) continue;
        if (verdict != Verdict::next) {
            breaks_->found(*envelope, position, verdict);
            continue;
        }
        advance(position, *envelope, *delivered.stream_created, delivered.stream_sequence);
        breaks_->applied(envelope->place.source);
        facts.push_back({*std::move(envelope), &delivered});
    }
    return facts;
}

void Projector::project(Projection& projection, const std::vector<Incoming>& facts) {
    for (auto pause = first_pause; !inbound_.stopped(); pause = std::min(pause * 2, longest_pause)) {
        try {
            const auto count = projection.apply(facts, document_);
            failing_ = false;
            if (count > 0) announce(projection);
            return;
        } catch (const store::StoreError& e) {
            failing_ = true;
            log::error("a read model's database failed; the batch is tried again",
                       {{"view", projection.view().name()}, {"reason", e.what()}});
            inbound_.pause(pause);
        } catch (const std::exception& e) {
            log::warn("a batch failed; its facts are tried one by one",
                      {{"view", projection.view().name()}, {"reason", e.what()}});
            for (const auto& fact : facts) project_alone(projection, fact);
            return announce(projection);
        }
    }
}

void Projector::project_alone(Projection& projection, const Incoming& fact) {
    int attempt = 0;
    for (auto pause = first_pause; !inbound_.stopped(); pause = std::min(pause * 2, longest_pause)) {
        try {
            projection.apply({fact}, document_);
            return;
        } catch (const store::StoreError& e) {
            failing_ = true;
            log::error("a read model's database failed; the fact is tried again",
                       {{"view", projection.view().name()}, {"reason", e.what()}});
        } catch (const std::exception& e) {
            log::error("a fact cannot be applied", {{"view", projection.view().name()},
                                                    {"fact", fact.envelope.id},
                                                    {"type", fact.envelope.type},
                                                    {"reason", e.what()}});
            if (++attempt == most_attempts) {
                dead_letters_->put(*fact.delivered, stream, std::string{projection.view().name()} + ": " + e.what());
                dead_letters_->settle(letter_patience);
                return projection.pass_over(fact);
            }
        }
        inbound_.pause(pause);
    }
}

void Projector::announce(Projection& projection) {
    connection_->send("view." + std::string{projection.view().name()}, {}, projection.positions_text());
}

void Projector::announce_all_soon() {
    announcement_wanted_ = true;
    inbound_.nudge();
}

void Projector::switch_views() {
    std::vector<Switch> wanted;
    {
        const std::lock_guard lock{mutex_};
        wanted.swap(switches_);
    }
    for (const auto& one : wanted) {
        const auto answer = switch_view(one);
        if (!one.reply.empty()) connection_->send(one.reply, {}, answer);
    }
}

std::string Projector::switch_view(const Switch& wanted) {
    const auto found = std::ranges::find_if(projections_, [&](const auto& p) { return p->view().name() == wanted.view; });
    const auto make = settings_.views[static_cast<std::size_t>(found - projections_.begin())];
    const auto live = Projection::database_name(wanted.view);
    try {
        if (!store::exists(settings_.location, wanted.copy)) return "there is no copy '" + wanted.copy + "'";
        found->reset();  // Closed before it is replaced.
        std::string answer = "ok";
        try {
            store::replace(settings_.location, wanted.copy, live);
        } catch (const store::StoreError& e) {
            answer = e.what();
        }
        *found = std::make_unique<Projection>(make(), settings_.location, live, store::Durability::relaxed);
        read_everything();
        announce(**found);
        log::info("a rebuilt read model took the place of the old one", {{"view", wanted.view}, {"answer", answer}});
        return answer;
    } catch (const std::exception& e) {
        throw std::runtime_error{"the read model '" + wanted.view + "' cannot be opened again: " + e.what()};
    }
}

void Projector::stop(Deadline) {
    inbound_.stop();
    if (dead_letters_) dead_letters_->stop();
    if (thread_.joinable()) thread_.join();
    for (auto& feed : feeds_) feed.reader.reset();
    reconnect_token_.reset();
    subscriptions_.clear();
    projections_.clear();
    leases_.clear();
}

}  // namespace andvari::eventing
