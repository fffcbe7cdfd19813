#include "services/auth/desk/following.hpp"

#include "events/user.hpp"
#include "services/auth/desk/verbs.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/eventing/outside.hpp"
#include "shared/eventing/rules.hpp"
#include "shared/eventing/with_fact.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
const std::string source = "user/0";
constexpr std::size_t batch = 100;
constexpr std::chrono::milliseconds first_pause{20}, longest_pause{2000};

eventing::Position load(Records& records) {
    return records.read([](store::Database& db) { return eventing::load_positions(db)[source]; });
}
}  // namespace

Following::Following(Workbench& bench, std::shared_ptr<bus::Connection> connection)
    : bench_{bench},
      dead_letters_{connection, "desk"},
      breaks_{connection, "desk"},
      position_{load(bench.records)},
      reader_{bus::read(connection,
                        {.stream = std::string{eventing::events_stream},
                         .filter = "evt.user.>",
                         .durable = {},
                         .after = position_.stream_sequence,
                         .created = position_.stream_created,
                         .batch = batch},
                        [this](bus::Delivered delivered) {
                            inbound_.push({0, std::move(delivered)});
                        })},
      thread_{[this] { run(); }} {}

Following::~Following() {
    stop();
    thread_.join();
}

void Following::stop() {
    inbound_.stop();
    dead_letters_.stop();
}

void Following::run() {
    while (!inbound_.stopped()) {
        for (const auto& arrival : inbound_.pop(batch, breaks_.next())) {
            if (inbound_.stopped()) return;
            take(arrival.delivered);
            reader_->taken(1);
        }
        breaks_.remind();
    }
}

void Following::take(const bus::Delivered& delivered) {
    const auto envelope = eventing::fact_envelope(delivered.message);
    if (!envelope) return dead_letters_.put(delivered, eventing::events_stream, envelope.error().reason);
    const auto verdict = eventing::judge(position_, *envelope, delivered.message.body());
    if (verdict == eventing::Verdict::duplicate) return;
    if (verdict != eventing::Verdict::next) return breaks_.found(*envelope, position_, verdict);
    apply(*envelope, delivered);
    breaks_.applied(source);
}

void Following::apply(const eventing::Envelope& envelope, const bus::Delivered& delivered) {
    for (auto pause = first_pause; !inbound_.stopped(); pause = std::min(pause * 2, longest_pause)) {
        try {
            return apply_once(envelope, delivered);
        } catch (const std::exception& e) {
            log::error("a fact of a user cannot be followed now; it is tried again",
                       {{"fact", envelope.id}, {"reason", e.what()}});
            inbound_.pause(pause);
        }
    }
}

void Following::apply_once(const eventing::Envelope& envelope, const bus::Delivered& delivered) {
    std::optional<user::PreferencesSet> preferences;
    try {
        eventing::with_alternative<user::Fact>(envelope.type, delivered.message.body(), document_, [&](auto&& fact) {
            using Fact = std::decay_t<decltype(fact)>;
            if constexpr (std::is_same_v<Fact, user::Erased>) forget(bench_, fact.user);
            if constexpr (std::is_same_v<Fact, user::PreferencesSet>) preferences = std::move(fact);
        });
    } catch (const eventing::BodyUnreadable& e) {
        dead_letters_.put(delivered, eventing::events_stream, e.what());
    }
    auto next = position_;
    eventing::advance(next, envelope, *delivered.stream_created, delivered.stream_sequence);
    bench_.records.write([&](store::Database& db) {
        if (preferences) Habits::set_preferences(db, preferences->user, preferences->preferences);
        eventing::save_position(db, source, next);
    });
    position_ = next;
}

}  // namespace andvari::desk
