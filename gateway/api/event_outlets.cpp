#include "gateway/api/event_outlets.hpp"

#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using eventing::ActivityRow;

class ServerSentEvents final : public EventOutlet {
public:
    explicit ServerSentEvents(std::unique_ptr<http::Stream> stream) : stream_{std::move(stream)} {
        stream_->send("retry: 2000\n\n");
    }
    void tell(const ActivityRow& row, const EventPosition& position) override {
        gathered_.append("id: ").append(to_event_id(position)).append("\nevent: ").append(row.type).append("\ndata: ");
        json::append(gathered_, row);  // One line, whatever it holds.
        gathered_.append("\n\n");
    }
    void flush() override {
        if (!gathered_.empty()) stream_->send(gathered_);
        gathered_.clear();
    }
    std::size_t unsent() const override { return stream_->unsent(); }
    void keep_alive() override { stream_->send(":\n\n"); }
    void end(std::string_view event, std::string_view why) override {
        stream_->send(std::string{"event: "}.append(event).append("\ndata: {\"detail\":\"").append(why).append("\"}\n\n"));
    }

private:
    std::unique_ptr<http::Stream> stream_;
    std::string gathered_;
};

/// Pings keep it alive, which is the connection's business.
class SocketMessages final : public EventOutlet {
public:
    explicit SocketMessages(std::unique_ptr<http::WebSocket> socket) : socket_{std::move(socket)} {}
    void tell(const ActivityRow& row, const EventPosition& position) override {
        message_.assign("{\"id\":\"")
            .append(to_event_id(position))
            .append("\",\"event\":\"")
            .append(row.type)
            .append("\",\"data\":");
        json::append(message_, row);
        message_.append("}");
        socket_->send(http::MessageKind::text, message_);
    }
    std::size_t unsent() const override { return socket_->unsent(); }
    void end(std::string_view event, std::string_view why) override {
        message_.assign("{\"event\":\"").append(event).append("\",\"data\":{\"detail\":\"").append(why).append("\"}}");
        socket_->send(http::MessageKind::text, message_);
        socket_->close(closing_of(event), event);
    }

private:
    std::unique_ptr<http::WebSocket> socket_;
    std::string message_;
};

}  // namespace

std::unique_ptr<EventOutlet> server_sent_events(std::unique_ptr<http::Stream> stream) {
    return std::make_unique<ServerSentEvents>(std::move(stream));
}
std::unique_ptr<EventOutlet> socket_messages(std::unique_ptr<http::WebSocket> socket) {
    return std::make_unique<SocketMessages>(std::move(socket));
}

http::Closing closing_of(std::string_view event) {
    if (event == "stopping") return http::Closing::going_away;
    return event == "too_slow" ? http::Closing::try_again_later : http::Closing::policy_violation;
}

}  // namespace andvari::gateway
