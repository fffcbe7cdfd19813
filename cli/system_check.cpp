#include "cli/system_check.hpp"

#include <array>

#include "cli/rebuilt_copy.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/journal.hpp"

namespace andvari::cli {
namespace {
using checks::Invariant;

constexpr std::string_view stream = "EVENTS";
constexpr std::array<std::string_view, 7> contexts{"stock", "order", "engine", "portfolio", "auth", "security", "user"};
constexpr std::int64_t patience_seconds = 10;
constexpr std::int64_t page = 1000;

/// The view's database as of one moment; null where there is none yet.
std::unique_ptr<store::Database> open_moment(const Attached& attached, std::string_view view) {
    const auto name = eventing::Projection::database_name(view);
    if (!store::exists(attached.location(), name)) return nullptr;
    auto database = store::open(attached.location(), name, store::Durability::relaxed, store::Access::read_only);
    database->begin_read();
    return database;
}
}  // namespace

void SystemCheck::run() {
    // First the read model, then the end of the log: so the log has all that the model has.
    balances_ = open_moment(attached_, "accounts");
    if (balances_) {
        const auto positions = eventing::load_positions(*balances_);
        if (const auto found = positions.find("portfolio/0"); found != positions.end()) balances_at_ = found->second.sequence;
    }
    read_log();
    invariants_.finish(due_);
    if (balances_ && balances_at_ > 0)
        invariants_.findings().add(Invariant::conservation, "the accounts' read model is ahead of the log", "portfolio/0");
    for (const auto context : contexts) check_journal(context);
    check_answers();
    for (const auto& view : views()) compare_model(view);
}

void SystemCheck::read_log() {
    const auto now = Instant::now();
    if (attached_.running()) due_ = now.plus_seconds(-patience_seconds);
    else if (strict_) due_ = now.plus_seconds(1);

    const auto state = bus::stream_state(*attached_.bus(), stream);
    if (!state || state->last == 0) return;
    const auto begun = std::chrono::steady_clock::now();
    LogReader reader{attached_.bus(), std::string{stream}, attached_.stop()};
    Progress progress{"the log"};
    const LogReader::Visit visit = [&](const bus::Delivered& delivered) {
        take(delivered);
        const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begun;
        progress.show({delivered.stream_sequence, std::max(state->last, delivered.stream_sequence), taken.count()});
    };
    reader.read_to(state->last, visit);
    if (attached_.running()) wait_for_the_overdue(reader, visit);
}

void SystemCheck::wait_for_the_overdue(LogReader& reader, const LogReader::Visit& visit) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{patience_seconds};
    reader.follow(until, visit, [&] { return !invariants_.overdue(due_); });
}

void SystemCheck::take(const bus::Delivered& delivered) {
    const auto envelope = eventing::fact_envelope(delivered.message);
    if (!envelope) {
        invariants_.findings().add(Invariant::gapless, "a message that is no fact: " + envelope.error().reason,
                                   std::string{stream} + ' ' + std::to_string(delivered.stream_sequence));
        return;
    }
    if (!invariants_.apply(*envelope, delivered.message.body())) return;
    if (balances_ && envelope->place.source == "portfolio/0" && envelope->place.sequence == balances_at_) compare_balances();
}

void SystemCheck::compare_balances() {
    auto& findings = invariants_.findings();
    const auto& accounts = invariants_.accounts().all();
    std::size_t seen = 0;
    const auto differs = [&](const std::string& what, const auto& shown, const auto& computed) {
        if (shown != computed)
            findings.add(Invariant::conservation, what + " is shown as " + shown.text() + ", but comes to " + computed.text(),
                         "view_accounts");
    };
    std::string after;
    for (;;) {
        const auto rows = portfolio::AccountsView::all_accounts(*balances_, after, page);
        for (const auto& row : rows) {
            ++seen;
            const auto found = accounts.find(row.id);
            if (found == accounts.end()) {
                findings.add(Invariant::conservation, "account " + row.id.text + " is shown, but was never opened",
                             "view_accounts");
                continue;
            }
            differs("the cash of account " + row.id.text, row.cash, found->second.cash);
            differs("the reserved cash of account " + row.id.text, row.reserved_cash, found->second.reserved);
            for (const auto& [symbol, holding] : found->second.holdings) {
                const auto shown =
                    portfolio::AccountsView::any_position(*balances_, row.id, symbol).value_or(portfolio::PositionRow{});
                const auto what = "of " + symbol.text + " in account " + row.id.text;
                differs("what is held " + what, shown.quantity, holding.held);
                differs("what is reserved " + what, shown.reserved_quantity, holding.reserved);
                differs("the cost " + what, shown.cost, holding.cost);
            }
        }
        if (rows.size() < static_cast<std::size_t>(page)) break;
        after = rows.back().id.text;
    }
    if (seen != accounts.size())
        findings.add(Invariant::conservation,
                     std::to_string(accounts.size()) + " accounts were opened, " + std::to_string(seen) + " are shown",
                     "view_accounts");
    balances_.reset();
}

