// What happened to an account, fact by fact: what a live stream shows, and resumes from.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "shared/eventing/raw_json.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::eventing {

struct ActivityRow {
    AccountId account;
    std::string source;          ///< "order/0"
    std::uint64_t sequence = 0;  ///< In its source.
    std::string type;
    Instant time;
    std::string correlation;  ///< The id of the command that began it all.
    RawJson fact;
    static constexpr auto fields =
        json::fields(json::field("account", &ActivityRow::account), json::field("source", &ActivityRow::source),
                     json::field("sequence", &ActivityRow::sequence), json::field("type", &ActivityRow::type),
                     json::field("time", &ActivityRow::time), json::field("correlation", &ActivityRow::correlation),
                     json::field("fact", &ActivityRow::fact));
};

struct ActivityQuery {
    std::vector<AccountId> accounts;  ///< None: nothing, unless `all_accounts`.
    bool all_accounts = false;        ///< For operators.
    /// The last sequence already seen of each source ("order/0"); a source that is absent is read from its first.
    std::map<std::string, std::uint64_t> after;
    std::int64_t limit = 100;
};

class ActivityView final : public View {
public:
    ActivityView();

    /// Each source in its own order, sources beside each other by time. Whoever advances `after` by each row that it takes
    /// (after[row.source] = row.sequence) and asks again misses nothing and sees nothing twice, wherever it stopped.
    static std::vector<ActivityRow> after(store::Database&, const ActivityQuery&);
    /// How far the view has come in each source: where a stream begins that wants no history.
    static std::map<std::string, std::uint64_t> positions(store::Database&);

    std::string_view name() const override { return "activity"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    Rows order_, portfolio_;
    std::map<std::string, std::uint64_t, std::less<>> heads_;  ///< Of the sources that this batch moved on.
};

}  // namespace andvari::eventing
