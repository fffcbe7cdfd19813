#include "shared/eventing/journal.hpp"

#include <algorithm>
#include <utility>

namespace andvari::eventing {
namespace {
constexpr store::Migration migrations[] = {
    {1, R"sql(
        create table journal (
            sequence integer primary key, epoch integer not null, aggregate text not null, version integer not null,
            type text not null, subject text not null, time integer not null, correlation text not null, causation text not null,
            actor text not null, traceparent text not null, answers text not null, fingerprint text not null,
            chain blob not null, body text not null);
        create unique index journal_of_aggregate on journal (aggregate, version);
        create table snapshots (aggregate text primary key, version integer not null, body text not null);
        create table inbox (id text primary key, fingerprint text not null, time integer not null) without rowid;
        create table outbox (id integer primary key, published integer not null);
        insert into outbox (id, published) values (1, 0);
        create table replicas (type text not null, key text not null, body text not null, primary key (type, key));
    )sql"},
    {2, positions_schema},
};

Link link_of(std::string_view bytes) {
    Link link{};
    std::copy_n(bytes.begin(), std::min(bytes.size(), link.size()), link.begin());
    return link;
}

store::Blob blob_of(const Link& link) { return {{reinterpret_cast<const char*>(link.data()), link.size()}}; }
}  // namespace

Positions load_positions(store::Database& db) {
    Positions positions;
    db.each("select source, epoch, sequence, chain, stream_created, stream_sequence from source_positions",
            [&](const store::Row& row) {
                positions[row.string(0)] = {static_cast<std::uint64_t>(row.integer(1)),
                                            static_cast<std::uint64_t>(row.integer(2)), link_of(row.text(3)), row.string(4),
                                            static_cast<std::uint64_t>(row.integer(5))};
            });
    return positions;
}

void save_position(store::Database& db, const std::string& source, const Position& p) {
    db.run(
        R"sql(insert into source_positions (source, epoch, sequence, chain, stream_created, stream_sequence) values (?1, ?2, ?3, ?4, ?5, ?6)
                 on conflict (source) do update set epoch = ?2, sequence = ?3, chain = ?4, stream_created = ?5, stream_sequence = ?6)sql",
        source, p.epoch, p.sequence, blob_of(p.chain), p.stream_created, p.stream_sequence);
}

Journal::Journal(std::unique_ptr<store::Database> db, std::string context)
    : db_{std::move(db)}, source_{std::move(context) + "/0"} {
    store::migrate(*db_, migrations);
    reload();
}

void Journal::reload() {
    appended_.clear();
    last_ = Place{source_, 1, 0, {}};
    db_->each("select epoch, sequence, chain from journal order by sequence desc limit 1", [&](const store::Row& row) {
        last_ = {source_, static_cast<std::uint64_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1)),
                 link_of(row.text(2))};
    });
    epoch_ = last_.epoch;
}

const Record& Journal::append(std::string_view aggregate, std::int64_t version, std::string_view type, std::string subject,
                              Instant time, const Cause& cause, std::string answers, std::string body) {
    Record record;
    auto& e = record.envelope;
    e.place = {source_, epoch_, last_.sequence + 1, {}};
    e.id = fact_id(e.place);
    e.type = type;
    e.subject = std::move(subject);
    e.time = time;
    e.correlation = cause.correlation;
    e.causation = cause.id;
    e.actor = cause.actor;
    e.traceparent = cause.traceparent;
    // What answers an earlier command carries that command's fingerprint, which the inbox kept.
    if (!answers.empty()) e.fingerprint = answers == cause.id ? cause.fingerprint : seen(answers).value_or("");
    e.answers = std::move(answers);
    e.place.chain = next_link(last_.chain, e, body);
    record.body = std::move(body);

    db_->run(
        R"sql(insert into journal (sequence, epoch, aggregate, version, type, subject, time, correlation, causation, actor, traceparent,
                                       answers, fingerprint, chain, body)
                  values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15))sql",
        e.place.sequence, e.place.epoch, aggregate, version, e.type, e.subject, e.time, e.correlation, e.causation, e.actor,
        e.traceparent, e.answers, e.fingerprint, blob_of(e.place.chain), record.body);
    last_ = e.place;
    return appended_.emplace_back(std::move(record));
}

