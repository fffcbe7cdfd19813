#include "shared/bus/delivered_message.hpp"

#include <string>

#include "shared/bus/native.hpp"

// What nats.c calls for each message that arrives (msg.h); part of the library, though not of its public header.
extern "C" natsStatus natsMsg_create(natsMsg** message, const char* subject, int subject_size, const char* reply, int reply_size,
                                     const char* content, int content_size, int headers_size);

namespace andvari::bus {

namespace {
/// nats.c hands what is destroyed to a thread of its own, which it starts when it is opened.
void open_library() {
    static const auto status = nats_Open(-1);
    check(status, "opening the library");
}
}  // namespace

Message delivered_message(std::string_view subject, std::string_view reply, std::string_view headers, std::string_view body) {
    open_library();
    const auto content = std::string{headers}.append(body);
    natsMsg* native = nullptr;
    // A message without headers says so by a size of -1.
    check(natsMsg_create(&native, subject.data(), static_cast<int>(subject.size()), reply.empty() ? nullptr : reply.data(),
                         static_cast<int>(reply.size()), content.data(), static_cast<int>(content.size()),
                         headers.empty() ? -1 : static_cast<int>(headers.size())),
          "making a message");
    return Message{native};
}

}  // namespace andvari::bus
