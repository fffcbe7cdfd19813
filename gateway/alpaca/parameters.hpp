// Parameters of this API's queries: lenient where its clients are, and otherwise a 400 that says which one is wrong.
#pragma once

#include <vector>

#include "gateway/api/call.hpp"

namespace andvari::gateway::alpaca {

/// RFC 3339, or a date, which is its first moment in UTC, or its last where `end_of_day`. Nothing where it is absent or empty.
Result<std::optional<Instant>> moment_parameter(const Call&, std::string_view name, bool end_of_day = false);
/// 1 to `most`; `usual` where it is absent.
Result<std::int64_t> count_parameter(const Call&, std::string_view name, std::int64_t usual, std::int64_t most);
/// "asc" or "desc": whether the oldest come first.
Result<bool> oldest_first_parameter(const Call&, std::string_view name, bool usual);
/// Separated by commas; empty where it is absent.
std::vector<std::string> list_parameter(const Call&, std::string_view name);
/// The same as tickers. At least one; at most 200.
Result<std::vector<Symbol>> symbols_parameter(const Call&);
/// Whether it says "true".
bool flag_parameter(const Call&, std::string_view name);

}  // namespace andvari::gateway::alpaca
