// How many connections there are, together and from each address. Private to the server.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <chrono>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>

namespace andvari::http {

/// One form for each address: a socket of IPv6 shows those of IPv4 as ::ffff:a.b.c.d, and link-local ones with their interface.
inline boost::asio::ip::address plain(const boost::asio::ip::address& address) {
    if (!address.is_v6()) return address;
    auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6);
    v6.scope_id(0);
    return v6;
}

/// Thread-safe.
class Places : public std::enable_shared_from_this<Places> {
public:
    Places(std::size_t all, std::size_t per_address) : all_{all}, per_address_{per_address} {}

    /// A place, given back when the last copy is destroyed; null when there is none.
    std::shared_ptr<void> take(const boost::asio::ip::address& address) {
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
