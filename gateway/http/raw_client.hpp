// A socket for tests: sends any bytes, reads what comes. Every wait is bounded, so a hang is a failure and not a hang.
#pragma once

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace andvari::http::testing {

inline std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
}

class RawClient {
public:
    explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        if (::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
            throw std::runtime_error{"cannot connect"};
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const timeval patience{10, 0};  // For whoever reads from the handle.
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;
    ~RawClient() { ::close(socket_); }

    int handle() const { return socket_; }

    RawClient& send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) break;  // The server may have closed: what it answered is still to be read.
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return *this;
    }
    RawClient& finish_sending() {
        ::shutdown(socket_, SHUT_WR);
        return *this;
    }

    /// One whole answer with a Content-Length; what comes after stays for the next call. `head_only` after a HEAD.
    std::string response(bool head_only = false) {
        for (;;) {
            if (const auto end = read_.find("\r\n\r\n"); end != std::string::npos) {
                const auto size = end + 4 + (head_only ? 0 : content_length(read_.substr(0, end)));
                if (read_.size() >= size) {
                    auto result = read_.substr(0, size);
                    read_.erase(0, size);
                    return result;
                }
            }
            if (!read_more()) return std::exchange(read_, {}) + "<end>";
        }
    }
    /// Everything until `text` has come, with it; or what came before the end or the timeout.
    std::string until(std::string_view text) {
        std::size_t at;
        while ((at = read_.find(text)) == std::string::npos)
            if (!read_more()) return std::exchange(read_, {}) + "<end>";
        auto result = read_.substr(0, at + text.size());
        read_.erase(0, at + text.size());
        return result;
    }
    /// So many bytes; fewer where the end or the timeout came first.
    std::string exactly(std::size_t count) {
        while (read_.size() < count && read_more()) {}
        auto result = read_.substr(0, count);
        read_.erase(0, result.size());
        return result;
    }
    /// True when the server ends the connection, after at most the bytes that it sent before.
    bool closed() {
        while (read_more()) {}
        return ended_;
    }

    /// So that what is not read stays with the server. Before anything is sent.
    void read_slowly() {
        const int bytes = 4096;
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }
    /// Waits so long in silence, and then takes at most so many bytes; false when there are none, or the connection has ended.
    bool take(std::size_t most, std::chrono::milliseconds pause) {
        pollfd end{socket_, 0, 0}, waiting{socket_, POLLIN, 0};
        if (::poll(&end, 1, static_cast<int>(pause.count())) > 0) return false;  // Reset.
        std::string bytes(most, '\0');
        return ::poll(&waiting, 1, static_cast<int>(pause.count())) > 0 && ::recv(socket_, bytes.data(), most, 0) > 0;
    }

    /// Reads nothing; true when the server resets the connection.
    bool reset() {
        pollfd waiting{socket_, 0, 0};
        return ::poll(&waiting, 1, 10'000) > 0;
    }

    /// Sends `bytes` one at a time, each after `pause` without a word from the server; true when it ended the connection
    /// meanwhile.
    bool closed_while_dripping(std::string_view bytes, std::chrono::milliseconds pause) {
        for (const char& byte : bytes) {
            pollfd waiting{socket_, POLLIN, 0};
            if (::poll(&waiting, 1, static_cast<int>(pause.count())) > 0) return closed();
            send({&byte, 1});
        }
        return false;
    }

private:
    bool read_more() {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, 10'000) <= 0) return false;
        char bytes[65536];
        const auto count = ::recv(socket_, bytes, sizeof bytes, 0);
        if (count <= 0) return ended_ = true, false;
        read_.append(bytes, static_cast<std::size_t>(count));
        return true;
    }

    int socket_;
    std::string read_;
    bool ended_ = false;
};

/// The status of an answer, or 0.
inline int status_of(std::string_view response) {
    if (!response.starts_with("HTTP/1.1 ") || response.size() < 12) return 0;
    return (response[9] - '0') * 100 + (response[10] - '0') * 10 + (response[11] - '0');
}

}  // namespace andvari::http::testing
