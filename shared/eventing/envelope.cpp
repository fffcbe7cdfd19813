#include "shared/eventing/envelope.hpp"

#include <sodium.h>

#include <charconv>
#include <optional>
#include <stdexcept>

#include "shared/identity/ids.hpp"

namespace andvari::eventing {
namespace {
constexpr char hex_digits[] = "0123456789abcdef";

std::string hex(const unsigned char* bytes, std::size_t count) {
    std::string text;
    text.reserve(count * 2);
    for (std::size_t i = 0; i < count; ++i) text.append(1, hex_digits[bytes[i] >> 4]).append(1, hex_digits[bytes[i] & 0x0F]);
    return text;
}

/// The digit's value, or 16 for what is none.
constexpr unsigned digit_of(char c) {
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
    return 16;
}

std::optional<Link> link_of(std::string_view text) {
    Link link{};
    if (text.size() != 2 * link.size()) return std::nullopt;
    unsigned wrong = 0;
    for (std::size_t i = 0; i < link.size(); ++i) {
        const auto high = digit_of(text[2 * i]), low = digit_of(text[2 * i + 1]);
        wrong |= (high | low) & 16;
        link[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return wrong == 0 ? std::optional{link} : std::nullopt;
}

std::optional<std::uint64_t> number_of(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value == 0) return std::nullopt;
    return value;
}

// Each part goes in with its length, so that no two different events look alike.
class Hash {
public:
    explicit Hash(std::size_t size) : size_{size} { crypto_generichash_init(&state_, nullptr, 0, size); }
    Hash& add(std::string_view part) { return add(static_cast<std::uint64_t>(part.size())).raw(part.data(), part.size()); }
    Hash& add(std::uint64_t number) {
        unsigned char bytes[8];
        for (int i = 0; i < 8; ++i) bytes[i] = static_cast<unsigned char>(number >> (8 * i));
        return raw(bytes, sizeof bytes);
    }
    void finish(unsigned char* out) { crypto_generichash_final(&state_, out, size_); }

private:
    Hash& raw(const void* data, std::size_t size) {
        crypto_generichash_update(&state_, static_cast<const unsigned char*>(data), size);
        return *this;
    }
    crypto_generichash_state state_;
    std::size_t size_;
};
}  // namespace

std::string to_hex(const Link& link) { return hex(link.data(), link.size()); }

std::string fact_id(const Place& place) {
    return place.source + ':' + std::to_string(place.epoch) + ':' + std::to_string(place.sequence);
}

Link next_link(const Link& previous, const Envelope& e, std::string_view body) {
    Hash hash{previous.size()};
    hash.add(std::string_view{reinterpret_cast<const char*>(previous.data()), previous.size()});
    hash.add(e.place.source).add(e.place.epoch).add(e.place.sequence);
    hash.add(e.type).add(e.subject).add(static_cast<std::uint64_t>(e.time.microseconds));
    hash.add(e.correlation).add(e.causation).add(e.actor).add(e.traceparent).add(e.answers).add(e.fingerprint).add(body);
    Link link{};
    hash.finish(link.data());
    return link;
}

std::string fingerprint(std::string_view subject, std::string_view body) {
    unsigned char digest[16];
    Hash{sizeof digest}.add(subject).add(body).finish(digest);
    return hex(digest, sizeof digest);
}

bus::Headers to_headers(const Envelope& e) {
    bus::Headers headers;
    headers.reserve(16);
    headers.emplace_back("ce-specversion", "1.0");
    headers.emplace_back("ce-id", e.id);
    headers.emplace_back("ce-type", e.type);
    headers.emplace_back("ce-source", e.place.source);
    headers.emplace_back("ce-time", e.time.text());
    const auto optional = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) headers.emplace_back(name, value);
    };
    optional("ce-correlationid", e.correlation);
    optional("ce-causationid", e.causation);
    optional("ce-actor", e.actor);
    optional("ce-grants", e.grants);
    optional("ce-traceparent", e.traceparent);
    optional("ce-answers", e.answers);
    optional("ce-fingerprint", e.fingerprint);
    if (e.place.sequence != 0) {
        headers.emplace_back("ce-epoch", std::to_string(e.place.epoch));
        headers.emplace_back("ce-sequence", std::to_string(e.place.sequence));
        headers.emplace_back("ce-chain", to_hex(e.place.chain));
    }
    return headers;
}

void throw_exception_from_error(const Malformed& malformed, const boost::source_location&) {
    throw std::runtime_error{malformed.reason};
}

boost::system::result<Envelope, Malformed> fact_envelope(const bus::Message& message) {
    Envelope e;
    std::optional<Instant> time;
    std::optional<std::uint64_t> epoch, sequence;
    std::optional<Link> link;
    const auto take = [&](std::string_view name, std::string_view value) {
        if (name == "id") e.id = value;
        else if (name == "type") e.type = value;
        else if (name == "source") e.place.source = value;
        else if (name == "time") time = Instant::parse(value);
        else if (name == "epoch") epoch = number_of(value);
        else if (name == "sequence") sequence = number_of(value);
        else if (name == "chain") link = link_of(value);
        else if (name == "correlationid") e.correlation = value;
        else if (name == "causationid") e.causation = value;
        else if (name == "actor") e.actor = value;
        else if (name == "traceparent") e.traceparent = value;
        else if (name == "answers") e.answers = value;
        else if (name == "fingerprint") e.fingerprint = value;
    };
    e.subject = message.subject();
    // One pass, because this is the hottest of all readers.
    message.each_header([&](std::string_view name, std::string_view value) {
        constexpr std::string_view prefix = "ce-";
        if (name.starts_with(prefix)) take(name.substr(prefix.size()), value);
    });
    if (e.type.empty()) return Malformed{"ce-type is missing"};
    if (e.place.source.empty()) return Malformed{"ce-source is missing"};
    if (!time) return Malformed{"ce-time is missing or malformed"};
    if (!epoch) return Malformed{"ce-epoch is missing or malformed"};
    if (!sequence) return Malformed{"ce-sequence is missing or malformed"};
    if (!link) return Malformed{"ce-chain is missing or malformed"};
    // Who may publish on a subject is the server's business; that nobody speaks there in another's name is the reader's.
    const auto context = std::string_view{e.place.source}.substr(0, e.place.source.find('/'));
    const bool own_subject = !e.subject.starts_with("evt.") || subject_token(e.subject, 1) == context;
    if (!own_subject || subject_token(e.type, 1) != context)
        return Malformed{"ce-source is of another context than the subject or ce-type"};
    e.time = *time;
    e.place.epoch = *epoch;
    e.place.sequence = *sequence;
    e.place.chain = *link;
    return e;
}

std::string_view subject_token(std::string_view subject, int index) {
    for (; index > 0; --index) {
        const auto point = subject.find('.');
        if (point == std::string_view::npos) return {};
        subject.remove_prefix(point + 1);
    }
    return subject.substr(0, subject.find('.'));
}

}  // namespace andvari::eventing
