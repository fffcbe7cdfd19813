// For tests: a nats-server of one's own in a folder of its own, and waiting for facts.
#pragma once

#include <unistd.h>

#include <condition_variable>
#include <mutex>

#include "shared/bus/server_process.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::bus {

struct TemporaryFolder {
    std::filesystem::path path = std::filesystem::temp_directory_path() / ("andvari-test-" + new_id());
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
};

struct TestServer {
    TemporaryFolder folder;
    NatsServer server{{.folder = folder.path}};
    std::shared_ptr<Connection> connect(std::string name = "test") {
        return bus::connect({.url = server.url(), .name = std::move(name)});
    }
};

/// A value that threads change and a test waits for.
template <class T>
class Watched {
public:
    template <class Change>
    void change(Change change) {
        const std::lock_guard lock{mutex_};
        change(value_);
        changed_.notify_all();
    }
    /// False when it has not come true within `patience`.
    template <class Fact>
    bool wait(Fact fact, std::chrono::milliseconds patience = std::chrono::seconds{30}) {
        std::unique_lock lock{mutex_};
        return changed_.wait_for(lock, patience, [&] { return fact(value_); });
    }
    T get() {
        const std::lock_guard lock{mutex_};
        return value_;
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    T value_{};
};

}  // namespace andvari::bus
