// What only a process of its own can show: signals, locks and dying. Each test forks, and the child leaves by _exit.
#include <doctest/doctest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <thread>

#include "shared/lifecycle/crash_point.hpp"
#include "shared/lifecycle/data_folder.hpp"
#include "shared/lifecycle/stop_signal.hpp"

using namespace andvari;

namespace {
// Runs `body` in a child and answers its exit status, or minus the signal that ended it.
int in_child(const std::function<int()>& body) {
    const auto child = fork();
    if (child == 0) {
        // The test program catches signals in order to report them; a program does not.
        for (const int number : {SIGINT, SIGTERM}) signal(number, SIG_DFL);
        _exit(body());
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "andvari-XXXXXX";
        path = mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

std::string refusal(const std::filesystem::path& folder) {
    try {
        const DataFolder second{folder};
    } catch (const DataFolderError& e) {
        return e.what();
    }
    return "none";
}
}  // namespace

TEST_SUITE("lifecycle: being told to stop") {
    TEST_CASE("SIGTERM and SIGINT end the wait, and are told apart") {
        for (const auto& [number, name] : {std::pair{SIGTERM, "SIGTERM"}, {SIGINT, "SIGINT"}}) {
            CAPTURE(name);
            CHECK(in_child([&, wanted = std::string{name}, signal = number] {
                      StopSignal stop;
                      kill(getpid(), signal);
                      return stop.wait() == wanted && stop.token().stop_requested() && !stop.failed() ? 0 : 1;
                  }) == 0);
        }
    }

    TEST_CASE("a second signal ends the process at once") {
        CHECK(in_child([] {
                  StopSignal stop;
                  kill(getpid(), SIGTERM);
                  stop.wait();
                  for (;;) {
                      kill(getpid(), SIGINT);
                      std::this_thread::yield();
                  }
                  return 0;
              }) == -SIGINT);
    }

    TEST_CASE("a part that cannot go on ends the wait, and the first reason counts") {
        StopSignal stop;
        std::thread part{[&] { stop.request("nats-server ended", true); }};
        CHECK(stop.wait() == "nats-server ended");
        part.join();
        stop.request("another");
        CHECK(stop.wait() == "nats-server ended");
        CHECK(stop.failed());
        CHECK(stop.token().stop_requested());
    }
}

TEST_SUITE("lifecycle: the data folder") {
    TEST_CASE("is made where it is missing") {
        const Folder folder;
        const DataFolder data{folder.path / "a" / "b"};
        CHECK(std::filesystem::is_directory(folder.path / "a" / "b"));
    }

    TEST_CASE("is refused to a second process, and the line says which one has it") {
        const Folder folder;
        const DataFolder first{folder.path};
        const auto line = refusal(folder.path);
        CHECK(line == "the data folder " + folder.path.string() + " is in use by process " + std::to_string(getpid()) +
                          "; give this one another by --data, or stop that one first");
    }

    TEST_CASE("is free again when its process is gone, however it went") {
        const Folder folder;
        in_child([&] {
            const DataFolder held{folder.path};
            raise(SIGKILL);
            return 0;
        });
        CHECK(refusal(folder.path) == "none");
    }

    TEST_CASE("is refused where it cannot be made") {
        const Folder folder;
        std::ofstream{folder.path / "file"} << "x";
        CHECK(refusal(folder.path / "file" / "data").find(" cannot be made: ") != std::string::npos);
    }
}

TEST_SUITE("lifecycle: crash points") {
    // Whether to crash is read when a program starts, so this program starts itself again, for the case below alone.
    int status_with(const char* crash_at) {
        return in_child([&] {
            setenv("ANDVARI_CRASH_AT", crash_at, 1);
            execl("/proc/self/exe", "unit_tests", "--no-skip", "--out=/dev/null", "--test-case=passes one point three times",
                  nullptr);
            return 1;
        });
    }
    TEST_CASE("passes one point three times" * doctest::skip()) {
        for (int i = 0; i < 3; ++i) crash_point("after_commit");
    }

    TEST_CASE("end the process as SIGKILL would, at the pass that is asked for") {
        CHECK(status_with("after_commit") == 137);
        CHECK(status_with("after_commit:3") == 137);
        CHECK(status_with("after_commit:4") == 0);
        CHECK(status_with("before_commit") == 0);
    }

    TEST_CASE("without the variable they do nothing") {
        crash_point("after_commit");
        CHECK_FALSE(detail::crash_armed);
    }
}
