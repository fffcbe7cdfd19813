// Clients of this API's WebSockets: how they come in, and how they are sent away.
#pragma once

#include <memory>

#include "gateway/api/call.hpp"
#include "gateway/api/router.hpp"

namespace andvari::gateway::alpaca {

/// One client's connection. Used on its thread. The worker owns it until the client has gone.
class Session : public std::enable_shared_from_this<Session> {
public:
    virtual ~Session() = default;

    /// Opens the socket and begins: the client has a few seconds to say who they are.
    static std::optional<Problem> begin(Call&, std::shared_ptr<Session>);
    /// The server is stopping.
    void stop();

protected:
    explicit Session(Call&);

    // What the protocol is.
    virtual void on_begun() {}
    virtual void on_message(http::MessageKind, std::string_view message) = 0;
    /// They have taken what they had not taken at once.
    virtual void on_drained() {}
    /// They came in, by the handshake's fields or by `come_in`.
    virtual void on_come_in() = 0;
    /// They did not say who they are in time.
    virtual void on_overdue() = 0;
    /// They are no longer good.
    virtual void on_shut_out() = 0;

    /// Who says that they have this key; false where it does not count, or may not do what this stream is for.
    bool come_in(std::string_view key, std::string_view secret);
    bool come_in_by_token(std::string_view token);
    const CallerPointer& caller() const { return caller_; }
    const std::optional<AccountId>& account() const { return account_; }
    /// Closes the socket; nothing comes afterwards.
    void close(http::Closing, std::string_view reason);

    Worker& worker_;
    std::unique_ptr<http::WebSocket> socket_;  ///< Null once closed.

private:
    bool come_in_with(std::vector<http::Field> fields);
    void set_deadline();
    void watch();
    void check();
    void leave();

    const Access access_;
    const std::string peer_, network_;
    const bool loopback_, encrypted_;
    const std::optional<AccountId> account_;
    CallerPointer caller_;
    std::shared_ptr<void> deadline_, access_watch_;
};

}  // namespace andvari::gateway::alpaca
