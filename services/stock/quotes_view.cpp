#include "services/stock/quotes_view.hpp"

#include <limits>

#include "shared/eventing/ordinal.hpp"

namespace andvari::stock {
namespace {
constexpr store::Migration migrations[] = {{1, R"sql(
    create table quote_tape (symbol text not null, time integer not null, place integer not null, bid integer not null,
        ask integer not null, bid_size integer not null, ask_size integer not null, primary key (symbol, time, place));
    create table quote_counts (symbol text primary key, quoted integer not null);
)sql"}};
constexpr std::string_view sources[] = {"stock"};
constexpr std::string_view all_tables[] = {"quote_tape", "quote_counts"};

const std::string between = "select time, place, bid, ask, bid_size, ask_size from quote_tape where symbol = ?1 and ";
const std::string forwards = between + "time >= ?2 and time < ?3 and (time > ?2 or place > ?4) order by time, place limit ?5";
const std::string backwards =
    between + "time >= ?2 and time <= ?3 and (time < ?3 or place < ?4) order by time desc, place desc limit ?5";

PastQuote past_quote(const store::Row& row) {
    return {{row.amount<Price>(2), row.amount<Price>(3), row.amount<Quantity>(4), row.amount<Quantity>(5), row.instant(0)},
            static_cast<std::uint64_t>(row.integer(1))};
}
}  // namespace

QuotesView::QuotesView(std::int64_t kept, std::int64_t step)
    : kept_{kept},
      step_{step},
      quote_rows_{"quote_tape", {"symbol", "time", "place", "bid", "ask", "bid_size", "ask_size"}},
      count_rows_{"quote_counts", {"symbol", "quoted"}, "on conflict (symbol) do update set quoted = excluded.quoted"} {}

std::span<const store::Migration> QuotesView::schema() const { return migrations; }
std::span<const std::string_view> QuotesView::contexts() const { return sources; }
std::span<const std::string_view> QuotesView::tables() const { return all_tables; }

void QuotesView::apply(store::Database& db, const eventing::Occurrence& occurrence) {
    if (occurrence.envelope.type != Quoted::type) return;
    eventing::with_fact<std::variant<Quoted>>(occurrence, [&](const Quoted& fact) {
        const auto& q = fact.quote;
        const QuotePlace at{q.time, eventing::ordinal(occurrence.envelope.place)};
        quote_rows_.add(fact.symbol, at.time, at.place, q.bid, q.ask, q.bid_size, q.ask_size);
        auto count = counts_.find(fact.symbol);
        if (count == counts_.end()) {
            const auto before = db.one(
                "select quoted from quote_counts where symbol = ?1", [](const store::Row& row) { return row.integer(0); },
                fact.symbol);
            count = counts_.emplace(fact.symbol, before.value_or(0)).first;
        }
        if (++count->second % step_ == 0) full_.push_back({fact.symbol, at});
    });
}

void QuotesView::flush(store::Database& db) {
    quote_rows_.write(db);
    // Counted back from the quote that ended the step, so that the same rows go wherever a batch ends.
    for (const auto& [symbol, newest] : full_) drop_older(db, symbol, newest);
    for (const auto& [symbol, count] : counts_) count_rows_.add(symbol, count);
    count_rows_.write(db);
    forget();
}

void QuotesView::drop_older(store::Database& db, const Symbol& symbol, const QuotePlace& newest) const {
    const auto last = db.one(
        R"sql(select time, place from quote_tape where symbol = ?1 and (time < ?2 or (time = ?2 and place <= ?3))
              order by time desc, place desc limit 1 offset ?4)sql",
        [](const store::Row& row) {
            return QuotePlace{row.instant(0), static_cast<std::uint64_t>(row.integer(1))};
        },
        symbol, newest.time, newest.place, kept_);
    if (last)
        db.run("delete from quote_tape where symbol = ?1 and (time < ?2 or (time = ?2 and place <= ?3))", symbol, last->time,
               last->place);
}

void QuotesView::forget() {
    counts_.clear();
    full_.clear();
    quote_rows_.clear();
    count_rows_.clear();
}

std::vector<PastQuote> QuotesView::list(store::Database& db, const QuoteQuery& query) {
    constexpr auto never = std::numeric_limits<std::int64_t>::max();
    auto from = query.from.value_or(Instant{0});
    auto to = query.to.value_or(Instant{never});
    std::vector<PastQuote> rows;
    const auto collect = [&](const store::Row& row) { rows.push_back(past_quote(row)); };
    if (query.newest_first) {
        // Both ends are inclusive there, so that the cursor can be one.
        to = {to.microseconds - 1};
        auto before = static_cast<std::uint64_t>(never);
        if (query.behind && query.behind->time <= to) to = query.behind->time, before = query.behind->place;
        db.each(backwards, collect, query.symbol, from, to, before, query.limit);
    } else {
        std::uint64_t after = 0;
        if (query.behind && query.behind->time >= from) from = query.behind->time, after = query.behind->place;
        db.each(forwards, collect, query.symbol, from, to, after, query.limit);
    }
    return rows;
}

}  // namespace andvari::stock
