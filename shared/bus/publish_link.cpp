#include "shared/bus/publish_link.hpp"

#include <charconv>

namespace andvari::bus {

PublishLink::PublishLink(const Options& options, const std::string& inbox, Callbacks callbacks) {
    events_->on_denied = std::move(callbacks.on_denied);
    events_->on_broken = std::move(callbacks.on_broken);
    auto native_options = make_options(options, options.name + "-publisher");
    auto closure = std::make_unique<std::shared_ptr<Events>>(events_);
    check(natsOptions_SetAllowReconnect(native_options.get(), false), "reconnecting");
    check(natsOptions_SetErrorHandler(native_options.get(), &failed, closure.get()), "callbacks");
    check(natsOptions_SetClosedCB(native_options.get(), &closed, closure.get()), "callbacks");
    natsConnection* native = nullptr;
    check(natsConnection_Connect(&native, native_options.get()), "connecting to " + options.url);
    closure.release();
    connection_.reset(native);
    const auto skip = inbox.size() + 1;
    acknowledgements_ = std::make_unique<NativeSubscription>(
        native, inbox + ".*", [skip, on_acknowledgement = std::move(callbacks.on_acknowledgement)](Message answer) {
            const auto subject = answer.subject();
            std::uint64_t token = 0;
            if (subject.size() > skip) std::from_chars(subject.data() + skip, subject.data() + subject.size(), token);
            on_acknowledgement(token, std::move(answer));
        });
}

PublishLink::~PublishLink() {
    {
        const std::lock_guard lock{events_->mutex};
        events_->on_denied = nullptr;
        events_->on_broken = nullptr;
    }
    natsConnection_Close(connection_.get());
}

void PublishLink::failed(natsConnection* connection, natsSubscription*, natsStatus status, void* closure) {
    constexpr std::string_view denied = "Permissions Violation for Publish to \"";
    const auto words = words_of_error(connection, status);
    const auto at = words.find(denied);
    if (at == words.npos) return;
    const auto subject = words.substr(at + denied.size());
    auto& events = **static_cast<std::shared_ptr<Events>*>(closure);
    const std::lock_guard lock{events.mutex};
    const auto end = subject.find('"');
    if (events.on_denied) events.on_denied(std::string_view{subject}.substr(0, end), end != subject.npos);
}

/// Comes last.
void PublishLink::closed(natsConnection*, void* closure) {
    const std::unique_ptr<std::shared_ptr<Events>> events{static_cast<std::shared_ptr<Events>*>(closure)};
    const std::lock_guard lock{(*events)->mutex};
    if ((*events)->on_broken) (*events)->on_broken();
}

}  // namespace andvari::bus
