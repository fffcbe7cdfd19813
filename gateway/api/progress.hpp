// How far each read model has come, as the projectors tell it (view.<name>), and waiting for it.
#pragma once

#include <array>
#include <atomic>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/http/server.hpp"
#include "shared/bus/bus.hpp"

namespace andvari::gateway {

enum class Model { stock, orders, trades, accounts, commands, activity, access, history, quotes };
inline constexpr std::size_t models = 9;
inline constexpr std::array<std::string_view, models> model_names{"stock",    "orders", "trades",  "accounts", "commands",
                                                                  "activity", "access", "history", "quotes"};

using ContextPositions = std::map<std::string, std::uint64_t, std::less<>>;

/// A read model must have applied this many facts of a context.
struct Target {
    Model model;
    std::string context;
    std::uint64_t sequence;
};

class Listener;

/// Shared by all threads.
class Progress {
public:
    /// Listens on `view.*` until destroyed.
    explicit Progress(bus::Connection&);

    bool reached(const Target&) const;
    std::uint64_t position(Model, std::string_view context) const;
    /// Takes over what a database says, where that is more.
    void note(Model, const ContextPositions&);
    /// Counts notices: a reader looks at its database's generation when this has changed.
    std::uint64_t notices(Model model) const { return notices_[static_cast<std::size_t>(model)].load(std::memory_order_acquire); }

private:
    friend class Listener;
    void on_notice(const bus::Message&);
    void tell(Model);

    mutable std::mutex mutex_;
    std::array<ContextPositions, models> positions_;
    std::array<std::atomic<std::uint64_t>, models> notices_{};
    std::vector<std::shared_ptr<struct ListenerState>> listeners_;
    std::unique_ptr<bus::Subscription> subscription_;
    std::shared_ptr<void> reconnect_token_;
};

/// One thread's waiting for progress. Lives and is used on that thread.
class Listener {
public:
    Listener(Progress&, http::Loop&, std::size_t most_waiting);
    ~Listener();
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    /// Calls `then(true)` when all targets are reached, at once if they are, or `then(false)` after `patience`. False, and
    /// nothing is called, when too many wait already.
    bool when_reached(std::vector<Target> targets, std::chrono::milliseconds patience, std::function<void(bool)> then);

    /// Calls `look` after each progress of the model, until the token is destroyed; never from within this call.
    [[nodiscard]] std::shared_ptr<void> on_progress(Model, std::function<void()> look);
    std::size_t waiting() const { return waits_.size(); }

private:
    friend class Progress;
    struct Wait {
        std::vector<Target> targets;
        std::function<void(bool)> then;
        std::shared_ptr<void> timer;
    };
    struct Watch {
        Model model;
        std::function<void()> look;
    };
    using Waits = std::list<Wait>;

    bool all_reached(const std::vector<Target>&) const;
    void finish(Waits::iterator, bool reached);
    void look();

    Progress& progress_;
    http::Loop& loop_;
    const std::size_t most_waiting_;
    std::shared_ptr<struct ListenerState> state_;
    Waits waits_;
    std::vector<std::weak_ptr<Watch>> watches_;
};

}  // namespace andvari::gateway
