#include "gateway/api/export_sections.hpp"

#include "gateway/api/people.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/worker.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using portfolio::AccountsView;
using security::AccessView;

constexpr std::int64_t page = 200;

std::optional<std::uint64_t> number_of(const std::string& cursor) { return cursor.empty() ? std::nullopt : parse_number(cursor); }

/// One page of a read model's rows, each as `show` makes of it what answers show.
template <class Rows, class Cursor, class Show>
ExportPage page_of(const Rows& rows, Cursor cursor_of, Show show) {
    ExportPage result;
    for (const auto& row : rows) result.items.push_back(json::write(show(row)));
    if (rows.size() == static_cast<std::size_t>(page)) result.next = cursor_of(rows.back());
    return result;
}
template <class Rows, class Cursor>
ExportPage page_of(const Rows& rows, Cursor cursor_of) {
    return page_of(
        rows, cursor_of, [](const auto& row) -> const auto& { return row; });
}

constexpr auto by_id = [](const auto& row) { return row.id.text; };
constexpr auto by_place = [](const auto& row) { return std::to_string(row.place); };

/// A section that asks one read model: `read(database, cursor)` is one page of it.
template <class Read>
ExportSection section(std::string_view name, Worker& worker, Model model, Read read) {
    return {name, [&worker, model, read](const std::string& cursor) -> Result<ExportPage> {
                const auto db = worker.models.open(model);
                if (!db) return db.error();
                return read(**db, cursor);
            }};
}

ExportPage sessions(store::Database& db, const std::string& cursor, Persons& persons, const Caller& caller) {
    const auto before = cursor.empty() ? std::nullopt : std::optional{SessionId{cursor}};
    return page_of(AccessView::sessions(db, caller.user, std::nullopt, before, page), by_id,
                   [&](const auto& row) { return shown(row, persons, caller.session); });
}

/// Of administration: about the person, or by them.
ExportPage acts(store::Database& db, const std::string& cursor, const Caller& caller) {
    auto rows = AccessView::acts(db, number_of(cursor), page);
    ExportPage result;
    if (rows.size() == static_cast<std::size_t>(page)) result.next = by_place(rows.back());
    std::erase_if(rows, [&](const auto& row) { return row.user != caller.user && row.actor != caller.actor; });
    for (const auto& row : rows) result.items.push_back(json::write(shown(row)));
    return result;
}

ExportPage orders(store::Database& db, const std::string& cursor, const AccountId& account) {
    order::OrderQuery query;
    query.accounts = {account};
    query.before = number_of(cursor);
    query.limit = page;
    return page_of(order::OrdersView::list(db, query), by_place);
}

}  // namespace

std::deque<ExportSection> export_sections(Worker& worker, const CallerPointer& caller, const std::vector<AccountId>& accounts) {
    using std::string;
    using store::Database;
    auto& persons = worker.persons;
    std::deque<ExportSection> all{
        section("sessions", worker, Model::access,
                [&persons, caller](Database& db, const string& cursor) { return sessions(db, cursor, persons, *caller); }),
        section("keys", worker, Model::access,
                [&persons, caller](Database& db, const string& cursor) {
                    return page_of(AccessView::keys(db, caller->user, cursor, page), by_id,
                                   [&](const auto& row) { return shown(row, persons); });
                }),
        section("acts", worker, Model::access,
                [caller](Database& db, const string& cursor) { return acts(db, cursor, *caller); }),
        section("accounts", worker, Model::accounts, [caller](Database& db, const string& cursor) {
            return page_of(AccountsView::accounts_of(db, caller->actor, cursor, page), by_id);
        })};
    const auto of_each_account = [&](std::string_view name, Model model, auto read) {
        for (const auto& account : accounts)
            all.push_back(section(name, worker, model,
                                  [account, read](Database& db, const string& cursor) { return read(db, cursor, account); }));
    };
    of_each_account("positions", Model::accounts, [](Database& db, const string& cursor, const AccountId& account) {
        return page_of(AccountsView::positions(db, account, cursor, page), [](const auto& row) { return row.symbol.text; });
    });
    of_each_account("orders", Model::orders, orders);
    of_each_account("trades", Model::trades, [](Database& db, const string& cursor, const AccountId& account) {
        return page_of(engine::TradesView::list(db, {{account}, false, {}, number_of(cursor), page}), by_place);
    });
    of_each_account("ledger", Model::accounts, [](Database& db, const string& cursor, const AccountId& account) {
        return page_of(AccountsView::ledger(db, account, number_of(cursor), page), by_place);
    });
    return all;
}

}  // namespace andvari::gateway
