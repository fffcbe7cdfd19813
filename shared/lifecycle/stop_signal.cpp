#include "shared/lifecycle/stop_signal.hpp"

#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>

namespace andvari {
namespace {
sigset_t stop_signals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    return set;
}

int checked(int descriptor, const char* what) {
    if (descriptor < 0) throw std::system_error{errno, std::generic_category(), what};
    return descriptor;
}

struct Descriptor {
    int number;
    ~Descriptor() { close(number); }
};
}  // namespace

struct StopSignal::Watcher {
    sigset_t set = stop_signals();
    sigset_t before{};
    Descriptor signals{checked(signalfd(-1, &set, SFD_CLOEXEC), "signalfd")};
    Descriptor farewell{checked(eventfd(0, EFD_CLOEXEC), "eventfd")};
    std::thread thread;
};

StopSignal::StopSignal() : watcher_{std::make_unique<Watcher>()} {
    pthread_sigmask(SIG_BLOCK, &watcher_->set, &watcher_->before);
    watcher_->thread = std::thread{[this] { watch(); }};
}

StopSignal::~StopSignal() {
    eventfd_write(watcher_->farewell.number, 1);
    watcher_->thread.join();
    pthread_sigmask(SIG_SETMASK, &watcher_->before, nullptr);
}

void StopSignal::watch() {
    pollfd waited[] = {{watcher_->farewell.number, POLLIN, 0}, {watcher_->signals.number, POLLIN, 0}};
    while (poll(waited, 2, -1) < 0 && errno == EINTR) {}
    if (waited[0].revents != 0) return;
    signalfd_siginfo taken{};
    if (read(watcher_->signals.number, &taken, sizeof taken) != sizeof taken) return;
    request(taken.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM");

    // From here on this thread takes the signals as the system does: the second one ends the process.
    pthread_sigmask(SIG_UNBLOCK, &watcher_->set, nullptr);
    while (poll(waited, 1, -1) < 0 && errno == EINTR) {}
}

std::string StopSignal::wait() {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [this] { return !reason_.empty(); });
    return reason_;
}

void StopSignal::request(std::string reason, bool failed) {
    {
        const std::lock_guard lock{mutex_};
        if (requested_) return;
        requested_ = true;
        failed_ = failed;
    }
    // Before the waiter is let go, who may look at the token at once; and without the lock, which a callback may want.
    source_.request_stop();
    {
        const std::lock_guard lock{mutex_};
        reason_ = reason.empty() ? "requested" : std::move(reason);
    }
    changed_.notify_all();
}

bool StopSignal::failed() const {
    const std::lock_guard lock{mutex_};
    return failed_;
}

}  // namespace andvari
