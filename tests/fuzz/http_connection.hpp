// A connection's reading without its socket: heads and bodies as they come, in pieces of any size.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/parser.hpp"

namespace andvari::fuzz {

/// What became of the first message on a connection.
struct Outcome {
    int status = 0;    ///< Of the refusal; 0 for none.
    std::string code;  ///< Of the refusal.
    bool whole = false;
    std::size_t consumed = 0;  ///< Bytes of the message, once whole.
    http::Method method{};
    std::string path, query, body;
    std::vector<std::pair<std::string, std::string>> fields;
    bool keep_alive = false, chunked = false;
    friend bool operator==(const Outcome&, const Outcome&) = default;
};

/// Small bounds, so that short inputs reach them.
inline http::Limits small_limits() {
    http::Limits limits;
    limits.head = 512;
    limits.target = 128;
    limits.fields = 8;
    limits.body = 128;
    return limits;
}

/// Reads as gateway/http/connection.cpp does: what a chunked body has given is not shown to the parser again.
class Reading {
public:
    explicit Reading(http::Limits limits) : limits_{std::move(limits)} {}

    /// `bytes` come in pieces of at most `piece` bytes.
    Outcome read(std::string_view bytes, std::size_t piece) {
        for (std::size_t shown = 0; shown < bytes.size() && !ended();) {
            shown = std::min(bytes.size(), shown + piece);
            head_ ? take_body(bytes.substr(0, shown)) : take_head(bytes.substr(0, shown));
        }
        return std::move(outcome_);
    }

private:
    bool ended() const { return outcome_.whole || outcome_.status != 0; }

    void refuse(const http::Refused& why) {
        outcome_ = {};
        outcome_.status = why.status;
        outcome_.code = why.code;
    }

    void take_head(std::string_view bytes) {
        if (!scanner_.scan(bytes, limits_)) {
            if (scanner_.refused()) refuse(*scanner_.refused());
            return;
        }
        // The buffer's end is the head's end, so that a parser that looks beyond is caught.
        const std::vector<char> exact(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(scanner_.size()));
        http::Head head;
        http::Request request;
        if (auto refused = parser_.parse_head({exact.data(), exact.size()}, head)) return refuse(*refused);
        if (auto refused = http::check_head(head, limits_, request, framing_)) return refuse(*refused);
        outcome_.method = request.method;
        outcome_.path = request.path;
        outcome_.query = request.query;
        outcome_.keep_alive = request.keep_alive;
        outcome_.chunked = framing_.chunked;
        for (const auto& [name, value] : request.fields) outcome_.fields.emplace_back(name, value);
        head_ = true;
        position_ = scanner_.size();
        take_body(bytes);
    }

    void take_body(std::string_view bytes) {
        if (!framing_.chunked) {
            if (bytes.size() - position_ < framing_.length) return;
            outcome_.body = bytes.substr(position_, framing_.length);
            position_ += framing_.length;
            return finish();
        }
        const auto unread = bytes.substr(position_);
        const std::vector<char> exact(unread.begin(), unread.end());
        const auto step = parser_.parse_chunks({exact.data(), exact.size()}, body_, limits_.body);
        position_ += step.consumed;
        if (step.refused) return refuse(*step.refused);
        if (!step.done) return;
        outcome_.body = body_;
        finish();
    }

    void finish() {
        outcome_.whole = true;
        outcome_.consumed = position_;
    }

    http::Limits limits_;
    http::HeadScanner scanner_;
    http::Parser parser_;
    http::Framing framing_;
    std::string body_;
    bool head_ = false;
    std::size_t position_ = 0;
    Outcome outcome_;
};

inline Outcome read_message(std::string_view bytes, std::size_t piece = std::string_view::npos / 2) {
    return Reading{small_limits()}.read(bytes, piece);
}

}  // namespace andvari::fuzz
