#include "shared/eventing/activity_view.hpp"

#include <algorithm>

#include "shared/eventing/ordinal.hpp"

namespace andvari::eventing {
namespace {
// One table for each context, so that each keeps its facts in the order of its own history. `heads` has one row a source.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table order_activity (place integer primary key, account text not null, type text not null, time integer not null,
        correlation text not null, fact text not null);
    create index order_activity_by_account on order_activity (account, place);
    create table portfolio_activity (place integer primary key, account text not null, type text not null, time integer not null,
        correlation text not null, fact text not null);
    create index portfolio_activity_by_account on portfolio_activity (account, place);
    create table heads (source text primary key, sequence integer not null);
)sql"}};
constexpr std::string_view sources[] = {"order", "portfolio"};
constexpr std::string_view all_tables[] = {"order_activity", "portfolio_activity", "heads"};
const std::vector<std::string_view> columns{"place", "account", "type", "time", "correlation", "fact"};

struct Queries {
    std::string of_account, of_all;
    explicit Queries(const std::string& table)
        : of_account{"select place, account, type, time, correlation, fact from " + table +
                     " where account = ?1 and place > ?2 and place % 1024 = ?3 order by place limit ?4"},
          of_all{"select place, account, type, time, correlation, fact from " + table +
                 " where ?1 = '' and place > ?2 and place % 1024 = ?3 order by place limit ?4"} {}
};
static_assert(most_partitions == 1024, "the queries say 1024");
const Queries order_queries{"order_activity"}, portfolio_queries{"portfolio_activity"};

std::string_view context_in(std::string_view source) { return source.substr(0, source.find('/')); }

ActivityRow activity_row(std::string_view context, const store::Row& row) {
    const auto place = static_cast<std::uint64_t>(row.integer(0));
    return {{row.string(1)}, source_of(context, place), sequence_of(place), row.string(2), row.instant(3), row.string(4),
            {row.string(5)}};
}

/// The next facts of one source, in its order, and no more than the limit.
std::vector<ActivityRow> next_of(store::Database& db, const ActivityQuery& query, const std::string& source) {
    const auto context = context_in(source);
    const auto& [of_account, of_all] = context == "order" ? order_queries : portfolio_queries;
    const auto seen = query.after.find(source);
    const auto partition = partition_of(source);
    const auto place = ordinal(seen == query.after.end() ? 0 : seen->second, partition);
    std::vector<ActivityRow> rows;
    const auto collect = [&](std::string_view sql, std::string_view account) {
        db.each(
            sql, [&](const store::Row& row) { rows.push_back(activity_row(context, row)); }, account, place, partition,
            query.limit);
    };
    if (query.all_accounts) {
        collect(of_all, "");
        return rows;
    }
    for (const auto& account : query.accounts) collect(of_account, account.text);
    std::ranges::sort(rows, {}, &ActivityRow::sequence);
    if (rows.size() > static_cast<std::size_t>(query.limit)) rows.resize(static_cast<std::size_t>(query.limit));
    return rows;
}
}  // namespace

ActivityView::ActivityView() : order_{"order_activity", columns}, portfolio_{"portfolio_activity", columns} {}

std::span<const store::Migration> ActivityView::schema() const { return migrations; }
std::span<const std::string_view> ActivityView::contexts() const { return sources; }
std::span<const std::string_view> ActivityView::tables() const { return all_tables; }

void ActivityView::apply(store::Database&, const Occurrence& occurrence) {
    const auto& e = occurrence.envelope;
    auto& rows = context_in(e.place.source) == "order" ? order_ : portfolio_;
    rows.add(ordinal(e.place), subject_token(e.subject, 2), e.type, e.time, e.correlation, occurrence.body);
    heads_[e.place.source] = e.place.sequence;
}

void ActivityView::flush(store::Database& db) {
    order_.write(db);
    portfolio_.write(db);
    for (const auto& [source, sequence] : heads_)
        db.run(
            "insert into heads (source, sequence) values (?1, ?2) on conflict (source) do update set sequence = "
            "excluded.sequence",
            source, sequence);
    heads_.clear();
}

void ActivityView::forget() {
    order_.clear();
    portfolio_.clear();
    heads_.clear();
}

std::vector<ActivityRow> ActivityView::after(store::Database& db, const ActivityQuery& query) {
    std::vector<ActivityRow> merged;
    for (const auto& [source, head] : positions(db)) {
        auto next = next_of(db, query, source);
        std::vector<ActivityRow> both;
        both.reserve(merged.size() + next.size());
        // A merge keeps each side's own order, whatever the clocks say; that is what a cursor rests on.
        std::ranges::merge(merged, next, std::back_inserter(both), {}, &ActivityRow::time, &ActivityRow::time);
        merged = std::move(both);
    }
    if (merged.size() > static_cast<std::size_t>(query.limit)) merged.resize(static_cast<std::size_t>(query.limit));
    return merged;
}

std::map<std::string, std::uint64_t> ActivityView::positions(store::Database& db) {
    std::map<std::string, std::uint64_t> heads;
    db.each("select source, sequence from heads",
            [&](const store::Row& row) { heads[row.string(0)] = static_cast<std::uint64_t>(row.integer(1)); });
    return heads;
}

}  // namespace andvari::eventing
