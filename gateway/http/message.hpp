// A request as it came and an answer as it leaves. Everything here is text: no sockets.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace andvari::http {

enum class Method { get, head, post, remove, options, put, patch };

struct Field {
    std::string_view name, value;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);

/// Views into the connection's buffer: valid until the request has been answered.
struct Request {
    Method method{};
    std::string_view path;   ///< As sent, still percent-encoded, without the query.
    std::string_view query;  ///< What follows the question mark; empty for none.
    std::vector<Field> fields;
    std::string_view body;
    bool keep_alive = true;
    std::string_view peer;     ///< The address at the other end, in its shortest form: of IPv4 also where the socket is of IPv6.
    std::string_view network;  ///< Who counts as one: the address; of IPv6 the /64, all of which one customer has.
    bool loopback = false;     ///< The other end is on this machine.
    bool encrypted = false;    ///< It came over TLS.

    /// The value of the first field of this name (in any case), or empty.
    std::string_view field(std::string_view name) const;
    std::size_t count(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string_view content_type = "application/json";  ///< A literal; empty for an answer without content.
    std::string fields;                                  ///< Whole lines: "Name: value\r\n".
    std::string body;
    std::string_view cache_control;  ///< A literal; empty: nobody keeps the answer.
    bool close = false;

    /// Adds a field. A character that may not stand in one becomes a space.
    Response& add(std::string_view name, std::string_view value);
    /// As new, but keeping its memory.
    void reset();
};

/// How an answer is sent.
struct Sending {
    bool keep_alive = false;
    bool only_head = false;            ///< To a HEAD, which gets the length but not the content.
    bool encrypted = false;            ///< Browsers are told to come over TLS only, from now on (RFC 6797).
    std::string_view standing_fields;  ///< Whole lines.
};

/// Appends the answer's bytes.
void append_response(std::string& out, const Response&, const Sending&);
/// Appends the head of an answer whose content has no end, and ends with the connection.
void append_stream_head(std::string& out, const Response&, const Sending&);
/// "Not Found" for 404.
std::string_view reason_of(int status);

/// The bounds on what is read. Whatever exceeds one is refused with a status of its own.
struct Limits {
    std::size_t head = 8192;         ///< 431
    std::size_t target = 4096;       ///< 414
    std::size_t fields = 100;        ///< 431
    std::size_t body = 16384;        ///< 413
    std::vector<std::string> hosts;  ///< The only hosts answered for; empty: any.
};

/// Why a message is refused; `code` is stable, `detail` is for people. Both are literals.
struct Refused {
    int status;
    std::string_view code, detail;
};

/// {"type":"urn:andvari:problem:<code>",…} for what is refused before any handler sees it (RFC 9457).
void write_refusal(Response&, const Refused&);

}  // namespace andvari::http
