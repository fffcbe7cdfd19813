#include "shared/bus/publish_link.hpp"

#include <charconv>

namespace andvari::bus {

PublishLink::PublishLink(const Options& options, const std::string& inbox,
                         std::function<void(std::uint64_t token, Message)> on_acknowledgement, std::function<void()> on_broken) {
    auto native_options = make_options(options, options.name + "-publisher");
    auto closure = std::make_unique<std::shared_ptr<Closing>>(closing_);
    check(natsOptions_SetAllowReconnect(native_options.get(), false), "reconnecting");
    check(natsOptions_SetClosedCB(native_options.get(), &closed, closure.get()), "callbacks");
    closing_->on_broken = std::move(on_broken);
    natsConnection* native = nullptr;
    check(natsConnection_Connect(&native, native_options.get()), "connecting to " + options.url);
    closure.release();
    connection_.reset(native);
    const auto skip = inbox.size() + 1;
    acknowledgements_ = std::make_unique<NativeSubscription>(
        native, inbox + ".*", [skip, on_acknowledgement = std::move(on_acknowledgement)](Message answer) {
            const auto subject = answer.subject();
            std::uint64_t token = 0;
            if (subject.size() > skip) std::from_chars(subject.data() + skip, subject.data() + subject.size(), token);
            on_acknowledgement(token, std::move(answer));
        });
}

PublishLink::~PublishLink() {
    {
        const std::lock_guard lock{closing_->mutex};
        closing_->on_broken = nullptr;
    }
    natsConnection_Close(connection_.get());
}

void PublishLink::closed(natsConnection*, void* closure) {
    const std::unique_ptr<std::shared_ptr<Closing>> closing{static_cast<std::shared_ptr<Closing>*>(closure)};
    const std::lock_guard lock{(*closing)->mutex};
    if ((*closing)->on_broken) (*closing)->on_broken();
}

}  // namespace andvari::bus
