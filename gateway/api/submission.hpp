// A command on its way: published, and answered when it is stored or when its outcome is there, as the client prefers.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/api/call.hpp"
#include "gateway/api/wishes.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {

struct Effect;

/// How the answers to a command look where they are not this API's own.
struct Manner {
    std::optional<std::string> (*show)(Worker&, const Effect&);  ///< The thing; nothing while it is not there.
    void (*refuse)(http::Response&, const Problem&);
};

struct Command {
    CommandId id;
    std::string subject, type, body;
};

/// Where a command's effect is seen: the thing that an answer shows once its read model has come that far.
struct Effect {
    enum class Thing { account, order, user, me, preferences, role, watchlist, instrument, action, nothing } thing;
    std::string id;
    int status;                      ///< 201 where the thing is new, 204 where nothing is shown, 200 otherwise.
    std::string fields{};            ///< Whole lines for the head of the answer that tells of success.
    std::chrono::seconds wait{};     ///< For the outcome at least this long, also where the client does not ask for it.
    const Manner* manner = nullptr;  ///< Null: this API's own.
    UserId user{};                   ///< Whose it is, where the id alone does not say,
    Symbol symbol{};                 ///< or of which instrument.
};

/// What travels around the command: on whose behalf, and what they may do.
eventing::Envelope envelope_of(const Command&, const Caller&);

/// One of the types of events/, which says where it goes: cmd.<context>.<key>.<verb>.
template <class C>
Command command_for(CommandId id, const std::string& key, const C& command) {
    constexpr std::string_view prefix = "andvari.", suffix = ".v1";
    constexpr auto name = C::type.substr(prefix.size(), C::type.size() - prefix.size() - suffix.size());  // "auth.end_session"
    constexpr auto point = name.find('.');
    std::string subject{"cmd."};
    subject.append(name.substr(0, point)).append(".").append(key).append(name.substr(point));
    return {std::move(id), std::move(subject), std::string{C::type}, json::write(command)};
}

/// Publishes the command and answers, at once or later. A problem where nothing was sent.
std::optional<Problem> submit(Call&, Command, Effect);

}  // namespace andvari::gateway
