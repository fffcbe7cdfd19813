// The read model of credentials, as the desk asks it.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "services/auth/credentials_view.hpp"
#include "shared/bus/bus.hpp"
#include "shared/store/database.hpp"

namespace andvari::desk {

/// Thread-safe; threads take turns with the database. Follows when a rebuilt copy takes its place. Throws store::StoreError,
/// also while there is no such read model yet.
class Credentials {
public:
    Credentials(store::Location, bus::Connection&);

    /// Nothing for who is unknown or was erased.
    std::optional<auth::CredentialsRow> find(const UserId&);
    std::vector<auth::CredentialsRow> all(const std::string& after, std::int64_t limit);
    std::optional<auth::RingChanged> ring();

    /// Waits until the facts of `auth` up to this sequence are in it. False where that is not so within `patience`, or after
    /// `stop`.
    bool wait_for(std::uint64_t sequence, std::chrono::milliseconds patience = std::chrono::seconds{3});
    void stop();

private:
    template <class Ask>
    auto ask(Ask);
    std::uint64_t reached();

    const store::Location location_;
    bus::Connection& connection_;
    std::mutex database_mutex_;
    std::unique_ptr<store::Database> database_;  ///< Under its mutex; opened when it is first asked.
    std::mutex mutex_;
    std::condition_variable changed_;
    std::uint64_t notices_ = 0;
    bool stopped_ = false;
    std::unique_ptr<bus::Subscription> subscription_;
};

}  // namespace andvari::desk
