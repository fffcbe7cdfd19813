// The table, for people and for programs.
#pragma once

#include <string>
#include <vector>

#include "tests/load/machine.hpp"
#include "tests/load/rows.hpp"

namespace andvari::load {

/// Markdown.
std::string table(const std::vector<Measured>&, const Machine&);
/// All figures of all rounds.
std::string raw_figures(const std::vector<Measured>&, const Machine&);
/// Puts `table` between the markers of the page. Throws std::runtime_error where it has none.
void write_into_page(const std::string& page, const std::string& table);

}  // namespace andvari::load