std::vector<Record> Journal::take_appended() { return std::exchange(appended_, {}); }

void Journal::each_of(std::string_view aggregate, std::int64_t version,
                      const std::function<void(std::int64_t, std::string_view, std::string_view)>& visit) {
    db_->each(
        "select version, type, body from journal where aggregate = ?1 and version > ?2 order by version",
        [&](const store::Row& row) { visit(row.integer(0), row.text(1), row.text(2)); }, aggregate, version);
}

std::vector<Record> Journal::read(std::uint64_t after, std::size_t limit) {
    std::vector<Record> records;
    db_->each(
        R"sql(select sequence, epoch, type, subject, time, correlation, causation, actor, traceparent, answers, fingerprint, chain, body
                    from journal where sequence > ?1 order by sequence limit ?2)sql",
        [&](const store::Row& row) {
            Record record;
            auto& e = record.envelope;
            e.place = {source_, static_cast<std::uint64_t>(row.integer(1)), static_cast<std::uint64_t>(row.integer(0)),
                       link_of(row.text(11))};
            e.id = fact_id(e.place);
            e.type = row.text(2);
            e.subject = row.text(3);
            e.time = row.instant(4);
            e.correlation = row.text(5);
            e.causation = row.text(6);
            e.actor = row.text(7);
            e.traceparent = row.text(8);
            e.answers = row.text(9);
            e.fingerprint = row.text(10);
            record.body = row.text(12);
            records.push_back(std::move(record));
        },
        after, static_cast<std::uint64_t>(limit));
    return records;
}

std::optional<Journal::Snapshot> Journal::snapshot(std::string_view aggregate) {
    return db_->one(
        "select version, body from snapshots where aggregate = ?1",
        [](const store::Row& row) {
            return Snapshot{row.integer(0), row.string(1)};
        },
        aggregate);
}

void Journal::save_snapshot(std::string_view aggregate, std::int64_t version, std::string_view body) {
    db_->run(R"sql(insert into snapshots (aggregate, version, body) values (?1, ?2, ?3)
                 on conflict (aggregate) do update set version = ?2, body = ?3)sql",
             aggregate, version, body);
}

std::optional<std::string> Journal::seen(std::string_view command) {
    return db_->one(
        "select fingerprint from inbox where id = ?1", [](const store::Row& row) { return row.string(0); }, command);
}

void Journal::note(std::string_view command, std::string_view print, Instant time) {
    db_->run("insert into inbox (id, fingerprint, time) values (?1, ?2, ?3)", command, print, time);
}

Positions Journal::load_positions() { return eventing::load_positions(*db_); }
void Journal::save(const std::string& source, const Position& position) { save_position(*db_, source, position); }

std::uint64_t Journal::published() {
    return static_cast<std::uint64_t>(
        db_->one("select published from outbox where id = 1", [](const store::Row& row) { return row.integer(0); }).value_or(0));
}
void Journal::save_published(std::uint64_t sequence) { db_->run("update outbox set published = ?1 where id = 1", sequence); }

void Journal::remember(std::string_view type, std::string_view key, std::string_view body) {
    db_->run(
        R"sql(insert into replicas (type, key, body) values (?1, ?2, ?3) on conflict (type, key) do update set body = ?3)sql",
        type, key, body);
}
void Journal::each_remembered(const std::function<void(std::string_view, std::string_view)>& visit) {
    db_->each("select type, body from replicas order by type, key",
              [&](const store::Row& row) { visit(row.text(0), row.text(1)); });
}

}  // namespace andvari::eventing
