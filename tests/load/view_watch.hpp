// Waits for a read model, woken by its notices.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "shared/bus/bus.hpp"

namespace andvari::load {

class ViewWatch {
public:
    /// How far it has come: the last sequence of each context.
    using Reached = std::map<std::string, std::uint64_t>;

    ViewWatch(bus::Connection&, const std::string& view);
    ViewWatch(const ViewWatch&) = delete;
    ViewWatch& operator=(const ViewWatch&) = delete;

    /// Asks `is_so` now and after each notice, until it says so. Throws std::runtime_error after 30 s without a notice.
    void wait(const std::function<bool(const Reached&)>& is_so);

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    Reached reached_;
    std::uint64_t notices_ = 0;
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::load
