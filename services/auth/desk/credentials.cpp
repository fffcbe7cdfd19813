#include "services/auth/desk/credentials.hpp"

#include "shared/eventing/journal.hpp"
#include "shared/eventing/projection.hpp"
#include "shared/eventing/projector.hpp"

namespace andvari::desk {
namespace {
constexpr std::string_view view = "credentials";
// A notice may be missed while the connection is broken, so the projector is asked again now and then.
constexpr std::chrono::milliseconds ask_again{500};
}  // namespace

Credentials::Credentials(store::Location location, bus::Connection& connection)
    : location_{std::move(location)},
      connection_{connection},
      subscription_{connection.subscribe("view." + std::string{view}, [this](bus::Message) {
          const std::lock_guard lock{mutex_};
          ++notices_;
          changed_.notify_all();
      })} {}

template <class Ask>
auto Credentials::ask(Ask question) {
    const std::lock_guard lock{database_mutex_};
    if (database_ && database_->replaced()) database_.reset();
    if (!database_)
        database_ = store::open(location_, eventing::Projection::database_name(view), store::Durability::relaxed,
                                store::Access::read_only);
    return question(*database_);
}

std::optional<auth::CredentialsRow> Credentials::find(const UserId& user) {
    return ask([&](store::Database& db) { return auth::CredentialsView::find(db, user); });
}

std::vector<auth::CredentialsRow> Credentials::all(const std::string& after, std::int64_t limit) {
    return ask([&](store::Database& db) { return auth::CredentialsView::all(db, after, limit); });
}

std::optional<auth::RingChanged> Credentials::ring() {
    return ask([](store::Database& db) { return auth::CredentialsView::ring(db); });
}

std::uint64_t Credentials::reached() {
    return ask([](store::Database& db) {
        const auto positions = eventing::load_positions(db);
        const auto found = positions.find("auth/0");
        return found == positions.end() ? 0 : found->second.sequence;
    });
}

bool Credentials::wait_for(std::uint64_t sequence, std::chrono::milliseconds patience) {
    const auto until = std::chrono::steady_clock::now() + patience;
    for (;;) {
        std::uint64_t before = 0;
        {
            const std::lock_guard lock{mutex_};
            before = notices_;
        }
        if (reached() >= sequence) return true;
        std::unique_lock lock{mutex_};
        const auto next = std::min(until, std::chrono::steady_clock::now() + ask_again);
        const bool noticed = changed_.wait_until(lock, next, [&] { return notices_ != before || stopped_; });
        if (stopped_ || (!noticed && std::chrono::steady_clock::now() >= until)) return false;
        lock.unlock();
        if (!noticed) connection_.send(eventing::announce_subject, {}, {});
    }
}

void Credentials::stop() {
    const std::lock_guard lock{mutex_};
    stopped_ = true;
    changed_.notify_all();
}

}  // namespace andvari::desk
