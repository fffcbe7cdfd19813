// Waits, by the notices of a read model, until something can be read in it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"
#include "shared/store/database.hpp"

namespace andvari::cli {

class ViewWatch {
public:
    ViewWatch(bus::Connection&, store::Location, std::string_view view);
    ViewWatch(const ViewWatch&) = delete;
    ViewWatch& operator=(const ViewWatch&) = delete;

    /// Looks now and after each notice until `seen` says yes; false when it did not within `patience`. Where nobody has made
    /// the read model yet, nothing is seen.
    bool wait_for(const std::function<bool(store::Database&)>& seen, std::chrono::milliseconds patience);

private:
    bool look(const std::function<bool(store::Database&)>& seen);

    store::Location location_;
    std::string database_;
    std::unique_ptr<store::Database> db_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t notices_ = 0;  ///< Under the mutex.
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::cli
