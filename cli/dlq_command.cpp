#include "cli/dlq_command.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <memory>
#include <optional>
#include <vector>

#include "cli/attach.hpp"
#include "cli/log_reader.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::cli {
namespace {
constexpr std::string_view stream = "DLQ";
constexpr std::chrono::seconds patience{10};
// What is published again with the body; the rest is the dead letter's own.
constexpr std::array original_headers{"ce-specversion",   "ce-id",          "ce-type",  "ce-source", "ce-time",
                                      "ce-correlationid", "ce-causationid", "ce-actor", "ce-grants", "ce-traceparent",
                                      "ce-fingerprint"};
constexpr std::array own_headers{"andvari-reason",   "andvari-subject",   "andvari-stream",
                                 "andvari-sequence", "andvari-truncated", "andvari-message-id"};

/// "dlq.<consumer>.<subject>"
std::string consumer_of(const bus::Message& letter) { return std::string{eventing::subject_token(letter.subject(), 1)}; }

std::uint64_t sequence_of(const std::string& text) {
    std::uint64_t sequence = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), sequence);
    if (error != std::errc{} || end != text.data() + text.size() || sequence == 0)
        throw std::invalid_argument{"a dead letter has a number such as 12, not '" + text + "'"};
    return sequence;
}

bus::Message letter_at(const Attached& attached, std::uint64_t sequence) {
    auto letter = bus::message_at(*attached.bus(), stream, sequence);
    if (!letter) throw std::invalid_argument{fmt::format("there is no dead letter {}", sequence)};
    return *std::move(letter);
}

void each_letter(const Attached& attached, const LogReader::Visit& visit) {
    const auto state = bus::stream_state(*attached.bus(), stream);
    if (!state || state->messages == 0) return;
    LogReader reader{attached.bus(), std::string{stream}, attached.stop()};
    reader.read_to(state->last, visit);
}

/// Why it must not be sent again; nothing where it may.
std::optional<std::string> obstacle(const bus::Message& letter) {
    const auto subject = letter.header("andvari-subject");
    if (subject.empty()) return "it does not say where it came by";
    if (!letter.header("andvari-truncated").empty())
        return fmt::format("it was cut; the whole of it is message {} of stream {}", letter.header("andvari-sequence"),
                           letter.header("andvari-stream"));
    if (subject.starts_with("evt.")) return "it is a fact, and in the log already; `andvari replay <view>` applies it again";
    return std::nullopt;
}

/// Sends letters again, each under a new message id: who knows it by its ce-id still takes it up once only.
class Redrive {
public:
    explicit Redrive(const Attached& attached) : attached_{attached}, publisher_{bus::make_publisher(attached.bus())} {}

    /// Answers whether it was sent and is no dead letter any more.
    bool send(std::uint64_t sequence, const bus::Message& letter) {
        const std::string subject{letter.header("andvari-subject")};
        if (const auto why = obstacle(letter)) return report(sequence, subject, "not sent: " + *why), false;
        bus::Headers headers;
        for (const auto* name : original_headers)
            if (const auto value = letter.header(name); !value.empty()) headers.emplace_back(name, std::string{value});
        const auto outcome = std::make_shared<Outcome>();
        publisher_->publish(
            subject, new_id(), std::move(headers), std::string{letter.body()},
            [outcome](const bus::Stored& at) { outcome->stored = at.sequence; },
            [outcome](std::string_view reason) { outcome->refusal = reason; });
        publisher_->flush();
        // The outcome is looked at only when nothing can come any more.
        if (!publisher_->drain(patience))
            throw std::runtime_error{fmt::format("dead letter {}: the bus does not acknowledge it", sequence)};
        if (!outcome->stored) return report(sequence, subject, "not sent: " + outcome->refusal), false;
        report(sequence, subject, fmt::format("sent, as message {} of its stream", *outcome->stored));
        take_out(sequence);
        return true;
    }

private:
    struct Outcome {
        std::optional<std::uint64_t> stored;
        std::string refusal;
    };
    static void report(std::uint64_t sequence, const std::string& subject, const std::string& what) {
        fmt::print("{:>6}  {}  {}\n", sequence, subject, what);
        std::fflush(stdout);
    }
    void take_out(std::uint64_t sequence) {
        const auto answer = attached_.bus()->request(fmt::format("$JS.API.STREAM.MSG.DELETE.{}", stream),
                                                     fmt::format(R"({{"seq":{}}})", sequence), patience);
        if (answer.body().find(R"("success":true)") == std::string_view::npos)
            throw std::runtime_error{
                fmt::format("dead letter {} was sent, but could not be taken out: {}", sequence, answer.body())};
    }

    const Attached& attached_;
    std::unique_ptr<bus::Publisher> publisher_;
};
}  // namespace

int dlq_list_command(const Configuration& configuration, StopSignal& stop) {
    const Attached attached{configuration, stop};
    std::uint64_t count = 0;
    each_letter(attached, [&](const bus::Delivered& delivered) {
        const auto& letter = delivered.message;
        if (count++ == 0) fmt::print("{:>6}  {:27}  {:12}  {:32}  {}\n", "number", "time", "consumer", "subject", "reason");
        fmt::print("{:>6}  {:27}  {:12}  {:32}  {}\n", delivered.stream_sequence, delivered.stored.text(), consumer_of(letter),
                   letter.header("andvari-subject"), letter.header("andvari-reason"));
    });
    if (count == 0) fmt::print("There are no dead letters.\n");
    return 0;
}

int dlq_show_command(const Configuration& configuration, StopSignal& stop, const std::string& number) {
    const auto sequence = sequence_of(number);
    const Attached attached{configuration, stop};
    const auto letter = letter_at(attached, sequence);
    fmt::print("{}: {}\n", "consumer", consumer_of(letter));
    const auto show = [&](const char* name) {
        if (const auto value = letter.header(name); !value.empty()) fmt::print("{}: {}\n", name, value);
    };
    for (const auto* name : own_headers) show(name);
    for (const auto* name : original_headers) show(name);
    fmt::print("\n{}\n", letter.body());
    return 0;
}

int dlq_redrive_command(const Configuration& configuration, StopSignal& stop, const std::string& which) {
    const auto single = which == "all" ? std::nullopt : std::optional{sequence_of(which)};
    const Attached attached{configuration, stop, "admin"};  // Others may take nothing out of a stream.
    Redrive redrive{attached};
    if (single) return redrive.send(*single, letter_at(attached, *single)) ? 0 : 1;

    // Listed first: what fails again becomes a new dead letter, which is left for the next time.
    std::vector<std::uint64_t> letters;
    each_letter(attached, [&](const bus::Delivered& delivered) { letters.push_back(delivered.stream_sequence); });
    if (letters.empty()) fmt::print("There are no dead letters.\n");
    std::size_t sent = 0;
    for (const auto sequence : letters) {
        if (attached.stop().stop_requested()) throw std::runtime_error{"interrupted; what was not sent is still a dead letter"};
        if (redrive.send(sequence, letter_at(attached, sequence))) ++sent;
    }
    if (!letters.empty()) fmt::print("{} of {} sent.\n", sent, letters.size());
    return sent == letters.size() ? 0 : 1;
}

}  // namespace andvari::cli
