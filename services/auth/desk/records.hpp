// The desk's own database, "desk": what no log holds (its keys), and what it knows of others' facts.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

#include "shared/crypto/secret.hpp"
#include "shared/store/database.hpp"

namespace andvari::desk {

inline constexpr std::string_view database_name = "desk";

/// Thread-safe: threads take turns. Throws store::StoreError.
class Records {
public:
    /// `fence` of the lease: another holder's coming ends writing.
    Records(const store::Location&, std::uint64_t fence);

    template <class Ask>
    auto read(Ask ask) {
        const std::lock_guard lock{mutex_};
        return ask(*db_);
    }
    /// In one transaction.
    template <class Work>
    auto write(Work work) {
        const std::lock_guard lock{mutex_};
        store::Transaction transaction{*db_};
        store::check_fence(*db_, fence_);
        if constexpr (std::is_void_v<decltype(work(*db_))>) {
            work(*db_);
            transaction.commit();
        } else {
            auto result = work(*db_);
            transaction.commit();
            return result;
        }
    }

private:
    std::mutex mutex_;
    std::unique_ptr<store::Database> db_;
    const std::uint64_t fence_;
};

// Single values by name, inside the caller's `read` or `write`.

std::optional<crypto::Secret> value_of(store::Database&, std::string_view name);
/// In place of an earlier one.
void set_value(store::Database&, std::string_view name, std::string_view value);
void remove_value(store::Database&, std::string_view name);

}  // namespace andvari::desk
