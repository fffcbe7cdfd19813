#include "shared/eventing/rebuild.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "shared/eventing/inbound.hpp"

namespace andvari::eventing {
namespace {
constexpr std::string_view stream = "EVENTS";

// One rebuild under way.
class Rebuilding {
public:
    Rebuilding(const std::shared_ptr<bus::Connection>& connection, std::unique_ptr<View> view, const RebuildSettings& settings)
        : settings_{settings},
          projection_{std::make_unique<Projection>(std::move(view), settings.location, settings.copy, store::Durability::none)} {
        for (const auto& [source, target] : settings.targets) {
            if (target == 0) continue;
            progress_.total += target;
            ++unfinished_;
            const auto context = source.substr(0, source.find('/'));
            readers_.push_back(nullptr);
            const auto index = readers_.size() - 1;
            readers_.back() =
                bus::read(connection, {.stream = std::string{stream}, .filter = "evt." + context + ".>", .batch = settings.batch},
                          [this, index](bus::Delivered delivered) {
                              inbound_.push({index, std::move(delivered)});
                          });
        }
    }

    std::unique_ptr<Projection> run(const std::function<void(const RebuildProgress&)>& progress, const std::stop_token& stop) {
        const std::stop_callback wake{stop, [this] { inbound_.stop(); }};
        const auto begun = std::chrono::steady_clock::now();
        while (unfinished_ > 0) {
            const auto batch = inbound_.pop(settings_.batch, std::chrono::steady_clock::now() + settings_.patience);
            if (stop.stop_requested()) throw RebuildFailed{"stopped before it was done"};
            if (batch.empty()) throw RebuildFailed{missing()};
            const auto facts = wanted(batch);
            projection_->apply(facts, document_);
            std::map<std::size_t, std::size_t> taken;
            for (const auto& arrival : batch) ++taken[arrival.reader];
            for (const auto& [reader, count] : taken) readers_[reader]->taken(count);
            progress_.done += facts.size();
            progress_.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
            progress(progress_);
        }
        readers_.clear();
        store::harden(projection_->database());
        return std::move(projection_);
    }

private:
    std::vector<Incoming> wanted(const std::vector<Arrival>& batch) {
        std::vector<Incoming> facts;
        facts.reserve(batch.size());
        for (const auto& arrival : batch) {
            const auto& message = arrival.delivered.message;
            auto envelope = fact_envelope(message);
            if (!envelope) continue;  // The live reader put it among the dead letters.
            auto& position = positions_[envelope->place.source];
            const auto target = target_of(envelope->place.source);
            if (position.sequence >= target) continue;
            // A hole may be filled further on in the stream: its owner publishes again at the end.
            if (judge(position, *envelope, message.body()) != Verdict::next) continue;
            if (settings_.until && envelope->time > *settings_.until) {
                finish(envelope->place.source);
                continue;
            }
            advance(position, *envelope, *arrival.delivered.stream_created, arrival.delivered.stream_sequence);
            if (position.sequence == target) --unfinished_;
            facts.push_back({*std::move(envelope), &arrival.delivered});
        }
        return facts;
    }

    void finish(const std::string& source) {
        ended_[source] = positions_[source].sequence;
        --unfinished_;
    }
    std::uint64_t target_of(const std::string& source) const {
        if (const auto ended = ended_.find(source); ended != ended_.end()) return ended->second;
        const auto found = settings_.targets.find(source);
        return found == settings_.targets.end() ? 0 : found->second;
    }
    std::string missing() const {
        std::string text = "the log is not whole:";
        for (const auto& [source, target] : settings_.targets) {
            const auto found = positions_.find(source);
            const auto reached = found == positions_.end() ? 0 : found->second.sequence;
            if (reached < target_of(source)) text += fmt::format(" {} goes on after {} of {}", source, reached, target);
        }
        return text;
    }

    const RebuildSettings& settings_;
    std::unique_ptr<Projection> projection_;
    Inbound inbound_;
    Positions positions_;
    Targets ended_;
    std::size_t unfinished_ = 0;
    RebuildProgress progress_;
    json::Document document_;
    std::vector<std::unique_ptr<bus::Reader>> readers_;  // Last, so that no callback finds the rest gone.
};
}  // namespace

Targets end_of_log(bus::Connection& connection, View& view) {
    Targets targets;
    for (const auto context : view.contexts()) {
        const auto newest = bus::last_message(connection, stream, "evt." + std::string{context} + ".>");
        const auto envelope = newest ? fact_envelope(*newest) : boost::system::result<Envelope, Malformed>{Malformed{}};
        targets[std::string{context} + "/0"] = envelope ? envelope->place.sequence : 0;
    }
    return targets;
}

Targets reached_by(const Projection& projection) {
    Targets targets;
    for (const auto& [source, position] : projection.positions()) targets[source] = position.sequence;
    return targets;
}

std::unique_ptr<Projection> rebuild(const std::shared_ptr<bus::Connection>& connection, std::unique_ptr<View> view,
                                    const RebuildSettings& settings, const std::function<void(const RebuildProgress&)>& progress,
                                    std::stop_token stop) {
    if (store::exists(settings.location, settings.copy)) store::drop(settings.location, settings.copy);
    return Rebuilding{connection, std::move(view), settings}.run(progress, stop);
}

}  // namespace andvari::eventing
