#include "shared/bus/native.hpp"

namespace andvari::bus {

namespace {
natsMsg* message_of(void* native) { return static_cast<natsMsg*>(native); }
std::string_view view_of(const char* text) { return text ? std::string_view{text} : std::string_view{}; }
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

std::string_view Message::header(const char* name) const {
    const char* value = nullptr;
    if (!native_ || natsMsgHeader_Get(message_of(native_), name, &value) != NATS_OK) return {};
    return view_of(value);
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
