#include "cli/rebuilt_copy.hpp"

#include <stdexcept>

#include "cli/log_reader.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
eventing::Targets positions_in(store::Database& live) {
    eventing::Targets targets;
    for (const auto& [source, position] : eventing::load_positions(live)) targets[source] = position.sequence;
    return targets;
}

// Told at once, because a rebuild would wait for facts that may still come.
void check_that_log_reaches(const Attached& attached, eventing::View& view, const eventing::Targets& targets) {
    const auto end = eventing::end_of_log(*attached.bus(), view);
    for (const auto& [source, target] : targets) {
        const auto found = end.find(source);
        const auto last = found == end.end() ? 0 : found->second;
        if (last < target)
            throw std::runtime_error{"the log of " + source + " ends at " + std::to_string(last) + ", but the read model '" +
                                     std::string{view.name()} + "' has " + std::to_string(target)};
    }
}

std::unique_ptr<store::Database> open_live(const Attached& attached, const NamedView& view) {
    const auto name = eventing::Projection::database_name(view.name);
    if (!store::exists(attached.location(), name)) return nullptr;
    return store::open(attached.location(), name, store::Durability::relaxed, store::Access::read_only);
}
}  // namespace

RebuiltCopy::RebuiltCopy(const Attached& attached, const NamedView& view, std::string_view suffix, eventing::Targets targets,
                         std::optional<Instant> until)
    : location_{attached.location()}, name_{eventing::Projection::database_name(view.name).append(suffix)} {
    Progress progress{std::string{view.name}};
    try {
        projection_ = eventing::rebuild(
            attached.bus(), view.make(), {.location = location_, .copy = name_, .targets = std::move(targets), .until = until},
            [&](const eventing::RebuildProgress& p) { progress.show(p); }, attached.stop());
    } catch (...) {
        if (store::exists(location_, name_)) store::drop(location_, name_);
        if (attached.stop().stop_requested()) throw Interrupted{};
        throw;
    }
    work_ = progress.last();
}

RebuiltCopy::~RebuiltCopy() {
    projection_.reset();
    if (kept_) return;
    try {
        store::drop(location_, name_);
    } catch (const std::exception& e) {
        log::error("a copy could not be dropped", {{"database", name_}, {"reason", e.what()}});
    }
}

void require_whole_log(const Attached& attached, const NamedView& view) {
    if (const auto live = open_live(attached, view)) check_that_log_reaches(attached, *view.make(), positions_in(*live));
}

Comparison compare_with_log(const Attached& attached, const NamedView& named) {
    const auto live = open_live(attached, named);
    if (!live) throw std::runtime_error{"there is no read model '" + std::string{named.name} + "' yet"};
    const auto view = named.make();
    live->begin_read();
    auto targets = positions_in(*live);
    check_that_log_reaches(attached, *view, targets);

    Comparison comparison;
    comparison.live = eventing::digest(*live, *view);
    RebuiltCopy copy{attached, named, "_check", std::move(targets)};
    comparison.computed = eventing::digest(copy.database(), *view);
    comparison.work = copy.work();
    if (!comparison.equal()) comparison.difference = eventing::first_difference(*live, copy.database(), *view);
    live->commit();
    return comparison;
}

}  // namespace andvari::cli
