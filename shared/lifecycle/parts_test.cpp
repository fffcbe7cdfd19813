#include "shared/lifecycle/parts.hpp"

#include <doctest/doctest.h>

#include <future>
#include <mutex>
#include <stdexcept>

#include "shared/observability/log.hpp"

using namespace andvari;
using namespace std::chrono_literals;

namespace {
// What happened, in order; parts stop on threads of their own.
struct Diary {
    std::mutex mutex;
    std::vector<std::string> lines;
    void push_back(std::string line) {
        const std::lock_guard lock{mutex};
        lines.push_back(std::move(line));
    }
};

struct Probe : Part {
    std::string called;
    Diary& diary;
    bool refuses = false;
    std::shared_future<void> stuck_until = {};

    Probe(std::string name, Diary& book) : called{std::move(name)}, diary{book} {}
    std::string_view name() const override { return called; }
    void start() override {
        if (refuses) throw std::runtime_error{"no port"};
        diary.push_back("start " + called);
    }
    void stop(Deadline) override {
        diary.push_back("stop " + called);
        if (stuck_until.valid()) stuck_until.wait();
    }
};

// What these tests provoke is logged as an error, which nobody needs to read.
struct Silence {
    Silence() { log::configure(log::Level::off, log::Format::json); }
    ~Silence() { log::configure(log::Level::info, log::Format::automatic); }
};
}  // namespace

TEST_SUITE("lifecycle: parts") {
    TEST_CASE("start in order and stop in reverse") {
        Diary diary;
        Parts parts;
        parts.add(std::make_shared<Probe>("bus", diary));
        parts.add(std::make_shared<Probe>("gateway", diary));
        parts.start();
        CHECK(parts.stop().empty());
        CHECK(diary.lines == std::vector<std::string>{"start bus", "start gateway", "stop gateway", "stop bus"});
    }

    TEST_CASE("stop once, however often they are told to") {
        Diary diary;
        {
            Parts parts;
            parts.add(std::make_shared<Probe>("bus", diary));
            parts.start();
            parts.stop();
            parts.stop();
        }
        CHECK(diary.lines == std::vector<std::string>{"start bus", "stop bus"});
    }

    TEST_CASE("when one cannot start, those before it are stopped, and the reason goes on") {
        const Silence silence;
        Diary diary;
        Parts parts;
        parts.add(std::make_shared<Probe>("bus", diary));
        auto gateway = std::make_shared<Probe>("gateway", diary);
        gateway->refuses = true;
        parts.add(gateway);
        CHECK_THROWS_WITH(parts.start(), "no port");
        CHECK(diary.lines == std::vector<std::string>{"start bus", "stop bus"});
    }

    TEST_CASE("one that does not stop is named, and does not keep the others from being told") {
        const Silence silence;
        Diary diary;
        std::promise<void> release;
        auto stuck = std::make_shared<Probe>("order", diary);
        stuck->stuck_until = release.get_future().share();
        {
            Parts parts;
            parts.add(std::make_shared<Probe>("bus", diary));
            parts.add(stuck);
            parts.start();
            CHECK(parts.stop(1s) == std::vector<std::string>{"order"});
            CHECK(diary.lines.back() == "stop bus");
        }
        release.set_value();
    }
}
