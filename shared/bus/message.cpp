#include <cstdlib>
#include <cstring>

#include "shared/bus/native.hpp"

namespace andvari::bus {

namespace {
natsMsg* message_of(void* native) { return static_cast<natsMsg*>(native); }
std::string_view view_of(const char* text) { return text ? std::string_view{text} : std::string_view{}; }

constexpr std::string_view version = "NATS/1.0", line_end = "\r\n";
constexpr std::size_t status_size = 3;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view spaces = " \t";
    const auto first = text.find_first_not_of(spaces);
    return first == text.npos ? std::string_view{} : text.substr(first, text.find_last_not_of(spaces) + 1 - first);
}
}  // namespace

Message& Message::operator=(Message&& other) noexcept {
    if (this != &other) {
        natsMsg_Destroy(message_of(native_));
        native_ = std::exchange(other.native_, nullptr);
    }
    return *this;
}

Message::~Message() { natsMsg_Destroy(message_of(native_)); }

std::string_view Message::subject() const { return native_ ? view_of(natsMsg_GetSubject(message_of(native_))) : ""; }

std::string_view Message::reply() const { return native_ ? view_of(natsMsg_GetReply(message_of(native_))) : ""; }

std::string_view Message::body() const {
    if (!native_) return {};
    return {natsMsg_GetData(message_of(native_)), static_cast<std::size_t>(natsMsg_GetDataLength(message_of(native_)))};
}

// natsMsgHeader_Get makes a hash table of all headers, entry by entry, which is the largest cost of reading a message and of
// freeing it. A message that came has its parts in one piece of memory (nats.c, natsMsg_create): subject, reply, headers,
// body, each with a null byte behind it. So the headers are what lies between the last name and the body.
std::string_view Message::header_block() const {
    if (!native_) return {};
    const char* begin = natsMsg_GetReply(message_of(native_));
    if (!begin || *begin == '\0') begin = natsMsg_GetSubject(message_of(native_));
    const char* const end = natsMsg_GetData(message_of(native_));
    if (!begin || !end || end <= begin) return {};
    begin += std::strlen(begin) + 1;
    if (begin >= end) return {};
    const std::string_view block{begin, static_cast<std::size_t>(end - begin) - 1};
    // Made by hand, or by a nats.c that keeps them elsewhere: `made_headers` asks the library.
    return block.starts_with(version) ? block : std::string_view{};
}

std::string_view Message::raw_headers() const {
    const auto block = header_block();
    const auto first_end = block.find(line_end);
    return first_end == block.npos ? std::string_view{} : block.substr(first_end + line_end.size());
}

bool Message::next_header(std::string_view& rest, std::string_view& name, std::string_view& value) {
    for (;;) {
        const auto end = rest.find(line_end);
        if (end == rest.npos || end == 0) return false;
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + line_end.size());
        const auto colon = line.find(':');
        if (colon == line.npos || line.front() == ' ' || line.front() == '\t') continue;  // Folded lines are obsolete.
        name = line.substr(0, colon);
        value = trimmed(line.substr(colon + 1));
        return true;
    }
}

// What the server says in place of a message stands in the first line: "NATS/1.0 408 Request Timeout".
std::string_view Message::status_line() const {
    const auto block = header_block();
    return block.empty() ? block : trimmed(block.substr(version.size(), block.find(line_end) - version.size()));
}

std::vector<std::pair<std::string_view, std::string_view>> Message::made_headers() const {
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    const char** names = nullptr;
    int count = 0;
    if (!native_ || !header_block().empty() || natsMsgHeader_Keys(message_of(native_), &names, &count) != NATS_OK) return headers;
    for (int i = 0; i < count; ++i) {
        const char* value = nullptr;
        if (natsMsgHeader_Get(message_of(native_), names[i], &value) == NATS_OK) headers.emplace_back(names[i], view_of(value));
    }
    std::free(names);
    return headers;
}

std::string_view Message::header(std::string_view name) const {
    std::string_view rest = raw_headers(), one, value;
    while (next_header(rest, one, value))
        if (one == name) return value;
    for (const auto& [made_name, made_value] : made_headers())
        if (made_name == name) return made_value;
    const auto status = status_line();
    if (name == "Status") return status.substr(0, status_size);
    if (name == "Description" && status.size() > status_size) return trimmed(status.substr(status_size));
    return {};
}

void check(natsStatus status, std::string_view what) {
    if (status != NATS_OK) throw BusError{std::string{what} + ": " + natsStatus_GetText(status)};
}

NativeMessage make_message(const std::string& subject, const std::string& reply, const Headers& headers, std::string_view body) {
    natsMsg* native = nullptr;
    check(natsMsg_Create(&native, subject.c_str(), reply.empty() ? nullptr : reply.c_str(), body.data(),
                         static_cast<int>(body.size())),
          "making a message for " + subject);
    NativeMessage message{native};
    for (const auto& [name, value] : headers)
        check(natsMsgHeader_Set(native, std::string{name}.c_str(), value.c_str()), "setting a header");
    return message;
}

}  // namespace andvari::bus
