// nats-server as a child: for `andvari up`, and for tests.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "shared/bus/bus.hpp"

namespace andvari::bus {

/// A TCP port on 127.0.0.1 that nobody listens on now.
std::uint16_t free_port();

/// Encryption of a server's connections. All are names of PEM files.
struct ServerTls {
    std::string certificate, private_key;
    std::string authority;  ///< What clients' certificates must descend from, where they are demanded.
    bool demand_of_clients = false;
};

struct ServerSettings {
    std::filesystem::path folder;         ///< Made where missing; holds `jetstream/`, `server.conf` and `server.log`.
    std::uint16_t port = 0;               ///< 0: a free one.
    bool or_another_port = false;         ///< Where `port` is taken, use a free one.
    std::string program = "nats-server";  ///< Looked up in PATH, and in /usr/sbin and /usr/local/sbin.
    std::string accounts;                 ///< The block of its users (see users.hpp); empty lets in everybody.
    std::optional<ServerTls> tls;
    bool supervise = false;  ///< Start it again, with growing pauses, whenever it ends by itself.
    /// Takes sentences for the log, on the object's thread. Empty: they go to andvari::log.
    std::function<void(std::string_view sentence)> on_notice;
};

/// One nats-server with JetStream. It dies with this process, however that ends. Thread-safe.
class NatsServer {
public:
    using Settings = ServerSettings;

    /// Starts it, and waits until it accepts connections, at most 10 s. Throws BusError, with the end of its log.
    explicit NatsServer(Settings);
    /// Stops it.
    ~NatsServer();
    NatsServer(const NatsServer&) = delete;
    NatsServer& operator=(const NatsServer&) = delete;

    std::string url() const;
    std::uint16_t port() const { return port_; }
    const std::filesystem::path& folder() const { return settings_.folder; }
    /// 0 while it does not run.
    pid_t pid() const;

    /// Asks it to end (SIGTERM) and waits; after `patience` it is killed.
    void stop(std::chrono::milliseconds patience = std::chrono::seconds{5});
    /// Kills it at once (SIGKILL), and waits until it has ended. A supervised one comes back.
    void kill9();
    /// Starts it again, on the same port and store, and waits as the constructor does. Does nothing while it runs.
    void start();

private:
    void finish();
    void keep();
    void reap(std::unique_lock<std::mutex>&);
    void spawn();
    void wait_until_it_accepts(std::unique_lock<std::mutex>&);
    std::string end_of_log() const;
    void notice(const std::string& sentence) const;

    Settings settings_;
    std::uint16_t port_;
    std::string program_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool wanted_ = true;     ///< Whether it should run.
    bool finished_ = false;  ///< The object ends.
    pid_t pid_ = 0;
    std::uint64_t ends_ = 0;
    std::string failure_;  ///< Why it could not be started.
    std::thread keeper_;   ///< Starts the child and waits for its end. The kernel ties the child's life to this thread's.
};

}  // namespace andvari::bus
