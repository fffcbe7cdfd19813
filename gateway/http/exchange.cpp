// The ways to answer that are not at once: later, and without end.
#include "gateway/http/connection.hpp"

namespace andvari::http {
namespace {

class ConnectionStream final : public Stream {
public:
    explicit ConnectionStream(std::shared_ptr<Connection> connection) : connection_{std::move(connection)} {}
    ~ConnectionStream() override { connection_->end_stream(); }
    bool send(std::string_view bytes) override { return connection_->send(bytes); }
    std::size_t unsent() const override { return connection_->unsent(); }

private:
    std::shared_ptr<Connection> connection_;
};

class ConnectionSocket final : public WebSocket {
public:
    explicit ConnectionSocket(std::shared_ptr<Connection> connection) : connection_{std::move(connection)} {}
    ~ConnectionSocket() override { connection_->leave_socket(Closing::going_away, {}); }
    bool send(MessageKind kind, std::string_view message) override { return connection_->send_message(kind, message); }
    std::size_t unsent() const override { return connection_->unsent(); }
    void close(Closing code, std::string_view reason) override { connection_->leave_socket(code, reason); }

private:
    std::shared_ptr<Connection> connection_;
};

class ConnectionPending final : public Pending {
public:
    explicit ConnectionPending(std::shared_ptr<Connection> connection) : connection_{std::move(connection)} {}
    ~ConnectionPending() override {
        if (!connection_) return;
        Response response;
        write_refusal(response, {503, "stopping", "The server stopped before there was an answer."});
        answer(response);
    }
    void answer(const Response& response) override { std::exchange(connection_, nullptr)->answer(response); }
    std::unique_ptr<Stream> stream(const Response& head, std::function<void()> on_gone,
                                   std::function<void()> on_drained) override {
        connection_->begin_stream(head, std::move(on_gone), std::move(on_drained));
        return std::make_unique<ConnectionStream>(std::exchange(connection_, nullptr));
    }
    std::unique_ptr<WebSocket> socket(std::string_view fields, SocketEvents events) override {
        connection_->begin_socket(fields, std::move(events));
        return std::make_unique<ConnectionSocket>(std::exchange(connection_, nullptr));
    }

private:
    std::shared_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<Pending> Connection::later() {
    handed_over_ = true;
    return std::make_unique<ConnectionPending>(shared_from_this());
}

void Connection::answer(const Response& response) {
    if (phase_ != Phase::handling) return;  // Closed meanwhile.
    finish_message(response);
    process();
}

void Connection::begin_stream(const Response& head, std::function<void()> on_gone, std::function<void()> on_drained) {
    if (phase_ != Phase::handling) return;
    phase_ = Phase::streaming;
    on_gone_ = std::move(on_gone);
    on_drained_ = std::move(on_drained);
    hold_little();
    append_stream_head(out_, head, sending(false));
    flush();
    if (phase_ == Phase::streaming) discard();
}

bool Connection::send(std::string_view bytes) {
    if (phase_ != Phase::streaming) return false;
    out_.append(bytes);
    flush();
    return phase_ == Phase::streaming;
}

void Connection::end_stream() {
    if (phase_ != Phase::streaming) return;
    on_gone_ = on_drained_ = nullptr;
    closing_ = true;
    finish_writing();
}

}  // namespace andvari::http
