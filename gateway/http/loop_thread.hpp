// One of the server's threads, with its connections and their deadlines. Private to the server.
#pragma once

#include <boost/asio/post.hpp>
#include <thread>
#include <vector>

#include "gateway/http/connection.hpp"

namespace andvari::http {

// One clock for all deadlines of a thread: setting a deadline costs nothing then, and being this late with one hurts nobody.
inline constexpr std::chrono::milliseconds deadline_precision{250};

class LoopThread final : public Loop {
public:
    explicit LoopThread(const Settings& settings) : shared_{settings}, sweep_{io_} {}

    void post(std::function<void()> work) override { net::post(io_, std::move(work)); }

    std::shared_ptr<void> after(std::chrono::milliseconds delay, std::function<void()> work) override {
        auto timer = std::make_shared<Timer>(io_, delay);
        timer->async_wait([work = std::move(work)](boost::system::error_code error) {
            if (!error) work();
        });
        return timer;
    }

    void start(std::unique_ptr<Handler> handler) {
        handler_ = std::move(handler);
        shared_.handler = handler_.get();
        sweep();
        thread_ = std::thread{[this] {
            run();
            handler_.reset();
        }};
    }
    void adopt(Arrival arrival) { std::make_shared<Connection>(shared_, std::move(arrival))->start(); }
    void drain() {
        post([this] {
            shared_.draining = true;
            handler_->drain();
            for_each_connection([](Connection& connection) { connection.drain(); });
        });
    }
    void stop() {
        post([this] {
            for_each_connection([](Connection& connection) { connection.close(); });
            io_.stop();
        });
        if (thread_.joinable()) thread_.join();
    }
    net::io_context& io() { return io_; }

private:
    using Timer = net::basic_waitable_timer<Clock, net::wait_traits<Clock>, net::io_context::executor_type>;

    /// What posted work throws ends nothing but that work.
    void run() {
        for (;;) {
            try {
                io_.run();
                return;
            } catch (const std::exception& fault) {
                if (shared_.settings.on_fault) shared_.settings.on_fault(fault.what());
            }
        }
    }
    void sweep() {
        sweep_.expires_after(deadline_precision);
        sweep_.async_wait([this](boost::system::error_code error) {
            if (error) return;
            for_each_connection([now = Clock::now()](Connection& connection) { connection.check_deadline(now); });
            sweep();
        });
    }
    /// `visit` may end connections.
    template <class Visit>
    void for_each_connection(Visit visit) {
        std::vector<std::shared_ptr<Connection>> all;
        all.reserve(shared_.connections.size());
        for (auto* connection : shared_.connections) all.push_back(connection->shared_from_this());
        for (const auto& connection : all) visit(*connection);
    }

    Shared shared_;  // Outlives io_, which destroys the last connections.
    net::io_context io_{1};
    Timer sweep_;
    std::unique_ptr<Handler> handler_;
    std::thread thread_;
};

}  // namespace andvari::http
