#include "shared/access/reason.hpp"

#include "shared/encoding/utf8.hpp"

namespace andvari {

std::optional<Refusal> trouble_with_reason(std::string_view reason, const Given& given) {
    if (reason.find_first_not_of(' ') == std::string_view::npos && !is_operator(given.actor))
        return Refusal{"reason_missing", "this needs a reason"};
    if (!is_plain_text(reason, longest_reason))
        return Refusal{"reason_invalid", "a reason has at most 512 characters, none of them a control character"};
    return std::nullopt;
}

}  // namespace andvari
