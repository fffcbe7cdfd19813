// One thread's read-only view of the read models.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "gateway/api/caller.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/api/progress.hpp"
#include "shared/identity/ids.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway {

/// Whether a read model shows facts of this context.
bool shows(Model, std::string_view context);

class ReadModels {
public:
    ReadModels(store::Location, Progress&, http::Loop&);

    /// The model's database as it stands now, or a 503 while nobody has made it. Where a rebuilt copy has taken its place, that
    /// one is opened. To be used in this turn of the loop only: all reads of a turn share one read transaction, because taking
    /// and giving back SQLite's locks costs more than a read. A notice of progress ends it, so nobody reads behind what was
    /// announced.
    Result<store::Database*> open(Model);

    /// Whether the caller may see this account.
    Result<bool> may_see(const Caller&, const AccountId&);
    /// Whether commands of the caller may be about it.
    Result<bool> may_act_on(const Caller&, const AccountId&);

private:
    struct Opened {
        std::unique_ptr<store::Database> db;
        std::string generation;
        std::uint64_t notices = 0;  ///< When the generation was last looked at.
        std::chrono::steady_clock::time_point looked_at{};
        bool reading = false;       ///< In a read transaction.
        std::uint64_t read_at = 0;  ///< The notices when that began.
    };
    /// "owner:<name>", or null for an unknown account; valid until the next call. Ownership never changes, so what was found
    /// once is kept.
    Result<const std::string*> owner_of(const AccountId&);
    bool outdated(Model, Opened&);
    Result<store::Database*> open_anew(Model, Opened&);
    void begin_reading(Model, Opened&);
    void end_turn();

    const store::Location location_;
    Progress& progress_;
    http::Loop& loop_;
    bool turn_ends_ = false;  ///< end_turn is under way.
    std::array<Opened, models> opened_;
    std::unordered_map<AccountId, std::string> owners_;
};

}  // namespace andvari::gateway
