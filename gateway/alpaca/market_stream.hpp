// /v2/iex and the like: quotes, bars and trades as they happen.
#pragma once

#include <memory>
#include <vector>

#include "gateway/alpaca/market_hub.hpp"

namespace andvari::gateway {
class Worker;
}

namespace andvari::gateway::alpaca {

class MarketStream;

/// Those of one thread.
class MarketStreams {
public:
    explicit MarketStreams(Worker& worker) : worker_{worker} {}

    /// It is told of the market from now on, for as long as it lives.
    void add(const std::shared_ptr<MarketStream>&);

private:
    void take(const MarketFacts&);

    Worker& worker_;
    std::vector<std::weak_ptr<MarketStream>> streams_;
    std::shared_ptr<void> listening_;
};

}  // namespace andvari::gateway::alpaca
