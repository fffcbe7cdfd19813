// Watchlists: few, and changed by people, so each goes into its table at once.
#include "services/portfolio/accounts_view.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::portfolio {
namespace {
WatchlistRow watchlist_row(const store::Row& row) {
    return {
        {row.string(0)}, {row.string(1)}, row.string(2), json::read<std::vector<Symbol>>(row.string(3)).value(), row.instant(4)};
}
}  // namespace

void AccountsView::on(store::Database& db, const eventing::Envelope& envelope, const WatchlistSaved& fact) {
    db.run(R"sql(insert into watchlists (user_id, id, name, symbols, updated_at) values (?1, ?2, ?3, ?4, ?5)
                 on conflict (user_id, id) do update set name = excluded.name, symbols = excluded.symbols,
                     updated_at = excluded.updated_at)sql",
           fact.user, fact.watchlist, fact.name, json::write(fact.symbols), envelope.time);
}

void AccountsView::on(store::Database& db, const eventing::Envelope&, const WatchlistDropped& fact) {
    db.run("delete from watchlists where user_id = ?1 and id = ?2", fact.user, fact.watchlist);
}

std::vector<WatchlistRow> AccountsView::watchlists(store::Database& db, const UserId& user) {
    std::vector<WatchlistRow> rows;
    db.each(
        "select id, user_id, name, symbols, updated_at from watchlists where user_id = ?1 order by name, id",
        [&](const store::Row& row) { rows.push_back(watchlist_row(row)); }, user);
    return rows;
}

std::optional<WatchlistRow> AccountsView::watchlist(store::Database& db, const UserId& user, const WatchlistId& id) {
    return db.one("select id, user_id, name, symbols, updated_at from watchlists where user_id = ?1 and id = ?2", watchlist_row,
                  user, id);
}

}  // namespace andvari::portfolio
