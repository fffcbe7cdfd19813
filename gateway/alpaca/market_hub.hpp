// The market's facts as they happen, for those who stream them: heard on the bus while there is somebody to hear them.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "gateway/http/server.hpp"
#include "shared/bus/bus.hpp"

namespace andvari::gateway::alpaca {

/// A fact of the context stock, as it came.
struct MarketFact {
    std::string type;  ///< "andvari.stock.quoted.v1"
    std::string body;
};
using MarketFacts = std::vector<std::shared_ptr<const MarketFact>>;

/// Shared by all threads.
class MarketHub {
public:
    explicit MarketHub(bus::Connection& connection) : connection_{connection} {}

    /// Calls `take` on `loop` with what has come since the last call, until the token is destroyed. Called on that loop.
    [[nodiscard]] std::shared_ptr<void> listen(http::Loop& loop, std::function<void(const MarketFacts&)> take);

private:
    struct Listener;
    void on_message(const bus::Message&);
    void leave(Listener*);

    bus::Connection& connection_;
    std::mutex mutex_;
    std::vector<std::weak_ptr<Listener>> listeners_;
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::gateway::alpaca
