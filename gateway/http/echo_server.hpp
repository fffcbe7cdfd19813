// For tests: a server that says what it saw.
#pragma once

#include <atomic>

#include "gateway/http/raw_client.hpp"
#include "gateway/http/server.hpp"

namespace andvari::http::testing {

/// Says what it saw, under the standing field "Path"; "/peer" says from whom, "/kept" may be kept for a while, "/later" answers
/// from another turn of the loop, "/stream" without end, "/socket" becomes a WebSocket, "/fault" fails.
class Echo final : public Handler {
public:
    explicit Echo(Loop& loop) : loop_{loop} {}
    void handle(const Request& request, Response& response, Exchange& exchange) override {
        response.content_type = "text/plain";
        exchange.standing_fields().append("Path: ").append(request.path).append("\r\n");
        if (request.path == "/kept") response.cache_control = "max-age=60";
        if (request.path == "/fault") throw std::runtime_error{"on purpose"};
        if (request.path == "/never") return held_ = exchange.later(), void();
        if (request.path == "/big") return response.body.assign(400'000, 'x'), void();
        if (request.path == "/peer") {
            response.body.append(request.peer)
                .append(request.loopback ? " loopback" : "")
                .append(request.encrypted ? " encrypted" : "");
            return;
        }
        if (request.path == "/stream") {
            auto pending = exchange.later();
            response.content_type = "text/event-stream";
            stream_ = pending->stream(
                response, [this] { stream_.reset(); }, [] {});
            stream_->send("first\n");
            return;
        }
        if (request.path == "/socket") return open_socket(request, response, exchange);
        response.body.append(request.path).append(" ").append(request.body);
        if (request.path != "/later") return;
        loop_.post([response, pending = std::shared_ptr{exchange.later()}] { pending->answer(response); });
    }
    void drain() override { held_.reset(), stream_.reset(), socket_.reset(); }

private:
    /// Repeats what it hears; "close" has it close, "leave" leave, "flood" send without end.
    void open_socket(const Request& request, Response& response, Exchange& exchange) {
        if (const auto refused = check_handshake(request)) return write_refusal(response, *refused);
        const auto on_message = [this](MessageKind kind, std::string_view message) {
            if (message == "leave") return socket_.reset(), void();
            if (message == "close") return socket_->close(Closing::policy_violation, "as you wish");
            if (message == "flood")
                while (socket_->send(kind, std::string(10'000, 'x'))) continue;
            else socket_->send(kind, message);
        };
        socket_ = exchange.later()->socket("Said: yes\r\n", {on_message, [this] { socket_.reset(), ++gone; }, {}});
    }

public:
    std::atomic<int> gone = 0;

private:
    Loop& loop_;
    std::unique_ptr<Pending> held_;
    std::unique_ptr<Stream> stream_;
    std::unique_ptr<WebSocket> socket_;
};

inline std::unique_ptr<Server> serve(Settings settings = {}) {
    return listen(std::move(settings), [](Loop& loop) { return std::make_unique<Echo>(loop); });
}

inline std::string get(std::string_view target) { return "GET " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }

}  // namespace andvari::http::testing
