#include "gateway/http/parser.hpp"

#include <algorithm>
#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

namespace andvari::http {
namespace {

namespace beast = boost::beast;
namespace net = boost::asio;
using beast::http::error;

constexpr std::size_t largest_chunk_extension = 256;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// Gives each part to where it belongs, without a copy but for chunks, which are joined.
class Parts final : public beast::http::basic_parser<true> {
public:
    explicit Parts(Head& head) : head_{&head} {
        header_limit(64 * 1024);  // HeadScanner bounds the head, and tells what exceeds it.
        body_limit(boost::none);
    }
    void collect(std::string& body, std::size_t limit) { body_ = &body, limit_ = limit; }

private:
    void on_request_impl(beast::http::verb, beast::string_view method, beast::string_view target, int version,
                         beast::error_code&) override {
        head_->method = view(method);
        head_->target = view(target);
        head_->version = version;
    }
    void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}
    void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value, beast::error_code&) override {
        // Fields after a chunked body come when `body_` is set: they are read and mean nothing here.
        if (!body_) head_->fields.push_back({view(name), view(value)});
    }
    void on_header_impl(beast::error_code&) override {}
    void on_body_init_impl(const boost::optional<std::uint64_t>&, beast::error_code&) override {}
    std::size_t on_body_impl(beast::string_view, beast::error_code& ec) override { return ec = error::unexpected_body, 0; }
    void on_chunk_header_impl(std::uint64_t size, beast::string_view extensions, beast::error_code& ec) override {
        if (size > limit_ - body_->size()) ec = error::body_limit;
        if (extensions.size() > largest_chunk_extension) ec = error::bad_chunk_extension;
    }
    std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view part, beast::error_code&) override {
        body_->append(part.data(), part.size());
        return part.size();
    }
    void on_finish_impl(beast::error_code&) override {}

    Head* head_;
    std::string* body_ = nullptr;
    std::size_t limit_ = 0;
};

/// True for "method target HTTP/d.d": well-formed, so that only its version can be wrong.
bool is_request_line(std::string_view line) {
    const auto digit = [&](std::size_t from_end) {
        return line[line.size() - from_end] >= '0' && line[line.size() - from_end] <= '9';
    };
    return std::count(line.begin(), line.end(), ' ') == 2 && line.size() > 9 && line.substr(line.size() - 9, 6) == " HTTP/" &&
           digit(3) && line[line.size() - 2] == '.' && digit(1);
}

Refused explain(const beast::error_code& ec, std::string_view line = {}) {
    if (ec == error::bad_version && is_request_line(line))
        return {505, "unsupported_version", "Only HTTP/1.1 and HTTP/1.0 are spoken here."};
    if (ec == error::body_limit) return {413, "content_too_large", "The body is larger than this server reads."};
    if (ec == error::bad_method) return {400, "malformed_request", "The method is not a token."};
    if (ec == error::bad_target) return {400, "malformed_target", "The request target is malformed."};
    if (ec == error::bad_field) return {400, "malformed_field", "The name of a field is malformed."};
    if (ec == error::bad_value) return {400, "malformed_field", "The value of a field is malformed."};
    if (ec == error::bad_content_length || ec == error::multiple_content_length)
        return {400, "malformed_content_length", "Content-Length must be one decimal number."};
    if (ec == error::bad_transfer_encoding)
        return {400, "unsupported_transfer_encoding", "Transfer-Encoding must be exactly chunked, in HTTP/1.1."};
    if (ec == error::bad_chunk || ec == error::bad_chunk_extension)
        return {400, "malformed_chunk", "A chunk of the body is malformed."};
    return {400, "malformed_request", "The request is malformed."};
}

}  // namespace

struct Parser::Native {
    std::optional<Parts> parts;  // Made anew for each message: Beast's parser cannot be reset.
};

Parser::Parser() : native_{std::make_unique<Native>()} {}
Parser::~Parser() = default;

std::optional<Refused> Parser::parse_head(std::string_view bytes, Head& head) {
    head.fields.clear();
    auto& parts = native_->parts.emplace(head);
    beast::error_code ec;
    const auto consumed = parts.put(net::buffer(bytes.data(), bytes.size()), ec);
    if (ec) return explain(ec, bytes.substr(0, bytes.find('\r')));
    if (consumed != bytes.size()) return Refused{400, "malformed_request", "The head of the request is malformed."};
    return std::nullopt;
}

Parser::Step Parser::parse_chunks(std::string_view bytes, std::string& body, std::size_t limit) {
    auto& parts = *native_->parts;
    parts.collect(body, limit);
    Step step;
    while (step.consumed < bytes.size() && !parts.is_done()) {
        beast::error_code ec;
        const auto rest = bytes.substr(step.consumed);
        step.consumed += parts.put(net::buffer(rest.data(), rest.size()), ec);
        if (ec == error::need_more) break;
        if (ec) return {step.consumed, false, explain(ec)};
    }
    step.done = parts.is_done();
    return step;
}

}  // namespace andvari::http
