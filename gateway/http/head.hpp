// The request's head: where it ends, and whether it may be believed.
//
// Two servers that read one message differently are how requests are smuggled, so whatever is ambiguous is refused, and
// the connection closed, rather than mended.
#pragma once

#include <optional>

#include "gateway/http/message.hpp"

namespace andvari::http {

/// Finds the head's end as its bytes come, and refuses at once what can no longer become a good head: line ends without
/// carriage return, folded lines, too much.
class HeadScanner {
public:
    /// `bytes` begin with the message and grow from call to call. True once they hold the whole head, of `size()` bytes.
    /// After a refusal `refused()` says why.
    bool scan(std::string_view bytes, const Limits& limits);
    std::size_t size() const { return line_start_; }
    const std::optional<Refused>& refused() const { return refused_; }
    void reset() { *this = HeadScanner{}; }

private:
    bool refuse(const Refused& why) { return refused_ = why, false; }

    std::size_t line_start_ = 0;
    std::size_t lines_ = 0;
    std::optional<Refused> refused_;
};

/// A head taken apart, before anything in it is believed.
struct Head {
    std::string_view method, target;
    int version = 11;  ///< 10 or 11
    std::vector<Field> fields;
};

/// How the message goes on after its head.
struct Framing {
    bool chunked = false;
    std::size_t length = 0;         ///< Of the body, unless chunked.
    bool expects_continue = false;  ///< The sender waits for "100 Continue".
};

/// Whether a list of tokens, separated by commas, has this one, in any case.
bool has_token(std::string_view list, std::string_view token);

/// Fills `request` (all but the body) and `framing`, or says why the message is refused.
std::optional<Refused> check_head(Head& head, const Limits& limits, Request& request, Framing& framing);

}  // namespace andvari::http
