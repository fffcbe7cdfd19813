// How many connections there are, together and from each address, of IPv6 from each /64. Private to the server.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

#include "gateway/http/peer_address.hpp"

namespace andvari::http {

/// Thread-safe.
class Places : public std::enable_shared_from_this<Places> {
public:
    Places(std::size_t all, std::size_t per_address) : all_{all}, per_address_{per_address} {}

    /// A place, given back when the last copy is destroyed; null when there is none.
    std::shared_ptr<void> take(const boost::asio::ip::address& peer) {
        const auto address = network_of(peer);
        const std::lock_guard lock{mutex_};
        if (taken_ >= all_) return nullptr;
        auto& from_there = by_address_[address];
        if (from_there >= per_address_) return nullptr;
        ++from_there;
        ++taken_;
        return {this, [places = shared_from_this(), address](void*) { places->give_back(address); }};
    }
    std::size_t taken() const {
        const std::lock_guard lock{mutex_};
        return taken_;
    }
    void wait_until_empty(std::chrono::milliseconds patience) {
        std::unique_lock lock{mutex_};
        empty_.wait_for(lock, patience, [&] { return taken_ == 0; });
    }

private:
    void give_back(const boost::asio::ip::address& address) {
        const std::lock_guard lock{mutex_};
        if (--by_address_[address] == 0) by_address_.erase(address);
        if (--taken_ == 0) empty_.notify_all();
    }

    const std::size_t all_, per_address_;
    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::size_t taken_ = 0;
    std::map<boost::asio::ip::address, std::size_t> by_address_;
};

}  // namespace andvari::http
