#include "cli/view_watch.hpp"

#include "shared/eventing/projection.hpp"

namespace andvari::cli {

ViewWatch::ViewWatch(bus::Connection& connection, store::Location location, std::string_view view)
    : location_{std::move(location)},
      database_{eventing::Projection::database_name(view)},
      subscription_{connection.subscribe("view." + std::string{view}, [this](bus::Message) {
          {
              const std::lock_guard lock{mutex_};
              ++notices_;
          }
          changed_.notify_one();
      })} {}

bool ViewWatch::wait_for(const std::function<bool(store::Database&)>& seen, std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    std::unique_lock lock{mutex_};
    for (;;) {
        const auto before = notices_;
        lock.unlock();
        if (look(seen)) return true;
        lock.lock();
        if (!changed_.wait_until(lock, until, [&] { return notices_ != before; })) return false;
    }
}

bool ViewWatch::look(const std::function<bool(store::Database&)>& seen) {
    try {
        if (!db_ && store::exists(location_, database_))
            db_ = store::open(location_, database_, store::Durability::relaxed, store::Access::read_only);
        return db_ && seen(*db_);
    } catch (const store::StoreError&) {
        db_.reset();  // It is just being made, and has no tables yet.
        return false;
    }
}

}  // namespace andvari::cli
