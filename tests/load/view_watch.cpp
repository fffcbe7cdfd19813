#include "tests/load/view_watch.hpp"

#include <chrono>
#include <stdexcept>

#include "shared/json/read.hpp"

namespace andvari::load {
namespace {
constexpr std::chrono::seconds patience{30};
}

ViewWatch::ViewWatch(bus::Connection& connection, const std::string& view)
    : subscription_{connection.subscribe("view." + view, [this](const bus::Message& message) {
          auto reached = json::read<Reached>(message.body());
          const std::lock_guard lock{mutex_};
          if (reached) reached_ = std::move(*reached);
          ++notices_;
          changed_.notify_all();
      })} {}

void ViewWatch::wait(const std::function<bool(const Reached&)>& is_so) {
    std::unique_lock lock{mutex_};
    for (;;) {
        const auto seen = notices_;
        const auto reached = reached_;
        lock.unlock();
        if (is_so(reached)) return;
        lock.lock();
        if (!changed_.wait_for(lock, patience, [&] { return notices_ != seen; }))
            throw std::runtime_error{"a read model stands still"};
    }
}

}  // namespace andvari::load
