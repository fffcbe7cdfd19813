// Facts of orders as Alpaca's trade_updates: what happened, and the order as it was then.
#pragma once

#include <functional>
#include <memory>

#include "gateway/api/event_outlets.hpp"

namespace andvari::gateway {
class Worker;
}

namespace andvari::gateway::alpaca {

/// Where they go.
struct UpdatesReader {
    std::function<void(std::string_view message)> say;
    std::function<std::size_t()> unsent;
    std::function<void(std::string_view event)> end;
};

/// A fill tells how much is held after it, which the portfolio knows once it has settled it; so it waits for that, and what
/// follows waits behind it.
std::unique_ptr<EventOutlet> trade_updates(Worker&, UpdatesReader);

}  // namespace andvari::gateway::alpaca
