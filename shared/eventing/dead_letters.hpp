// Messages that could not be handled, kept with the reason, ready to be sent again.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"

namespace andvari::eventing {

class DeadLetters {
public:
    /// `consumer` is who could not handle them: a token, such as "order".
    DeadLetters(std::shared_ptr<bus::Connection>, std::string consumer);

    /// Puts the message on dlq.<consumer>.<its subject>, with its headers, and andvari-reason, andvari-stream and
    /// andvari-sequence. Its id makes a repetition harmless. A body over 900 kB is cut, and says so: the whole is in the stream.
    void put(const bus::Delivered&, std::string_view stream, std::string_view reason);
    /// Waits until all that was put is stored. False when it is not within `patience`.
    bool settle(std::chrono::milliseconds patience);
    void stop() { publisher_->stop(); }

private:
    std::string consumer_;
    std::unique_ptr<bus::Publisher> publisher_;
};

}  // namespace andvari::eventing
