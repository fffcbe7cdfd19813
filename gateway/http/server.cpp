#include "gateway/http/server.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "gateway/http/connection.hpp"

namespace andvari::http {
namespace {

using net::ip::tcp;

// One clock for all deadlines of a thread: setting a deadline costs nothing then, and being this late with one hurts nobody.
constexpr std::chrono::milliseconds deadline_precision{250};

/// Counts connections, together and from each address.
class Places : public std::enable_shared_from_this<Places> {
public:
    Places(std::size_t all, std::size_t per_address) : all_{all}, per_address_{per_address} {}

    /// A place, given back when the last copy is destroyed; null when there is none.
    std::shared_ptr<void> take(const net::ip::address& address) {
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
    void give_back(const net::ip::address& address) {
        const std::lock_guard lock{mutex_};
        if (--by_address_[address] == 0) by_address_.erase(address);
        if (--taken_ == 0) empty_.notify_all();
    }

    const std::size_t all_, per_address_;
    mutable std::mutex mutex_;
    std::condition_variable empty_;
    std::size_t taken_ = 0;
    std::map<net::ip::address, std::size_t> by_address_;
};

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
    void adopt(Socket socket, std::shared_ptr<void> place) {
        std::make_shared<Connection>(shared_, std::move(socket), std::move(place))->start();
    }
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

class TcpServer final : public Server {
public:
    TcpServer(Settings settings, const std::function<std::unique_ptr<Handler>(Loop&)>& make_handler)
        : settings_{std::move(settings)}, places_{std::make_shared<Places>(settings_.connections, settings_.connections_per_address)} {
        for (int i = 0; i < settings_.threads; ++i) loops_.push_back(std::make_unique<LoopThread>(settings_));
        acceptor_.emplace(loops_.front()->io());
        retry_.emplace(loops_.front()->io());
        const tcp::endpoint endpoint{net::ip::make_address(settings_.address), settings_.port};
        acceptor_->open(endpoint.protocol());
        acceptor_->set_option(tcp::acceptor::reuse_address{true});
        acceptor_->bind(endpoint);
        acceptor_->listen();
        port_ = acceptor_->local_endpoint().port();
        for (auto& loop : loops_) loop->start(make_handler(*loop));
        loops_.front()->post([this] { accept(); });
    }
    ~TcpServer() override { TcpServer::stop(std::chrono::milliseconds{0}); }

    std::uint16_t port() const override { return port_; }
    std::size_t connections() const override { return places_->taken(); }

    void stop(std::chrono::milliseconds patience) override {
        if (std::exchange(stopped_, true)) return;
        loops_.front()->post([this] {
            boost::system::error_code ignored;
            acceptor_->close(ignored);
        });
        for (auto& loop : loops_) loop->drain();
        places_->wait_until_empty(patience);
        for (auto& loop : loops_) loop->stop();
    }

private:
    void accept() {
        auto& loop = *loops_[next_++ % loops_.size()];
        acceptor_->async_accept(loop.io(), [this, &loop](boost::system::error_code error, Socket socket) {
            if (error == net::error::operation_aborted || !acceptor_->is_open()) return;
            if (error) return accept_later();
            welcome(loop, std::move(socket));
            accept();
        });
    }
    /// Without file descriptors the next attempt would fail as well, at once, for ever.
    void accept_later() {
        if (settings_.on_fault) settings_.on_fault("a connection could not be accepted");
        retry_->expires_after(deadline_precision);
        retry_->async_wait([this](boost::system::error_code error) {
            if (!error) accept();
        });
    }
    void welcome(LoopThread& loop, Socket socket) {
        boost::system::error_code error;
        const auto peer = socket.remote_endpoint(error);
        if (error) return;
        auto place = places_->take(peer.address());
        if (!place) return turn_away(socket);
        loop.post([&loop, socket = std::make_shared<Socket>(std::move(socket)), place = std::move(place)]() mutable {
            loop.adopt(std::move(*socket), std::move(place));
        });
    }
    static void turn_away(Socket& socket) {
        Response response;
        write_refusal(response, {503, "too_many_connections", "There are too many connections; try again later."});
        response.add("Retry-After", "1");
        std::string bytes;
        append_response(bytes, response, false, false);
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(net::buffer(bytes), ignored);
        socket.shutdown(tcp::socket::shutdown_both, ignored);
    }

    using Acceptor = net::basic_socket_acceptor<tcp, net::io_context::executor_type>;
    using RetryTimer = net::basic_waitable_timer<Clock, net::wait_traits<Clock>, net::io_context::executor_type>;

    const Settings settings_;
    std::shared_ptr<Places> places_;
    std::vector<std::unique_ptr<LoopThread>> loops_;
    std::optional<Acceptor> acceptor_;
    std::optional<RetryTimer> retry_;
    std::size_t next_ = 0;
    std::uint16_t port_ = 0;
    bool stopped_ = false;
};

}  // namespace

std::unique_ptr<Server> listen(Settings settings, const std::function<std::unique_ptr<Handler>(Loop&)>& make_handler) {
    return std::make_unique<TcpServer>(std::move(settings), make_handler);
}

}  // namespace andvari::http
