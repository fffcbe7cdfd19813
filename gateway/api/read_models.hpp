// One thread's read-only view of the read models.
#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <unordered_map>

#include "gateway/api/keys.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/api/progress.hpp"
#include "shared/identity/ids.hpp"
#include "shared/store/database.hpp"

namespace andvari::gateway {

class ReadModels {
public:
    ReadModels(store::Location, Progress&);

    /// The model's database as it stands now, or a 503 while nobody has made it. Where a rebuilt copy has taken its place, that one
    /// is opened.
    Result<store::Database*> open(Model);

    /// Whether the caller may see and touch this account. Ownership never changes, so what was found once is kept.
    Result<bool> may_see(const Caller&, const AccountId&);

private:
    struct Opened {
        std::unique_ptr<store::Database> db;
        std::string generation;
        std::uint64_t notices = 0;                          ///< When the generation was last looked at.
        std::chrono::steady_clock::time_point looked_at{};
    };
    bool outdated(Model, Opened&);

    const store::Location location_;
    Progress& progress_;
    std::array<Opened, models> opened_;
    std::unordered_map<AccountId, std::string> owners_;
};

}  // namespace andvari::gateway
