#include "gateway/api/wishes.hpp"

#include <algorithm>

#include "gateway/api/sequence_token.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::gateway {
namespace {

bool is_key(std::string_view text) {
    return text.size() <= 128 && std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::chrono::seconds preferred_wait(std::string_view prefer, std::chrono::seconds most) {
    for (auto at = prefer.find("wait="); at != std::string_view::npos; at = prefer.find("wait=", at + 1)) {
        if (at > 0 && prefer[at - 1] != ',' && prefer[at - 1] != ' ' && prefer[at - 1] != ';') continue;
        auto text = prefer.substr(at + 5);
        text = text.substr(0, text.find_first_not_of("0123456789"));
        if (const auto seconds = parse_number(text))
            return std::chrono::seconds{std::min<std::uint64_t>(*seconds, static_cast<std::uint64_t>(most.count()))};
    }
    return {};
}

std::string traceparent_of(std::string_view field) {
    const bool good = field.size() == 55 && field.find_first_not_of("0123456789abcdef-") == std::string_view::npos;
    return good ? std::string{field} : std::string{};
}

Result<CommandId> command_id(const Call& call) {
    const auto count = call.request.count("Idempotency-Key");
    if (count == 0) return CommandId{new_id(), false};
    const auto key = call.request.field("Idempotency-Key");
    if (count > 1 || key.empty() || !is_key(key))
        return field_problem("Idempotency-Key", "must be 1 to 128 visible ASCII characters, once");
    return CommandId{derive_id({"command", call.caller->actor, key}), true};
}

}  // namespace andvari::gateway
