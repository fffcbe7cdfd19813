#include "gateway/alpaca/trading_account.hpp"

#include <algorithm>

#include "gateway/alpaca/problems.hpp"
#include "gateway/api/ownership.hpp"
#include "gateway/api/worker.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::int64_t most_accounts = 1000, instruments_at_once = 1000;

Problem no_account() {
    return {.code = "account_not_found",
            .status = 404,
            .detail = "This key has no account to trade with: open one first (POST /api/v1/accounts)."};
}

/// The ids of all instruments, by thread: what was found once stays true.
class AssetIds {
public:
    std::optional<Symbol> find(store::Database& stock, const std::string& id) {
        if (const auto known = symbols_.find(id); known != symbols_.end()) return known->second;
        for (std::string after;;) {
            const auto page = stock::StockView::instruments(stock, after, instruments_at_once);
            for (const auto& row : page) symbols_.emplace(asset_id_of(row.symbol), row.symbol);
            if (page.size() < static_cast<std::size_t>(instruments_at_once)) break;
            after = page.back().symbol.text;
        }
        const auto found = symbols_.find(id);
        return found == symbols_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    std::unordered_map<std::string, Symbol> symbols_;
};

}  // namespace

Result<portfolio::AccountRow> trading_account(Worker& worker, const Caller& caller, const std::optional<AccountId>& chosen) {
    const auto db = worker.models.open(Model::accounts);
    if (!db) return db.error();
    if (chosen) {
        const auto visible = worker.models.may_see(caller, *chosen);
        if (!visible) return visible.error();
        auto row = *visible ? portfolio::AccountsView::account(**db, *chosen) : std::nullopt;
        if (!row) return not_found("account");
        return std::move(*row);
    }
    auto rows = portfolio::AccountsView::accounts_of(**db, caller.actor, {}, most_accounts);
    std::erase_if(rows, [](const portfolio::AccountRow& row) {
        return row.status != portfolio::AccountStatus::open || row.kind == portfolio::AccountKind::savings;
    });
    const auto first = std::ranges::min_element(rows, {}, &portfolio::AccountRow::opened_at);
    if (first == rows.end()) return no_account();
    return std::move(*first);
}

Result<portfolio::AccountRow> trading_account(Call& call) {
    auto chosen = call.account;
    if (const auto field = call.request.field("Andvari-Account"); !chosen && !field.empty())
        chosen = AccountId{std::string{field}};
    return trading_account(call.worker, *call.caller, chosen);
}

std::string uuid_of(const AccountId& account) {
    return is_uuid(account.text) ? account.text : derive_id({"alpaca account", account.text});
}
std::string asset_id_of(const Symbol& symbol) { return derive_id({"alpaca asset", symbol.text}); }

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        const char c = text[i];
        if (dash ? c != '-' : !((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) return false;
    }
    return true;
}

Result<Symbol> symbol_named(Call& call, const std::string& symbol_or_id) {
    const auto db = call.worker.models.open(Model::stock);
    if (!db) return db.error();
    if (is_symbol(symbol_or_id) && stock::StockView::instrument(**db, {symbol_or_id})) return Symbol{symbol_or_id};
    thread_local AssetIds ids;
    if (is_uuid(symbol_or_id))
        if (auto symbol = ids.find(**db, symbol_or_id)) return std::move(*symbol);
    return Problem{.code = "instrument_not_found", .status = 404, .detail = "asset not found for " + symbol_or_id};
}

}  // namespace andvari::gateway::alpaca
