// Takes requests up: opens them, hands each to a thread, and answers. Each is worked on at most once.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "services/auth/desk/lane.hpp"
#include "services/auth/desk/workbench.hpp"
#include "shared/eventing/inbound.hpp"

namespace andvari::desk {

struct Verb;

class Intake {
public:
    Intake(Workbench&, std::shared_ptr<bus::Connection>, metrics::Registry&);
    /// Waits for the requests under way.
    ~Intake();

    /// Begins to read.
    void open();
    /// Takes up what has come, until `until` or until `inbound` is stopped or nudged. On one thread.
    void work(std::chrono::steady_clock::time_point until);
    /// Ends `work`, and takes nothing up any more. From any thread.
    void stop() { inbound_.stop(); }
    bool stopped() const { return inbound_.stopped(); }
    /// For work of the desk's own; false where too much waits.
    [[nodiscard]] bool submit(std::function<void()> work) { return quick_.submit(std::move(work)); }

private:
    struct Task;
    void take_up(const bus::Delivered&);
    bool is_new(const bus::Delivered&);
    std::shared_ptr<Task> read(const bus::Delivered&);
    void work_on(Task&);
    void reply(const Task&, secrets::Reply);

    Workbench& bench_;
    const std::shared_ptr<bus::Connection> connection_;
    metrics::Registry& metrics_;
    metrics::Counter& unreadable_;
    std::string stream_created_;  ///< With the next: the last request that was taken up.
    std::uint64_t last_taken_ = 0;
    eventing::Inbound inbound_;
    std::unique_ptr<bus::Reader> reader_;
    std::shared_ptr<void> watched_;
    Lane hashing_, quick_;  ///< Last: their threads use the others.
};

}  // namespace andvari::desk
