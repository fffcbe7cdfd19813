#include "gateway/http/head.hpp"

#include <charconv>
#include <cstring>

#include "gateway/http/uri.hpp"

namespace andvari::http {
namespace {

constexpr Refused bad(std::string_view code, std::string_view detail) { return {400, code, detail}; }

/// The longest request line: the longest method that is not refused anyway, the target, the version.
std::size_t longest_first_line(const Limits& limits) { return limits.target + 32; }

std::optional<Refused> check_method(std::string_view text, Method& method) {
    static constexpr std::pair<std::string_view, Method> known[] = {
        {"GET", Method::get},         {"POST", Method::post}, {"DELETE", Method::remove}, {"HEAD", Method::head},
        {"OPTIONS", Method::options}, {"PUT", Method::put},   {"PATCH", Method::patch}};
    for (const auto& [name, value] : known)
        if (name == text) return method = value, std::nullopt;
    return Refused{501, "method_not_implemented", "This method is not implemented here."};
}

std::optional<Refused> check_target(std::string_view target, const Limits& limits, Request& request) {
    if (target.size() > limits.target) return Refused{414, "target_too_long", "The request target is too long."};
    if (request.method == Method::options && target == "*") return request.path = target, std::nullopt;
    if (!target.starts_with('/') || target.starts_with("//"))
        return bad("malformed_target", "The request target must be a path that starts with one slash.");
    const auto mark = target.find('?');
    request.path = target.substr(0, mark);
    request.query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
    if (!is_path(request.path) || !is_query(request.query))
        return bad("malformed_target", "The request target has a character or a percent-encoding that may not stand there.");
    return std::nullopt;
}

/// A name or address and perhaps a port; not the whole grammar, but nothing that could mean something else elsewhere.
bool is_host(std::string_view text) {
    if (text.empty() || text.size() > 255) return false;
    return text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_:[]") ==
           std::string_view::npos;
}

std::string_view without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    return colon == std::string_view::npos || host.ends_with(']') ? host : host.substr(0, colon);
}

std::optional<Refused> check_host(const Head& head, std::string_view host, std::size_t count, const Limits& limits) {
    if (count > 1) return bad("repeated_host", "There must be exactly one Host field.");
    if (count == 0) {
        const bool optional = head.version == 10 && limits.hosts.empty();
        return optional ? std::nullopt : std::optional{bad("missing_host", "There must be exactly one Host field.")};
    }
    if (!is_host(host)) return bad("malformed_host", "The Host field is malformed.");
    if (limits.hosts.empty()) return std::nullopt;
    for (const auto& allowed : limits.hosts)
        if (equal_ignoring_case(allowed, without_port(host))) return std::nullopt;
    return Refused{421, "unknown_host", "This server does not answer for that host."};
}

std::optional<Refused> check_length(std::string_view text, const Limits& limits, Framing& framing) {
    const auto malformed = bad("malformed_content_length", "Content-Length must be one decimal number.");
    if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return malformed;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), framing.length);
    if (error == std::errc::result_out_of_range || framing.length > limits.body)
        return Refused{413, "content_too_large", "The body is larger than this server reads."};
    return std::nullopt;
}

/// What the head's framing fields say, gathered in one pass over all fields.
struct Seen {
    std::string_view host, length, coding, connection, expect;
    std::size_t hosts = 0, lengths = 0, codings = 0, expects = 0;
};

Seen look(const Head& head) {
    Seen seen;
    for (const auto& [name, value] : head.fields) {
        switch (name.size()) {
            case 4:
                if (equal_ignoring_case(name, "Host")) seen.host = value, ++seen.hosts;
                break;
            case 6:
                if (equal_ignoring_case(name, "Expect")) seen.expect = value, ++seen.expects;
                break;
            case 10:
                if (equal_ignoring_case(name, "Connection")) seen.connection = value;
                break;
            case 14:
                if (equal_ignoring_case(name, "Content-Length")) seen.length = value, ++seen.lengths;
                break;
            case 17:
                if (equal_ignoring_case(name, "Transfer-Encoding")) seen.coding = value, ++seen.codings;
                break;
            default: break;
        }
    }
    return seen;
}

std::optional<Refused> check_framing(const Head& head, const Seen& seen, const Limits& limits, Framing& framing) {
    if (seen.lengths > 1) return bad("repeated_content_length", "There must be at most one Content-Length field.");
    if (seen.codings > 0) {
        if (seen.lengths > 0) return bad("ambiguous_length", "Content-Length and Transfer-Encoding exclude each other.");
        if (head.version != 11 || seen.codings > 1 || !equal_ignoring_case(seen.coding, "chunked"))
            return bad("unsupported_transfer_encoding", "Transfer-Encoding must be exactly chunked, in HTTP/1.1.");
        framing.chunked = true;
    }
    if (seen.lengths == 1)
        if (auto refused = check_length(seen.length, limits, framing)) return refused;
    if (seen.expects > 0) {
        if (seen.expects > 1 || !equal_ignoring_case(seen.expect, "100-continue"))
            return Refused{417, "unsupported_expectation", "The only expectation that is met is 100-continue."};
        framing.expects_continue = head.version == 11;
    }
    return std::nullopt;
}

}  // namespace

bool has_token(std::string_view list, std::string_view token) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        auto item = list.substr(0, comma);
        while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
        while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
        if (equal_ignoring_case(item, token)) return true;
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    return false;
}

bool HeadScanner::scan(std::string_view bytes, const Limits& limits) {
    for (;;) {
        const auto* from = bytes.data() + line_start_;
        const auto* newline = static_cast<const char*>(std::memchr(from, '\n', bytes.size() - line_start_));
        const auto line_end = newline ? static_cast<std::size_t>(newline - bytes.data()) : bytes.size();
        if (lines_ == 0 && line_end > longest_first_line(limits))
            return refuse({414, "target_too_long", "The request target is too long."});
        if (line_end > limits.head) return refuse({431, "head_too_large", "The head of the request is too large."});
        if (!newline) return false;
        if (line_end == line_start_ || bytes[line_end - 1] != '\r')
            return refuse(bad("bare_line_feed", "Lines must end with CR LF."));
        const bool empty = line_end == line_start_ + 1;
        if (lines_ == 0 && empty) return refuse(bad("malformed_request", "The request line is missing."));
        if (lines_ > 0 && (*from == ' ' || *from == '\t'))
            return refuse(bad("folded_field", "A field must not be folded over lines."));
        line_start_ = line_end + 1;
        if (empty) return true;
        if (++lines_ > limits.fields + 1) return refuse({431, "too_many_fields", "The head of the request has too many fields."});
    }
}

std::optional<Refused> check_head(Head& head, const Limits& limits, Request& request, Framing& framing) {
    framing = {};
    request.query = {};
    request.body = {};
    if (auto refused = check_method(head.method, request.method)) return refused;
    if (auto refused = check_target(head.target, limits, request)) return refused;
    const auto seen = look(head);
    if (auto refused = check_host(head, seen.host, seen.hosts, limits)) return refused;
    if (auto refused = check_framing(head, seen, limits, framing)) return refused;
    request.keep_alive = head.version == 11 && !has_token(seen.connection, "close");
    request.fields.swap(head.fields);
    return std::nullopt;
}

}  // namespace andvari::http
