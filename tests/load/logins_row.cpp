#include <fmt/format.h>

#include <fstream>
#include <future>
#include <stdexcept>

#include "tests/load/person.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/wrk.hpp"

namespace andvari::load {
namespace {
constexpr int at_once = 1000, of_a_client = 250;  // curl keeps at most 300 going.
// Few, so that the machine is not busy with them alone, as it is in the row of the GET.
constexpr int connections = 2, seconds = 4;

/// The most memory that the process ever held, in MiB.
double peak_memory(pid_t pid) {
    std::ifstream status{fmt::format("/proc/{}/status", pid)};
    for (std::string line; std::getline(status, line);)
        if (line.starts_with("VmHWM:")) return std::stod(line.substr(6)) / 1024;
    throw std::runtime_error{"the system's process is gone"};
}

struct Answers {
    int in = 0, told_to_wait = 0;
};

// All begin together; each is let in, or told when to come again. Anything else is a failure. Who logs in is elsewhere, so what
// that costs on this machine has the least priority.
Answers log_in(const RunningSystem& system, const Person& person) {
    std::vector<std::string> arguments{
        "curl", "-sS", "--no-keepalive", "-Z", "--parallel-immediate", "--parallel-max", std::to_string(of_a_client)};
    for (int i = 0; i < of_a_client; ++i) {
        if (i > 0) arguments.push_back("--next");
        arguments.insert(arguments.end(),
                         {"-sS", "-o", "/dev/null", "-w", "%{http_code} %header{retry-after}\n", "-H",
                          "Content-Type: application/json", "-d", person.credentials(), system.http() + "/api/v1/auth/login"});
    }
    const auto text = output_of(arguments);
    Answers answers;
    for (std::size_t at = 0, end; (end = text.find('\n', at)) != text.npos; at = end + 1) {
        const auto line = text.substr(at, end - at);
        const bool waits = (line.starts_with("429 ") || line.starts_with("503 ")) && line.size() > 4;
        if (line.starts_with("200")) ++answers.in;
        else if (waits) ++answers.told_to_wait;
        else throw std::runtime_error{"a log-in was answered by '" + line + "'"};
    }
    if (answers.in + answers.told_to_wait != of_a_client) throw std::runtime_error{"log-ins were not answered"};
    return answers;
}
}  // namespace

Measured measure_logins(RunningSystem& system) {
    constexpr int rounds = 5;
    Measured m{.key = "logins",
               .what = fmt::format("p99 of others' GETs while {} log in at once", at_once),
               .limit = "the same GETs in quiet",
               .unit = "ms",
               .goal = 2,
               .at_most = true};
    const Person person{system, "bench-logins@example.org"};
    const auto key = "Authorization: Bearer " + std::string{RunningSystem::key};
    const auto url = system.http() + "/api/v1/accounts/" + RunningSystem::account(0);
    wrk(url, key, connections, seconds);
    for (int round = 0; round < rounds; ++round) {
        m.limits.push_back(wrk(url, key, connections, seconds).p99_milliseconds);
        const auto memory = peak_memory(system.process().pid());
        std::vector<std::future<Answers>> crowd;
        for (int i = 0; i < at_once / of_a_client; ++i)
            crowd.push_back(std::async(std::launch::async, [&] { return log_in(system, person); }));
        m.ours.push_back(wrk(url, key, connections, seconds).p99_milliseconds);
        Answers all;
        for (auto& part : crowd) {
            const auto answers = part.get();
            all.in += answers.in;
            all.told_to_wait += answers.told_to_wait;
        }
        m.more["let_in"].push_back(all.in);
        m.more["told_to_wait"].push_back(all.told_to_wait);
        m.more["memory_grew_mebibytes"].push_back(peak_memory(system.process().pid()) - memory);
    }
    return m;
}

}  // namespace andvari::load
