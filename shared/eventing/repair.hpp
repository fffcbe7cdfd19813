// How a reader that misses facts asks their owner to publish them again: a plain message, repeated until it is mended.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <string>

#include "shared/bus/bus.hpp"
#include "shared/eventing/continuity.hpp"
#include "shared/json/fields.hpp"

namespace andvari::eventing {

/// {"source":"order/0","from":17} on sys.republish.<context>.
struct RepublishRequest {
    std::string source;
    std::uint64_t from = 0;
    static constexpr auto fields =
        json::fields(json::field("source", &RepublishRequest::source), json::field("from", &RepublishRequest::from));
};

/// What a reader does about breaks in its sources: logs each once, asks at once and then every second, and knows when it is
/// mended.
class Breaks {
public:
    using Clock = std::chrono::steady_clock;

    Breaks(std::shared_ptr<bus::Connection>, std::string reader);
    /// Call for each fact that is not next and not a duplicate.
    void found(const Envelope&, const Position& last, Verdict);
    /// Call for each fact that was applied.
    void applied(const std::string& source) {
        if (!open_.empty()) [[unlikely]]
            mended(source);
    }
    /// Asks again where it is time to.
    void remind();
    /// When `remind` wants to be called next; far away while nothing is broken.
    Clock::time_point next() const;
    std::size_t count() const { return open_.size(); }

private:
    struct Break {
        std::uint64_t from;
        Clock::time_point ask_again;
    };
    void ask(const std::string& source, Break&);
    void mended(const std::string& source);

    std::shared_ptr<bus::Connection> connection_;
    std::string reader_;
    std::map<std::string, Break, std::less<>> open_;
};

}  // namespace andvari::eventing
