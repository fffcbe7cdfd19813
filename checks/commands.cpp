#include "checks/commands.hpp"

#include <algorithm>
#include <array>
#include <functional>

#include "shared/eventing/rules.hpp"

namespace andvari::checks {
namespace {
constexpr std::array place_answers{order::Accepted::type, order::Rejected::type, order::Withdrawn::type,
                                   order::CommandRefused::type, order::Repeated::type};
constexpr std::array cancel_answers{order::Cancelled::type, order::CancelRejected::type};
constexpr std::array replace_answers{order::Replaced::type, order::ReplaceRejected::type};

bool contains(const auto& list, std::string_view type) { return std::ranges::find(list, type) != list.end(); }

bool is_answer(std::string_view asked, std::string_view type) {
    if (asked == order::Place::type) return contains(place_answers, type);
    return asked == order::Cancel::type ? contains(cancel_answers, type) : contains(replace_answers, type);
}
}  // namespace

std::uint64_t Commands::mark_of(std::string_view context, std::string_view command) {
    std::string text{context};
    return std::hash<std::string>{}(text.append(1, ' ').append(command));
}

void Commands::on(std::string_view context, const eventing::Envelope& envelope) {
    if (envelope.answers.empty()) return;
    if (!answered_.insert(mark_of(context, envelope.answers)).second)
        findings_.add(Invariant::one_outcome, "command " + envelope.answers + " is answered again in " + std::string{context},
                      envelope.id);
    if (context != "order") return;
    const auto waiting = waiting_.find(envelope.answers);
    if (waiting == waiting_.end()) return;
    if (!is_answer(waiting->second.asked, envelope.type))
        findings_.add(Invariant::one_outcome,
                      "command " + envelope.answers + " is answered by " + std::string{eventing::verb_of_type(envelope.type)},
                      envelope.id);
    waiting_.erase(waiting);
}

void Commands::take_up(const eventing::Envelope& envelope, const std::string& command, std::string_view asked) {
    if (!answered_.contains(mark_of("order", command)) &&
        waiting_.emplace(command, Waiting{asked, envelope.time, envelope.id}).second)
        return;
    findings_.add(Invariant::one_outcome, "command " + command + " is taken up again", envelope.id);
}

void Commands::on(const eventing::Envelope& envelope, const order::Fact& fact) {
    // A replacement is the answer to its command, which was taken up when it was asked for; an exit belongs to its parent's.
    if (const auto* placed = std::get_if<order::Placed>(&fact); placed && !placed->ticket.replaces && !placed->ticket.parent)
        take_up(envelope, placed->command, order::Place::type);
    if (const auto* requested = std::get_if<order::CancelRequested>(&fact))
        take_up(envelope, requested->command, order::Cancel::type);
    if (const auto* requested = std::get_if<order::ReplaceRequested>(&fact))
        take_up(envelope, requested->replacement.command, order::Replace::type);
}

bool Commands::overdue(const Due& due) const {
    return due && std::ranges::any_of(waiting_, [&](const auto& entry) { return entry.second.since < *due; });
}

void Commands::finish(const Due& due) const {
    for (const auto& [command, waiting] : waiting_)
        findings_.unfinished(
            Invariant::one_outcome, waiting.since, due,
            "command " + command + " to " + std::string{eventing::verb_of_type(waiting.asked)} + " has no answer", waiting.where);
}

}  // namespace andvari::checks