void SystemCheck::check_journal(std::string_view context) {
    if (!store::exists(attached_.location(), context)) return;
    ++journals_;
    auto& findings = invariants_.findings();
    const auto database = store::open(attached_.location(), context, store::Durability::full, store::Access::read_only);
    const auto number = [](const store::Row& row) { return static_cast<std::uint64_t>(row.integer(0)); };
    database->begin_read();
    const auto last = database->one("select coalesce(max(sequence), 0) from journal", number).value_or(0);
    const auto count = database->one("select count(*) from journal", number).value_or(0);
    const auto source = std::string{context} + "/0";
    if (count != last)
        findings.add(Invariant::gapless,
                     "the journal holds " + std::to_string(count) + " facts, the last of which is number " + std::to_string(last),
                     source);

    const auto& positions = invariants_.sources().positions();
    const auto found = positions.find(source);
    const auto published = found == positions.end() ? eventing::Position{} : found->second;
    if (published.sequence > last)
        return findings.add(Invariant::gapless,
                            "the log holds facts up to " + std::to_string(published.sequence) + ", the journal only up to " +
                                std::to_string(last),
                            source);
    if (published.sequence > 0) {
        const auto link = database->one(
            "select chain from journal where sequence = ?1", [](const store::Row& row) { return row.string(0); },
            published.sequence);
        if (!link || *link != std::string{published.chain.begin(), published.chain.end()})
            findings.add(Invariant::gapless,
                         "journal and log tell different histories up to " + std::to_string(published.sequence), source);
    }
    if (last == published.sequence) return;
    const auto since = database->one(
        "select time from journal where sequence = ?1", [](const store::Row& row) { return row.instant(0); },
        published.sequence + 1);
    findings.unfinished(Invariant::gapless, since.value_or(Instant{}), due_,
                        std::to_string(last - published.sequence) + " facts of the journal are not in the log", source);
}

void SystemCheck::check_answers() {
    const auto database = open_moment(attached_, "commands");
    if (!database) return;
    for (const auto& violation : eventing::CommandsView::violations(*database, checks::Findings::most_kept))
        invariants_.findings().add(Invariant::one_outcome,
                                   "command " + violation.id + " is shown as answered again by " + violation.type,
                                   violation.source + ':' + std::to_string(violation.sequence));
}

void SystemCheck::compare_model(const NamedView& view) {
    if (!store::exists(attached_.location(), eventing::Projection::database_name(view.name))) return;
    ++models_;
    auto& findings = invariants_.findings();
    const auto where = eventing::Projection::database_name(view.name);
    try {
        const auto comparison = compare_with_log(attached_, view);
        if (comparison.equal()) return;
        std::string what = "the read model " + std::string{view.name} + " is not what the log comes to";
        if (const auto& d = comparison.difference)
            what += ": table " + d->table + ", key " + d->key + " shows '" + d->left + "', comes to '" + d->right + "'";
        findings.add(Invariant::replay_equal, std::move(what), where);
    } catch (const Interrupted&) {
        throw;
    } catch (const std::exception& e) {
        findings.add(Invariant::replay_equal, "the read model " + std::string{view.name} + " cannot be compared: " + e.what(),
                     where);
    }
}

}  // namespace andvari::cli
