// How far a long reading has come, on standard error: a bar on a terminal, elsewhere at most a line a second.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "shared/eventing/rebuild.hpp"

namespace andvari::cli {

/// "1,234,567"
std::string grouped(std::uint64_t number);

class Progress {
public:
    /// `label` says what is being done: "orders".
    explicit Progress(std::string label);
    /// Wipes the bar, if there is one.
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    void show(const eventing::RebuildProgress&);
    const eventing::RebuildProgress& last() const { return last_; }

private:
    void draw();
    void write_line();

    std::string label_;
    bool terminal_;
    bool drawn_ = false;
    std::chrono::steady_clock::time_point shown_;
    eventing::RebuildProgress last_;
};

}  // namespace andvari::cli
