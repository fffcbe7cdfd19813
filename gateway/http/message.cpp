#include "gateway/http/message.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace andvari::http {
namespace {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

/// As the status line has it.
std::string_view status_text(int status) {
    switch (status) {
        case 200: return "200 OK";
        case 201: return "201 Created";
        case 202: return "202 Accepted";
        case 204: return "204 No Content";
        case 207: return "207 Multi-Status";
        case 304: return "304 Not Modified";
        case 400: return "400 Bad Request";
        case 401: return "401 Unauthorized";
        case 403: return "403 Forbidden";
        case 404: return "404 Not Found";
        case 405: return "405 Method Not Allowed";
        case 406: return "406 Not Acceptable";
        case 408: return "408 Request Timeout";
        case 409: return "409 Conflict";
        case 412: return "412 Precondition Failed";
        case 413: return "413 Content Too Large";
        case 414: return "414 URI Too Long";
        case 415: return "415 Unsupported Media Type";
        case 417: return "417 Expectation Failed";
        case 421: return "421 Misdirected Request";
        case 422: return "422 Unprocessable Content";
        case 426: return "426 Upgrade Required";
        case 429: return "429 Too Many Requests";
        case 431: return "431 Request Header Fields Too Large";
        case 501: return "501 Not Implemented";
        case 503: return "503 Service Unavailable";
        case 504: return "504 Gateway Timeout";
        case 505: return "505 HTTP Version Not Supported";
        default: return "500 Internal Server Error";
    }
}

/// "Date: …\r\n", made once a second by each thread.
std::string_view date_line() {
    thread_local std::time_t made_at = 0;
    thread_local std::array<char, 64> line{};
    thread_local std::size_t size = 0;
    const auto now = std::time(nullptr);
    if (now != made_at) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        size = std::strftime(line.data(), line.size(), "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts);
        made_at = now;
    }
    return {line.data(), size};
}

// What browsers are to do with our answers, and not to do. Pages of ours load only what is ours; data are no page at all.
constexpr std::string_view protective_fields =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Opener-Policy: same-origin\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Permissions-Policy: camera=(), geolocation=(), microphone=(), payment=(), usb=()\r\n"
    "Cache-Control: no-store\r\n";
constexpr std::string_view cache_line = "Cache-Control: no-store\r\n";
static_assert(protective_fields.ends_with(cache_line));
constexpr std::string_view only_over_tls = "Strict-Transport-Security: max-age=31536000\r\n";  // A year.

void append_start(std::string& out, const Response& response, const Sending& sending) {
    out.append("HTTP/1.1 ").append(status_text(response.status)).append("\r\n").append(date_line());
    if (!response.content_type.empty()) out.append("Content-Type: ").append(response.content_type).append("\r\n");
    if (response.cache_control.empty()) {
        out.append(protective_fields);
    } else {
        out.append(protective_fields.substr(0, protective_fields.size() - cache_line.size()));
        out.append("Cache-Control: ").append(response.cache_control).append("\r\n");
    }
    if (sending.encrypted) out.append(only_over_tls);
    out.append(sending.standing_fields).append(response.fields);
}

}  // namespace

bool equal_ignoring_case(std::string_view a, std::string_view b) {
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view Request::field(std::string_view name) const {
    for (const auto& f : fields)
        if (equal_ignoring_case(f.name, name)) return f.value;
    return {};
}

std::size_t Request::count(std::string_view name) const {
    return static_cast<std::size_t>(
        std::count_if(fields.begin(), fields.end(), [&](const Field& f) { return equal_ignoring_case(f.name, name); }));
}

Response& Response::add(std::string_view name, std::string_view value) {
    fields.append(name).append(": ");
    for (const char c : value) fields += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
    fields.append("\r\n");
    return *this;
}

void Response::reset() {
    status = 200;
    content_type = "application/json";
    fields.clear();
    body.clear();
    cache_control = {};
    close = false;
}

std::string_view reason_of(int status) { return status_text(status).substr(4); }

void append_response(std::string& out, const Response& response, const Sending& sending) {
    append_start(out, response, sending);
    // 204 and 304 have no content by definition, and must not claim a length of one (RFC 9110, 8.6).
    const bool no_content = response.status == 204 || response.status == 304;
    if (!no_content) {
        std::array<char, 24> digits{};
        const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), response.body.size()).ptr;
        out.append("Content-Length: ").append(digits.data(), end).append("\r\n");
    }
    out.append(sending.keep_alive && !response.close ? "\r\n" : "Connection: close\r\n\r\n");
    if (!sending.only_head && !no_content) out.append(response.body);
}

void append_stream_head(std::string& out, const Response& response, const Sending& sending) {
    append_start(out, response, sending);
    out.append("Connection: close\r\n\r\n");
}

void write_refusal(Response& response, const Refused& refused) {
    response.status = refused.status;
    response.content_type = "application/problem+json";
    const auto title = reason_of(refused.status);
    response.body.append(R"({"type":"urn:andvari:problem:)").append(refused.code).append(R"(","title":")").append(title);
    response.body.append(R"(","status":)").append(std::to_string(refused.status)).append(R"(,"detail":")").append(refused.detail);
    response.body.append("\"}");
}

}  // namespace andvari::http
