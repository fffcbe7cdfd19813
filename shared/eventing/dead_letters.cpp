#include "shared/eventing/dead_letters.hpp"

#include <array>

#include "shared/observability/log.hpp"

namespace andvari::eventing {
namespace {
constexpr std::size_t longest_body = 900'000;
constexpr std::size_t longest_reason = 1'000;
// What is kept of the original's headers: enough to send it again as it was.
constexpr std::array kept_headers{"ce-specversion",   "ce-id",          "ce-type",  "ce-source",      "ce-time",
                                  "ce-correlationid", "ce-causationid", "ce-actor", "ce-traceparent", "ce-fingerprint",
                                  "Nats-Msg-Id"};
}  // namespace

DeadLetters::DeadLetters(std::shared_ptr<bus::Connection> connection, std::string consumer)
    : consumer_{std::move(consumer)}, publisher_{bus::make_publisher(std::move(connection), {.in_flight = 256})} {}

void DeadLetters::put(const bus::Delivered& delivered, std::string_view stream, std::string_view reason) {
    const auto& message = delivered.message;
    const auto position = std::to_string(delivered.stream_sequence);
    bus::Headers headers;
    for (const auto* name : kept_headers)
        if (const auto value = message.header(name); !value.empty())
            headers.emplace_back(std::string_view{name} == "Nats-Msg-Id" ? "andvari-message-id" : std::string_view{name},
                                 std::string{value});
    std::string line{reason.substr(0, longest_reason)};
    for (auto& c : line)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = ' ';
    headers.emplace_back("andvari-reason", line);
    headers.emplace_back("andvari-subject", std::string{message.subject()});
    headers.emplace_back("andvari-stream", std::string{stream});
    headers.emplace_back("andvari-sequence", position);
    if (message.body().size() > longest_body) headers.emplace_back("andvari-truncated", std::to_string(message.body().size()));

    const auto created = delivered.stream_created ? *delivered.stream_created : std::string{};
    const auto id = "dlq:" + consumer_ + ':' + std::string{stream} + ':' + created + ':' + position;
    log::warn("dead letter", {{"consumer", consumer_}, {"subject", message.subject()}, {"reason", line}, {"sequence", position}});
    publisher_->publish(
        "dlq." + consumer_ + '.' + std::string{message.subject()}, id, std::move(headers),
        std::string{message.body().substr(0, longest_body)}, [](const bus::Stored&) {},
        [consumer = consumer_, position](std::string_view why) {
            log::error("a dead letter was refused by the stream",
                       {{"consumer", consumer}, {"sequence", position}, {"reason", why}});
        });
}

bool DeadLetters::settle(std::chrono::milliseconds patience) {
    publisher_->flush();
    return publisher_->drain(patience);
}

}  // namespace andvari::eventing
