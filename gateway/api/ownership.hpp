// What endpoints have in common: whose things the caller may see, and pages of lists.
#pragma once

#include <vector>

#include "gateway/api/call.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {

/// The account itself, or the 404 that an unknown one gives as well.
Result<AccountId> visible_account(Call&, AccountId);
/// The same for an account that the caller is to act on: who only sees it may not.
Result<AccountId> own_account(Call&, AccountId);

/// The account that the parameter `account` names, or the caller's only one.
Result<AccountId> account_asked_for(Call&);

/// The accounts that a list is about.
struct Accounts {
    bool all = false;
    std::vector<AccountId> ids;
};
/// The one that the parameter `account` names, or all that the caller may see.
Result<Accounts> accounts_asked_for(Call&);

/// Answers the first `limit` of `rows`, which hold one more where there is another page.
template <class Row, class Cursor>
void answer_page(Call& call, std::vector<Row>& rows, std::int64_t limit, Cursor cursor_of) {
    std::string next;
    if (rows.size() > static_cast<std::size_t>(limit)) {
        rows.resize(static_cast<std::size_t>(limit));
        next = cursor_of(rows.back());
    }
    answer_list(call, json::write(rows), next);
}

}  // namespace andvari::gateway
