// What happened to the account's money and shares.
#include <algorithm>

#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/parameters.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/worker.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/history_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

using portfolio::ActivityQuery;
using portfolio::ActivityRow;
using portfolio::ActivityType;
using portfolio::HistoryView;

constexpr std::int64_t usual_page = 100, largest_page = 100, rows_at_once = 500, day_microseconds = 86'400'000'000;

/// "20240131143000123::<id>": Alpaca's way to name an activity, which sorts by time.
std::string id_of(const ActivityRow& row) {
    std::string digits;
    for (const char c : row.time.text().substr(0, 23))
        if (c >= '0' && c <= '9') digits += c;
    return digits + "::" + row.id;
}

/// The millisecond that an id begins with.
std::optional<Instant> time_of(std::string_view id) {
    const auto digits = id.substr(0, id.find("::"));
    if (digits.size() != 17 || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
    const auto part = [&](std::size_t at, std::size_t size) { return std::string{digits.substr(at, size)}; };
    return Instant::parse(part(0, 4) + '-' + part(4, 2) + '-' + part(6, 2) + 'T' + part(8, 2) + ':' + part(10, 2) + ':' +
                          part(12, 2) + '.' + part(14, 3) + 'Z');
}

/// The place of the activity that a page token names.
std::optional<std::uint64_t> place_of(store::Database& db, const AccountId& account, std::string_view token) {
    const auto time = time_of(token);
    if (!time) return std::nullopt;
    ActivityQuery query{.account = account,
                        .types = {},
                        .from = time,
                        .to = Instant{time->microseconds + 1000},
                        .before = {},
                        .limit = rows_at_once};
    for (const auto& row : HistoryView::activities(db, query))
        if (id_of(row) == token) return row.place;
    return std::nullopt;
}

/// Kinds that Alpaca has, and we do not, name nothing.
Result<std::vector<ActivityType>> types_asked_for(const Call& call, bool& none) {
    auto names = list_parameter(call, "activity_types");
    if (!call.path[0].empty()) names = {call.path[0]};
    std::vector<ActivityType> types;
    const auto& known = json::EnumNames<ActivityType>::names;
    for (const auto& name : names)
        if (const auto found = std::ranges::find(known, name); found != known.end())
            types.push_back(static_cast<ActivityType>(found - known.begin()));
    if (const auto* category = parameter(call, "category"); category && names.empty()) {
        if (*category == "trade_activity") types = {ActivityType::fill};
        else if (*category == "non_trade_activity")
            for (std::size_t i = 0; i < known.size(); ++i)
                if (static_cast<ActivityType>(i) != ActivityType::fill) types.push_back(static_cast<ActivityType>(i));
    }
    none = types.empty() && !names.empty();
    return types;
}

/// How far a fill brought its order.
struct Progress {
    Quantity filled, left;
    bool last = false;
};
Progress progress_of(Call& call, const ActivityRow& row) {
    const auto orders = call.worker.models.open(Model::orders), trades = call.worker.models.open(Model::trades);
    const auto quantity = row.quantity.value_or(Quantity{});
    Progress progress{quantity, {}, true};
    if (!orders || !trades || !row.order || !row.trade) return progress;
    const auto order = order::OrdersView::find(**orders, *row.order);
    if (!order) return progress;
    progress.filled = {};
    for (std::uint64_t after = 0;;) {
        const auto page = engine::TradesView::of_order(**trades, *row.order, after, rows_at_once);
        for (const auto& trade : page) {
            progress.filled += trade.quantity;
            if (trade.id == *row.trade) {
                progress.left = std::max(order->quantity - progress.filled, Quantity{});
                progress.last = progress.left.zero();
                return progress;
            }
        }
        if (page.size() < static_cast<std::size_t>(rows_at_once)) return progress;
        after = page.back().place;
    }
}

void append_activity(Call& call, std::string& out, const ActivityRow& row) {
    JsonObject object{out};
    object.text("activity_type", json::name_of(row.type)).text("id", id_of(row));
    if (row.type != ActivityType::fill) {
        object.text("date", row.time.date()).text("created_at", row.time).text("net_amount", row.net_amount);
        object.text("currency", row.currency).text("status", "executed");
        if (row.symbol) object.text("symbol", row.symbol->text);
        if (row.quantity) object.text("qty", *row.quantity);
        return;
    }
    const auto progress = progress_of(call, row);
    object.text("transaction_time", row.time).text("type", progress.last ? "fill" : "partial_fill");
    object.text("price", row.price).text("qty", row.quantity).text("symbol", row.symbol ? row.symbol->text : "");
    object.text("side", row.side ? json::name_of(*row.side) : "").text("order_id", row.order);
    object.text("cum_qty", progress.filled).text("leaves_qty", progress.left);
    object.text("order_status", progress.last ? "filled" : "partially_filled");
}

struct Wish {
    ActivityQuery query;
    std::optional<std::uint64_t> behind;
    std::int64_t limit = usual_page;
    bool oldest_first = false;
};

Result<Wish> wish_of(Call& call, store::Database& db, const AccountId& account) {
    Wish wish;
    wish.query.account = account;
    const auto date = moment_parameter(call, "date"), after = moment_parameter(call, "after"),
               until = moment_parameter(call, "until", true);
    for (const auto* time : {&date, &after, &until})
        if (!*time) return time->error();
    const auto limit = count_parameter(call, "page_size", usual_page, largest_page);
    if (!limit) return limit.error();
    const auto oldest_first = oldest_first_parameter(call, "direction", false);
    if (!oldest_first) return oldest_first.error();
    if (*date) {
        wish.query.from = Instant{(*date)->day() * day_microseconds};
        wish.query.to = Instant{wish.query.from->microseconds + day_microseconds};
    }
    if (*after) wish.query.from = Instant{(*after)->microseconds + 1};
    if (*until) wish.query.to = Instant{(*until)->microseconds + 1};
    wish.limit = *limit;
    wish.oldest_first = *oldest_first;
    if (const auto* token = parameter(call, "page_token"); token && !token->empty()) {
        wish.behind = place_of(db, account, *token);
        if (!wish.behind) return bad_request("invalid page_token");
    }
    return wish;
}

/// Newest first as they are kept; where the oldest come first, the last ones of those that are gathered.
std::vector<ActivityRow> rows_of(store::Database& db, Wish wish) {
    const auto wanted = static_cast<std::size_t>(wish.limit);
    if (!wish.oldest_first) {
        wish.query.before = wish.behind;
        wish.query.limit = wish.limit;
        return HistoryView::activities(db, wish.query);
    }
    wish.query.limit = rows_at_once;
    std::vector<ActivityRow> rows;
    for (bool more = true; more;) {
        auto page = HistoryView::activities(db, wish.query);
        more = page.size() == static_cast<std::size_t>(rows_at_once);
        if (more) wish.query.before = page.back().place;
        for (auto& row : page) {
            if (wish.behind && row.place <= *wish.behind) more = false;
            else rows.push_back(std::move(row));
        }
        if (rows.size() > wanted) rows.erase(rows.begin(), rows.end() - wish.limit);
    }
    std::ranges::reverse(rows);
    return rows;
}

}  // namespace

std::optional<Problem> list_activities(Call& call) {
    const auto account = trading_account(call);
    if (!account) return account.error();
    const auto db = call.worker.models.open(Model::history);
    if (!db) return db.error();
    bool none = false;
    auto types = types_asked_for(call, none);
    if (!types) return types.error();
    auto wish = wish_of(call, **db, account->id);
    if (!wish) return wish.error();
    wish->query.types = std::move(*types);
    const auto rows = none ? std::vector<ActivityRow>{} : rows_of(**db, std::move(*wish));
    call.response->body = array_of(rows, [&](std::string& out, const ActivityRow& row) { append_activity(call, out, row); });
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
