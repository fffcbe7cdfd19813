// Which account a request of this API is about, and how its things are called here.
#pragma once

#include "gateway/api/call.hpp"
#include "services/portfolio/accounts_view.hpp"

namespace andvari::gateway::alpaca {

/// The one that the address or the field Andvari-Account names, or else the caller's own that was opened first, of those
/// that are open and no savings.
Result<portfolio::AccountRow> trading_account(Call&);
/// The same without a call, for who is connected already.
Result<portfolio::AccountRow> trading_account(Worker&, const Caller&, const std::optional<AccountId>& chosen);

/// Names that clients take for UUIDs, and that are: functions of ours.
std::string uuid_of(const AccountId&);
std::string asset_id_of(const Symbol&);
bool is_uuid(std::string_view text);

/// By its ticker or the id of the asset; 404 where there is none.
Result<Symbol> symbol_named(Call&, const std::string& symbol_or_id);

}  // namespace andvari::gateway::alpaca
