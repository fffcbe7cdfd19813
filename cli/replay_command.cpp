#include "cli/replay_command.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

#include "cli/log_reader.hpp"
#include "cli/rebuilt_copy.hpp"
#include "shared/eventing/projector.hpp"

namespace andvari::cli {
namespace {
constexpr std::string_view stream = "EVENTS";
constexpr std::chrono::seconds switch_patience{10};

std::string summary(const eventing::RebuildProgress& work) {
    return fmt::format("{} facts in {:.2f} s, {} facts/s", grouped(work.done), work.seconds,
                       grouped(static_cast<std::uint64_t>(work.per_second())));
}

/// How far to read for the state as of a moment.
struct AsOf {
    std::optional<Instant> time;
    eventing::Targets targets;  ///< Of all sources; none where a time is given.
};

std::optional<eventing::Place> place_of(const std::string& text) {
    const auto second = text.rfind(':');
    const auto first = second == text.npos || second == 0 ? text.npos : text.rfind(':', second - 1);
    if (first == text.npos || first == 0) return std::nullopt;
    const auto number = [&](std::size_t from, std::size_t to, std::uint64_t& value) {
        const auto [end, error] = std::from_chars(text.data() + from, text.data() + to, value);
        return error == std::errc{} && end == text.data() + to;
    };
    eventing::Place place{text.substr(0, first), 0, 0, {}};
    const bool good = number(first + 1, second, place.epoch) && number(second + 1, text.size(), place.sequence);
    return good ? std::optional{place} : std::nullopt;
}

/// How far each source had come in the log when the fact at `place` entered it, that fact included.
eventing::Targets targets_at(const Attached& attached, const eventing::Place& place) {
    const auto id = eventing::fact_id(place);
    eventing::Positions positions;
    bool found = false;
    LogReader reader{attached.bus(), std::string{stream}, attached.stop()};
    const auto state = bus::stream_state(*attached.bus(), stream);
    reader.read_to(state ? state->last : 0, [&](const bus::Delivered& delivered) {
        if (found) return;
        const auto envelope = eventing::fact_envelope(delivered.message);
        if (!envelope) return;
        auto& position = positions[envelope->place.source];
        if (eventing::judge(position, *envelope, delivered.message.body()) != eventing::Verdict::next) return;
        eventing::advance(position, *envelope, {}, delivered.stream_sequence);
        found = envelope->id == id;
    });
    if (!found) throw std::invalid_argument{"the log has no fact at " + id};
    eventing::Targets targets;
    for (const auto& [source, position] : positions) targets[source] = position.sequence;
    return targets;
}

AsOf as_of(const Attached& attached, const std::string& text) {
    if (const auto time = Instant::parse(text)) return {*time, {}};
    if (const auto place = place_of(text)) return {std::nullopt, targets_at(attached, *place)};
    throw std::invalid_argument{"--until is a time such as 2026-01-31T14:30:00Z, or a place such as order/0:1:123, not '" + text +
                                "'"};
}

// Whoever keeps the live model puts the copy in its place; nobody does while the system is stopped.
void switch_to(const Attached& attached, const NamedView& view, RebuiltCopy& copy) {
    const auto live = eventing::Projection::database_name(view.name);
    copy.close();
    if (const auto lease = store::try_lease(attached.location(), live)) {
        store::replace(attached.location(), copy.name(), live);
        return copy.given_away();
    }
    const auto answer =
        attached.bus()->request(std::string{eventing::switch_subject} + std::string{view.name}, copy.name(), switch_patience);
    if (answer.body() != "ok")
        throw std::runtime_error{"the running system did not take the new copy: " + std::string{answer.body()}};
    copy.given_away();
}

int replay(const Attached& attached, const NamedView& view) {
    require_whole_log(attached, view);  // A copy that knows less must not take its place.
    RebuiltCopy copy{attached, view, "_next", eventing::end_of_log(*attached.bus(), *view.make())};
    const auto digest = eventing::digest(copy.database(), copy.view());
    const auto work = copy.work();
    switch_to(attached, view, copy);
    fmt::print("{:10} {}\n           digest {}\n", view.name, summary(work), digest);
    return 0;
}

int verify(const Attached& attached, const NamedView& view) {
    const auto comparison = compare_with_log(attached, view);
    fmt::print("{:10} {}\n           live     {}\n           computed {}\n", view.name, summary(comparison.work), comparison.live,
               comparison.computed);
    if (comparison.equal()) return fmt::print("           equal\n"), 0;
    fmt::print("           DIFFERENT\n");
    if (const auto& d = comparison.difference)
        fmt::print("           first in table {}, key {}\n             live     {}\n             computed {}\n", d->table, d->key,
                   d->left.empty() ? "(no such row)" : d->left, d->right.empty() ? "(no such row)" : d->right);
    return 1;
}

int build_until(const Attached& attached, const NamedView& view, const AsOf& moment) {
    auto targets = eventing::end_of_log(*attached.bus(), *view.make());
    if (!moment.time)
        for (auto& [source, target] : targets) {
            const auto found = moment.targets.find(source);
            target = found == moment.targets.end() ? 0 : found->second;
        }
    RebuiltCopy copy{attached, view, "_until", std::move(targets), moment.time};
    fmt::print("{:10} {}\n           digest {}\n           kept as {}\n", view.name, summary(copy.work()),
               eventing::digest(copy.database(), copy.view()), copy.name());
    copy.close();
    copy.given_away();
    return 0;
}
}  // namespace

int replay_command(const Configuration& configuration, StopSignal& stop, const std::string& view, bool verifying,
                   const std::optional<std::string>& until) {
    if (verifying && until) throw std::invalid_argument{"--verify and --until do not go together"};
    std::vector<NamedView> wanted;
    if (view == "all") wanted.assign(views().begin(), views().end());
    else wanted.push_back(view_named(view));

    const Attached attached{configuration, stop};
    const auto moment = until ? std::optional{as_of(attached, *until)} : std::nullopt;
    int status = 0;
    for (const auto& one : wanted) {
        const int result = verifying ? verify(attached, one)
                           : moment  ? build_until(attached, one, *moment)
                                     : replay(attached, one);
        std::fflush(stdout);
        status = std::max(status, result);
    }
    return status;
}

}  // namespace andvari::cli
