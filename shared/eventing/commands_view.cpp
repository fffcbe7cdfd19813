#include "shared/eventing/commands_view.hpp"

#include "events/refusals.hpp"

namespace andvari::eventing {
namespace {
// A row's source stands in its key, so that what two contexts say of one id never meets.
constexpr store::Migration migrations[] = {{1, R"sql(
    create table commands (id text not null, source text not null, status integer not null, order_id text, code text, reason text,
        type text not null, time integer not null, fact text not null, epoch integer not null, sequence integer not null,
        subject_key text not null, actor text not null, fingerprint text not null, primary key (id, source));
    create index commands_pending on commands (source) where status = 0;
    create table violations (source text not null, sequence integer not null, id text not null, type text not null,
        primary key (source, sequence));
)sql"}};
static_assert(static_cast<int>(CommandStatus::pending) == 0, "the index of pending commands and its queries say 0");
constexpr std::string_view sources[] = {"auth", "engine", "order", "portfolio", "security", "stock", "user"};
constexpr std::string_view all_tables[] = {"commands", "violations"};

/// Takes from any fact what a command's row tells of it.
void read_members(CommandRow& row, const Occurrence& occurrence) {
    occurrence.document.parse(occurrence.body).each_member(&row, [](void* context, std::string_view name, json::Value value) {
        auto& r = *static_cast<CommandRow*>(context);
        if (name == "order" && !r.order) r.order = value.string();
        else if (name == "code") r.code = value.string();
        else if (name == "reason") r.reason = value.string();
    });
}

void describe(CommandRow& row, const Occurrence& occurrence) {
    const auto& envelope = occurrence.envelope;
    row.type = envelope.type;
    row.time = envelope.time;
    row.fact.text = occurrence.body;
    row.source = envelope.place.source;
    row.epoch = envelope.place.epoch;
    row.sequence = envelope.place.sequence;
    row.key = subject_token(envelope.subject, 2);
    row.fingerprint = envelope.fingerprint;
}

const std::vector<std::string_view> columns{"id",   "source", "status", "order_id", "code",        "reason", "type",
                                            "time", "fact",   "epoch",  "sequence", "subject_key", "actor",  "fingerprint"};

void add(Rows& rows, const CommandRow& r) {
    rows.add(r.id, r.source, static_cast<int>(r.status), r.order, r.code, r.reason, r.type, r.time, r.fact.text, r.epoch,
             r.sequence, r.key, r.actor, r.fingerprint);
}

CommandRow command_row(const store::Row& row) {
    const auto text = [&](int column) { return row.is_null(column) ? std::nullopt : std::optional{row.string(column)}; };
    CommandRow command;
    command.id = row.string(0);
    command.source = row.string(1);
    command.status = static_cast<CommandStatus>(row.integer(2));
    command.order = text(3);
    command.code = text(4);
    command.reason = text(5);
    command.type = row.string(6);
    command.time = row.instant(7);
    command.fact.text = row.string(8);
    command.epoch = static_cast<std::uint64_t>(row.integer(9));
    command.sequence = static_cast<std::uint64_t>(row.integer(10));
    command.key = row.string(11);
    command.actor = row.string(12);
    command.fingerprint = row.string(13);
    return command;
}
}  // namespace

CommandsView::CommandsView()
    : taken_up_{"commands", columns, "on conflict (id, source) do nothing"},
      answered_{
          "commands", columns,
          "on conflict (id, source) do update set status = excluded.status, order_id = coalesce(commands.order_id, "
          "excluded.order_id), "
          "code = excluded.code, reason = excluded.reason, type = excluded.type, time = excluded.time, fact = excluded.fact, "
          "epoch = excluded.epoch, sequence = excluded.sequence, fingerprint = excluded.fingerprint where commands.status = 0"},
      violations_{"violations", {"source", "sequence", "id", "type"}} {}

std::span<const store::Migration> CommandsView::schema() const { return migrations; }
std::span<const std::string_view> CommandsView::contexts() const { return sources; }
std::span<const std::string_view> CommandsView::tables() const { return all_tables; }

void CommandsView::apply(store::Database&, const Occurrence& occurrence) {
    if (!occurrence.envelope.answers.empty()) return answer(occurrence);
    with_fact<std::variant<order::Placed, order::CancelRequested>>(occurrence, [&]<class F>(const F& fact) {
        if constexpr (std::is_same_v<F, order::Placed>) take_up(occurrence, fact.command, fact.ticket.order);
        else take_up(occurrence, fact.command, fact.order);
    });
}

CommandRow& CommandsView::row_for(const Occurrence& occurrence, const std::string& command) {
    const auto [found, added] = indices_.try_emplace(occurrence.envelope.place.source + ' ' + command, batch_.size());
    if (!added) return batch_[found->second];
    auto& row = batch_.emplace_back();
    row.id = command;
    row.actor = occurrence.envelope.actor;
    return row;
}

void CommandsView::take_up(const Occurrence& occurrence, const std::string& command, const OrderId& order) {
    auto& row = row_for(occurrence, command);
    if (row.status != CommandStatus::pending) return;
    row.order = order.text;
    describe(row, occurrence);
}

void CommandsView::answer(const Occurrence& occurrence) {
    const auto& envelope = occurrence.envelope;
    auto& row = row_for(occurrence, envelope.answers);
    if (row.status != CommandStatus::pending)
        return violations_.add(envelope.place.source, envelope.place.sequence, row.id, envelope.type);
    row.status = is_refusal(envelope.type) ? CommandStatus::refused : CommandStatus::succeeded;
    describe(row, occurrence);
    read_members(row, occurrence);
}

void CommandsView::flush(store::Database& db) {
    for (const auto& row : batch_) add(row.status == CommandStatus::pending ? taken_up_ : answered_, row);
    taken_up_.write(db);
    const auto expected = static_cast<std::int64_t>(answered_.size());
    if (answered_.write(db) != expected) find_violations(db);
    violations_.write(db);
    batch_.clear();
    indices_.clear();
}

// An answer that was not written found an earlier one in its place.
void CommandsView::find_violations(store::Database& db) {
    for (const auto& row : batch_) {
        if (row.status == CommandStatus::pending) continue;
        const auto first = db.one(
            "select sequence from commands where id = ?1 and source = ?2",
            [](const store::Row& r) { return static_cast<std::uint64_t>(r.integer(0)); }, row.id, row.source);
        if (first != row.sequence) violations_.add(row.source, row.sequence, row.id, row.type);
    }
}

void CommandsView::forget() {
    batch_.clear();
    indices_.clear();
    for (auto* rows : {&taken_up_, &answered_, &violations_}) rows->clear();
}

std::optional<CommandRow> CommandsView::find(store::Database& db, std::string_view id, std::optional<std::string_view> context) {
    std::optional<CommandRow> found;
    db.each(
        R"sql(select id, source, status, order_id, code, reason, type, time, fact, epoch, sequence, subject_key, actor, fingerprint
                  from commands where id = ?1 order by source)sql",
        [&](const store::Row& row) {
            const auto source = row.text(1);
            if (context && source.substr(0, source.find('/')) != *context) return true;
            found = command_row(row);
            return false;
        },
        id);
    return found;
}

std::vector<CommandViolation> CommandsView::violations(store::Database& db, std::int64_t limit) {
    std::vector<CommandViolation> list;
    db.each(
        "select id, source, sequence, type from violations order by source, sequence limit ?1",
        [&](const store::Row& row) {
            list.push_back({row.string(0), row.string(1), static_cast<std::uint64_t>(row.integer(2)), row.string(3)});
        },
        limit);
    return list;
}

std::int64_t CommandsView::pending(store::Database& db) {
    return db.one("select count(*) from commands where status = 0", [](const store::Row& row) { return row.integer(0); })
        .value_or(0);
}

}  // namespace andvari::eventing
