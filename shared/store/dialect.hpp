// The SQL that is written here, in the words that PostgreSQL knows. Quoted texts, quoted names and comments stay as they are.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace andvari::store {

/// What has been given for a placeholder so far.
enum class Kind { unknown, integer, text, blob };

/// ?1 becomes $1, with a cast where the kind is known, since PostgreSQL would take `?1 + 1` for 32 bits; `integer` becomes
/// `bigint`, `blob` becomes `bytea`, `without rowid` goes. `kinds` may be shorter than the list of placeholders.
std::string to_postgres(std::string_view sql, std::span<const Kind> kinds);

/// True for insert, update, delete and with: where the count of changed rows means something.
bool changes_rows(std::string_view sql);

}  // namespace andvari::store
