#include "tests/load/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace andvari::load {
namespace {
constexpr int patience_ms = 10'000;

[[noreturn]] void become(const std::vector<std::string>& arguments, int output, int errors) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    dup2(output, STDOUT_FILENO);
    if (errors >= 0) dup2(errors, STDERR_FILENO);
    std::vector<char*> pointers;
    for (const auto& argument : arguments) pointers.push_back(const_cast<char*>(argument.c_str()));
    pointers.push_back(nullptr);
    execvp(pointers[0], pointers.data());
    _exit(127);
}

// Waits without a signal handler: a descriptor of the process becomes readable when it ends.
bool ends_in_time(pid_t pid) {
    const int watched = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
    if (watched < 0) return false;
    pollfd one{watched, POLLIN, 0};
    const bool ended = poll(&one, 1, patience_ms) == 1;
    close(watched);
    return ended;
}
}  // namespace

Child::Child(const std::vector<std::string>& arguments, const Environment& more, const std::string& log) {
    const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) throw std::runtime_error{"cannot write " + log};
    pid_ = fork();
    if (pid_ == 0) {
        for (const auto& [name, value] : more) setenv(name.c_str(), value.c_str(), 1);
        become(arguments, output, output);
    }
    close(output);
    if (pid_ < 0) throw std::runtime_error{"cannot start " + arguments.front()};
}

Child::~Child() {
    if (pid_ <= 0) return;
    kill(pid_, SIGTERM);
    if (!ends_in_time(pid_)) kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
}

bool Child::ended() {
    if (pid_ > 0 && waitpid(pid_, nullptr, WNOHANG) == pid_) pid_ = -1;
    return pid_ <= 0;
}

double Child::processor_seconds() const {
    std::ifstream file{"/proc/" + std::to_string(pid_) + "/stat"};
    std::string text{std::istreambuf_iterator<char>{file}, {}};
    const auto name_end = text.rfind(')');
    if (name_end == text.npos) return 0;
    std::istringstream fields{text.substr(name_end + 2)};
    std::string skipped;
    double user = 0, system = 0;
    for (int i = 0; i < 11; ++i) fields >> skipped;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::string output_of(const std::vector<std::string>& arguments) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error{"cannot make a pipe"};
    const pid_t pid = fork();
    if (pid == 0) become(arguments, ends[1], -1);
    close(ends[1]);
    std::string output;
    char buffer[4096];
    for (ssize_t count; (count = read(ends[0], buffer, sizeof buffer)) > 0;)
        output.append(buffer, static_cast<std::size_t>(count));
    close(ends[0]);
    int status = 0;
    if (pid < 0 || waitpid(pid, &status, 0) != pid || status != 0)
        throw std::runtime_error{arguments.front() + " failed: " + output};
    return output;
}

}  // namespace andvari::load
