// The lists in the export of what is held on a person.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/api/caller.hpp"
#include "gateway/api/problem.hpp"

namespace andvari::gateway {

class Worker;

/// A page of a list, and where the next one begins; nothing after the last.
struct ExportPage {
    std::vector<std::string> items;  ///< JSON.
    std::optional<std::string> next;
};

/// A list of the document, or a part of one: neighbours of one name are one list.
struct ExportSection {
    std::string_view name;
    std::function<Result<ExportPage>(const std::string& cursor)> read;  ///< Empty: the first page.
};

/// Sessions, keys, acts of administration about the person or by them, accounts, and what is in each account.
std::deque<ExportSection> export_sections(Worker&, const CallerPointer&, const std::vector<AccountId>&);

}  // namespace andvari::gateway
