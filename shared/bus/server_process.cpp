#include "shared/bus/server_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>

#include "shared/bus/server_setup.hpp"
#include "shared/observability/log.hpp"

namespace andvari::bus {

namespace {

using Clock = std::chrono::steady_clock;
constexpr std::chrono::seconds start_patience{10};
constexpr std::chrono::milliseconds first_pause{100}, longest_pause{5000};

/// Between fork and exec only what is safe after fork in a process with threads.
[[noreturn]] void become_server(pid_t parent, const char* program, char* const* arguments, int log) {
    ::setpgid(0, 0);  // Ctrl-C is for the program, which then stops its server last.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent) ::_exit(1);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    ::execv(program, arguments);
    ::_exit(127);
}

}  // namespace

NatsServer::NatsServer(Settings settings)
    : settings_{std::move(settings)}, port_{settings_.port}, program_{find_program(settings_.program)} {
    settings_.folder = std::filesystem::absolute(settings_.folder);
    std::filesystem::create_directories(settings_.folder / "jetstream");
    const auto configuration = settings_.folder / "server.conf", pid_file = settings_.folder / "server.pid";
    end_leftover(pid_file, configuration);
    if (port_ == 0 || (settings_.or_another_port && accepts(port_))) port_ = free_port();
    const auto store = settings_.folder / "jetstream";
    if (!settings_.accounts.empty()) move_streams_into_account(store);
    write_configuration(configuration, port_, store, pid_file, tls_block(settings_.tls) + settings_.accounts);
    if (accepts(port_)) throw BusError{"something listens on port " + std::to_string(port_) + " already"};
    keeper_ = std::thread{[this] { keep(); }};
    try {
        std::unique_lock lock{mutex_};
        wait_until_it_accepts(lock);
    } catch (...) {
        finish();
        throw;
    }
}

NatsServer::~NatsServer() { finish(); }

void NatsServer::finish() {
    {
        const std::lock_guard lock{mutex_};
        finished_ = true;
    }
    stop();
    keeper_.join();
}

std::string NatsServer::url() const { return (settings_.tls ? "tls://127.0.0.1:" : "nats://127.0.0.1:") + std::to_string(port_); }

pid_t NatsServer::pid() const {
    const std::lock_guard lock{mutex_};
    return pid_;
}

void NatsServer::stop(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    wanted_ = false;
    changed_.notify_all();
    if (pid_ != 0) ::kill(pid_, SIGTERM);
    if (changed_.wait_for(lock, patience, [&] { return pid_ == 0; })) return;
    ::kill(pid_, SIGKILL);
    changed_.wait(lock, [&] { return pid_ == 0; });
}

void NatsServer::kill9() {
    std::unique_lock lock{mutex_};
    if (pid_ == 0) return;
    if (!settings_.supervise) wanted_ = false;
    const auto ends = ends_;
    ::kill(pid_, SIGKILL);
    changed_.wait(lock, [&] { return ends_ != ends; });
}

void NatsServer::start() {
    std::unique_lock lock{mutex_};
    wanted_ = true;
    changed_.notify_all();
    wait_until_it_accepts(lock);
}

/// Nothing tells when a server begins to listen, so this tries; it ends early when the server does.
void NatsServer::wait_until_it_accepts(std::unique_lock<std::mutex>& lock) {
    const auto deadline = Clock::now() + start_patience;
    const auto ends = ends_;
    while (pid_ == 0 || !accepts(port_)) {
        changed_.wait_for(lock, std::chrono::milliseconds{5});
        if (!failure_.empty()) throw BusError{"nats-server cannot be started: " + failure_};
        if (ends_ != ends || Clock::now() >= deadline) throw BusError{"nats-server does not come up: " + end_of_log()};
    }
}

std::string NatsServer::end_of_log() const {
    std::ifstream in{settings_.folder / "server.log"};
    const std::string all{std::istreambuf_iterator<char>{in}, {}};
    return all.substr(all.size() - std::min<std::size_t>(all.size(), 500));
}

void NatsServer::keep() {
    std::unique_lock lock{mutex_};
    auto pause = first_pause;
    for (;;) {
        changed_.wait(lock, [&] { return wanted_ || finished_; });
        if (finished_) return;
        spawn();
        changed_.notify_all();
        if (pid_ == 0) {
            wanted_ = false;
            continue;
        }
        const auto began = Clock::now();
        reap(lock);
        if (!wanted_ || finished_) continue;
        if (!settings_.supervise) {
            wanted_ = false;
            continue;
        }
        pause = Clock::now() - began > longest_pause ? first_pause : std::min(pause * 2, longest_pause);
        lock.unlock();
        notice("nats-server ended by itself; it is started again.");
        lock.lock();
        changed_.wait_for(lock, pause, [&] { return !wanted_ || finished_; });
    }
}

void NatsServer::spawn() {
    const auto configuration = (settings_.folder / "server.conf").string(), log_file = (settings_.folder / "server.log").string();
    std::vector<std::string> words{program_, "-c", configuration};
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    failure_.clear();
    const int log = ::open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    const auto parent = ::getpid();
    const pid_t child = log < 0 ? -1 : ::fork();
    if (child == 0) become_server(parent, program_.c_str(), arguments.data(), log);
    if (log >= 0) ::close(log);
    if (child < 0) {
        failure_ = log < 0 ? "its log cannot be written: " + log_file : "no process can be made";
        return;
    }
    pid_ = child;
}

void NatsServer::reap(std::unique_lock<std::mutex>& lock) {
    const auto child = pid_;
    lock.unlock();
    siginfo_t info{};
    // The zombie is kept until the lock is held again, so that its id cannot become another process's before `pid_` is 0.
    while (::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT) != 0 && errno == EINTR) {}
    lock.lock();
    ::waitpid(child, nullptr, 0);
    pid_ = 0;
    ++ends_;
    changed_.notify_all();
}

void NatsServer::notice(const std::string& sentence) const {
    if (settings_.on_notice) settings_.on_notice(sentence);
    else log::warn(sentence, {{"part", "nats-server"}});
}

}  // namespace andvari::bus
