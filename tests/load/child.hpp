// Programs that a measurement starts, and stops.
#pragma once

#include <sys/types.h>

#include <string>
#include <utility>
#include <vector>

namespace andvari::load {

using Environment = std::vector<std::pair<std::string, std::string>>;

/// A program that runs until the object ends (SIGTERM, after 10 s SIGKILL), and not longer than this process.
class Child {
public:
    /// Its output goes to `log`. Throws std::runtime_error where it cannot be started.
    Child(const std::vector<std::string>& arguments, const Environment& more, const std::string& log);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    pid_t pid() const { return pid_; }
    bool ended();
    /// Seconds of processor time that it has used, its threads together.
    double processor_seconds() const;

private:
    pid_t pid_;
};

/// What a program prints on standard output until it ends. Throws std::runtime_error when it fails.
std::string output_of(const std::vector<std::string>& arguments);

}  // namespace andvari::load
