// A read model computed anew beside the live one, for replay and for comparing.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "cli/attach.hpp"
#include "cli/progress.hpp"
#include "cli/system.hpp"
#include "shared/eventing/digest.hpp"
#include "shared/eventing/rebuild.hpp"

namespace andvari::cli {

/// Drops the database when destroyed, unless it is kept.
class RebuiltCopy {
public:
    /// Builds it, showing progress. Throws Interrupted, and what eventing::rebuild throws; then nothing is left.
    RebuiltCopy(const Attached&, const NamedView&, std::string_view suffix, eventing::Targets, std::optional<Instant> until = {});
    ~RebuiltCopy();
    RebuiltCopy(const RebuiltCopy&) = delete;
    RebuiltCopy& operator=(const RebuiltCopy&) = delete;

    const std::string& name() const { return name_; }  ///< "view_orders_next"
    store::Database& database() { return projection_->database(); }
    const eventing::View& view() { return projection_->view(); }
    const eventing::RebuildProgress& work() const { return work_; }
    /// Closes the database; it is not dropped for that.
    void close() { projection_.reset(); }
    /// It is somebody else's from now on.
    void given_away() { kept_ = true; }

private:
    store::Location location_;
    std::string name_;
    eventing::RebuildProgress work_;
    std::unique_ptr<eventing::Projection> projection_;
    bool kept_ = false;
};

/// Throws std::runtime_error when the live read model, where there is one, has come further than the log goes: after the loss
/// of the bus it has, until the system has run again and published its journals.
void require_whole_log(const Attached&, const NamedView&);

/// What a comparison of a live read model with the log came to.
struct Comparison {
    std::string live, computed;  ///< Digests.
    std::optional<eventing::Difference> difference;
    eventing::RebuildProgress work;
    bool equal() const { return live == computed; }
};
/// Reads the live model as of one moment, and computes the same from the log. Throws std::runtime_error where that cannot be
/// done: there is no such model yet, or the log ends before it.
Comparison compare_with_log(const Attached&, const NamedView&);

}  // namespace andvari::cli
