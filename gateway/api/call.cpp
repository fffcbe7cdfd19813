#include "gateway/api/call.hpp"

#include <sodium.h>

#include "gateway/api/bodies.hpp"
#include "gateway/api/sequence_token.hpp"
#include "shared/encoding/base64url.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

/// A strong validator: equal bytes have it, and others do not. The key need not be secret.
std::string etag_of(std::string_view body) {
    static constexpr unsigned char key[crypto_shorthash_siphashx24_KEYBYTES] = {};
    char hash[crypto_shorthash_siphashx24_BYTES];
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(hash), reinterpret_cast<const unsigned char*>(body.data()),
                                body.size(), key);
    return '"' + to_base64url({hash, sizeof hash}) + '"';
}

/// If-None-Match compares weakly: W/ in front does not matter (RFC 9110, 13.1.2).
bool matches(std::string_view list, std::string_view etag) {
    if (list == "*") return true;
    for (auto at = list.find(etag); at != std::string_view::npos; at = list.find(etag, at + 1)) {
        const auto before = list.substr(0, at);
        if (before.empty() || before.ends_with(',') || before.ends_with(' ') || before.ends_with("W/")) return true;
    }
    return false;
}

}  // namespace

std::optional<Problem> check_content_type(const Call& call) {
    const auto field = call.request.field("Content-Type");
    auto type = field.substr(0, field.find(';'));
    while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
    if (http::equal_ignoring_case(type, "application/json")) return std::nullopt;
    return Problem{.code = "unsupported_media_type", .status = 415, .detail = "The body must be application/json."};
}

std::optional<Problem> check_upgrade(Call& call) {
    const auto refused = http::check_handshake(call.request);
    if (!refused) return std::nullopt;
    return Problem{.code = std::string{refused->code}, .status = refused->status, .detail = std::string{refused->detail}};
}

const std::string* parameter(const Call& call, std::string_view name) {
    for (const auto& [key, value] : call.query)
        if (key == name) return &value;
    return nullptr;
}

Result<std::int64_t> limit_parameter(const Call& call, std::int64_t usual, std::int64_t most) {
    const auto* text = parameter(call, "limit");
    if (!text) return usual;
    const auto limit = parse_number(*text);
    if (!limit || *limit == 0 || static_cast<std::int64_t>(*limit) > most)
        return parameter_problem("limit", "must be a whole number from 1 to " + std::to_string(most));
    return static_cast<std::int64_t>(*limit);
}

Result<std::optional<std::string>> text_cursor(const Call& call, char kind) {
    const auto* text = parameter(call, "cursor");
    if (!text) return std::optional<std::string>{};
    auto value = parse_cursor(kind, *text);
    if (!value) return parameter_problem("cursor", "is not a cursor of this list");
    return value;
}

Result<std::optional<std::uint64_t>> number_cursor(const Call& call, char kind) {
    const auto text = text_cursor(call, kind);
    if (!text) return text.error();
    if (!*text) return std::optional<std::uint64_t>{};
    auto number = parse_number(**text);
    if (!number) return parameter_problem("cursor", "is not a cursor of this list");
    return number;
}

Result<std::optional<Symbol>> symbol_parameter(const Call& call) {
    const auto* text = parameter(call, "symbol");
    if (!text) return std::optional<Symbol>{};
    if (!is_symbol(*text)) return parameter_problem("symbol", "is not a ticker symbol");
    return std::optional{Symbol{*text}};
}

Result<std::optional<Instant>> time_parameter(const Call& call, std::string_view name) {
    const auto* text = parameter(call, name);
    if (!text) return std::optional<Instant>{};
    auto time = Instant::parse(*text);
    if (!time) return parameter_problem(name, "must be a time such as 2026-01-31T14:30:00Z");
    return time;
}

Result<Symbol> symbol_in_path(const Call& call, std::size_t index) {
    if (!is_symbol(call.path[index])) return not_found("instrument");
    return Symbol{call.path[index]};
}

void add_etag(http::Response& response) { response.add("ETag", etag_of(response.body)); }

void answer_one(Call& call, std::string body) {
    auto& response = *call.response;
    response.body = std::move(body);
    const auto etag = etag_of(response.body);
    response.add("ETag", etag);
    const auto known = call.request.field("If-None-Match");
    if (known.empty() || !matches(known, etag)) return;
    response.status = 304;
    response.content_type = {};
    response.body.clear();
}

void answer_list(Call& call, std::string items, const std::string& cursor) {
    auto& body = call.response->body;
    body.append("{\"items\":").append(items);
    if (!cursor.empty()) body.append(",\"next_cursor\":\"").append(cursor).append("\"");
    body.append("}");
}

}  // namespace andvari::gateway
