// A service's own database: its journal, which is also its outbox; its inbox; how far it has read of others; its replicas.
//
// One thread uses it. Everything that changes rows happens inside the caller's transaction.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventing/continuity.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/store/database.hpp"

namespace andvari::eventing {

/// A fact with its body, as the journal and the stream hold it.
struct Record {
    Envelope envelope;
    std::string body;
};

/// Why a fact came to be; copied into its envelope.
struct Cause {
    std::string id;  ///< Of the command or fact that led to it.
    std::string correlation;
    std::string actor;
    std::string traceparent;
    std::string fingerprint;  ///< Of the outside command; kept only on the fact that answers it.
};

class Journal {
public:
    /// Opens and migrates. `context` names the source "<context>/0".
    Journal(std::unique_ptr<store::Database>, std::string context);

    store::Database& database() { return *db_; }
    const std::string& source() const { return source_; }
    const Place& last() const { return last_; }

    // The journal.

    /// Appends a fact and gives it its place. `version` is the aggregate's, from 1, and unique: a second writer fails with
    /// Conflict.
    const Record& append(std::string_view aggregate, std::int64_t version, std::string_view type, std::string subject,
                         Instant time, const Cause&, std::string answers, std::string body);
    /// What was appended since the last `take_appended`, in order.
    std::vector<Record> take_appended();
    /// Calls `visit(version, type, body)` for each fact of the aggregate after `version`, in order.
    void each_of(std::string_view aggregate, std::int64_t version,
                 const std::function<void(std::int64_t, std::string_view, std::string_view)>& visit);
    /// Facts with `sequence` > `after`, in order, at most `limit`.
    std::vector<Record> read(std::uint64_t after, std::size_t limit);
    /// After a rollback: what the database says is the truth again.
    void reload();

    // Snapshots of aggregates, so that a long history need not be read again.

    struct Snapshot {
        std::int64_t version;
        std::string body;
    };
    std::optional<Snapshot> snapshot(std::string_view aggregate);
    void save_snapshot(std::string_view aggregate, std::int64_t version, std::string_view body);

    // The inbox of outside commands.

    /// The fingerprint under which a command of this id was taken up before, or nothing.
    std::optional<std::string> seen(std::string_view command);
    void note(std::string_view command, std::string_view fingerprint, Instant time);

    // How far others have been read, and how far our own facts are known to be in the stream.

    Positions load_positions();
    void save(const std::string& source, const Position&);
    std::uint64_t published();
    void save_published(std::uint64_t sequence);

    // Replicas: the latest foreign fact of a type for a key.

    void remember(std::string_view type, std::string_view key, std::string_view body);
    void each_remembered(const std::function<void(std::string_view type, std::string_view body)>& visit);

private:
    std::unique_ptr<store::Database> db_;
    std::string source_;
    Place last_;
    std::uint64_t epoch_ = 1;
    std::vector<Record> appended_;
};

/// The positions table, which journals and views both have.
inline constexpr std::string_view positions_schema = R"sql(
    create table source_positions (
        source text primary key, epoch integer not null, sequence integer not null, chain blob not null,
        stream_created text not null, stream_sequence integer not null);
)sql";
Positions load_positions(store::Database&);
void save_position(store::Database&, const std::string& source, const Position&);

}  // namespace andvari::eventing
