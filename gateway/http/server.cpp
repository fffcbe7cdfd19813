#include "gateway/http/server.hpp"

#include <optional>

#include "gateway/http/loop_thread.hpp"
#include "gateway/http/places.hpp"
#include "gateway/http/tls_certificate.hpp"

namespace andvari::http {
namespace {

using net::ip::tcp;

class TcpServer final : public Server {
public:
    TcpServer(Settings settings, const std::function<std::unique_ptr<Handler>(Loop&)>& make_handler)
        : settings_{std::move(settings)},
          places_{std::make_shared<Places>(settings_.connections, settings_.connections_per_address)} {
        if (!settings_.certificate.empty() || !settings_.private_key.empty())
            certificate_ = std::make_unique<TlsCertificate>(settings_.certificate, settings_.private_key, settings_.on_fault);
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
        const auto endpoint = socket.remote_endpoint(error);
        if (error) return;
        const auto peer = plain(endpoint.address());
        auto place = places_->take(peer);
        if (!place) return turn_away(socket);
        auto tls = certificate_ ? certificate_->current(Clock::now()) : nullptr;
        const auto arrival = std::make_shared<Arrival>(Arrival{std::move(socket), peer, std::move(place), std::move(tls)});
        loop.post([&loop, arrival] { loop.adopt(std::move(*arrival)); });
    }
    void turn_away(Socket& socket) {
        if (certificate_) return;  // Words without TLS would mean nothing, and a handshake would cost too much.
        Response response;
        write_refusal(response, {503, "too_many_connections", "There are too many connections; try again later."});
        response.add("Retry-After", "1");
        std::string bytes;
        append_response(bytes, response, {});
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.write_some(net::buffer(bytes), ignored);
        socket.shutdown(tcp::socket::shutdown_both, ignored);
    }

    using Acceptor = net::basic_socket_acceptor<tcp, net::io_context::executor_type>;
    using RetryTimer = net::basic_waitable_timer<Clock, net::wait_traits<Clock>, net::io_context::executor_type>;

    const Settings settings_;
    std::unique_ptr<TlsCertificate> certificate_;  // Null: without TLS.
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
