// A command on its way: published, and answered when it is stored or when its outcome is there, as the client prefers.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "gateway/api/call.hpp"
#include "gateway/api/wishes.hpp"

namespace andvari::gateway {

struct Command {
    CommandId id;
    std::string subject, type, body;
};

/// Where a command's effect is seen: the thing that an answer shows once its read model has come that far.
struct Effect {
    enum class Thing { account, order } thing;
    std::string id;
    int status;  ///< 201 where the thing is new, 200 otherwise.
};

/// Publishes the command and answers, at once or later. A problem where nothing was sent.
std::optional<Problem> submit(Call&, Command, Effect);

}  // namespace andvari::gateway
