#include "tests/load/machine.hpp"

#include <cstdlib>
#include <fstream>
#include <thread>

#include "shared/store/database.hpp"
#include "tests/load/child.hpp"

namespace andvari::load {
namespace {
/// The rest of the first line of `file` that begins with `name`, after `separator`, without quotes and spaces around it.
std::string value_in(const char* file, const std::string& name, char separator) {
    std::ifstream lines{file};
    for (std::string line; std::getline(lines, line);) {
        const auto at = line.find(separator);
        if (!line.starts_with(name) || at == line.npos) continue;
        const auto first = line.find_first_not_of(" \t\"", at + 1);
        const auto last = line.find_last_not_of(" \t\"\n");
        return first == line.npos ? "" : line.substr(first, last + 1 - first);
    }
    return "unknown";
}

std::string last_word_of(const std::string& command) {
    const auto text = output_of({"sh", "-c", command + " 2>&1"});
    const auto end = text.find_last_not_of(" \n") + 1;
    const auto begin = text.find_last_of(" /v", end - 1) + 1;
    return text.substr(begin, end - begin);
}
}  // namespace

double load_average() {
    double load = 0;
    std::ifstream{"/proc/loadavg"} >> load;
    return load;
}

Machine machine() {
    Machine m;
    m.processor = value_in("/proc/cpuinfo", "model name", ':');
    m.system = value_in("/etc/os-release", "PRETTY_NAME", '=');
    m.compiler = std::string{"g++ "} + __VERSION__;
    m.nats_server = last_word_of("PATH=$PATH:/usr/sbin nats-server --version");
    m.nginx = last_word_of("PATH=$PATH:/usr/sbin nginx -v");
    m.cores = std::thread::hardware_concurrency();
    m.load = load_average();
    return m;
}

}  // namespace andvari::load
