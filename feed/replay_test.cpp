#include "feed/replay.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <limits>
#include <thread>
#include <vector>

#include "feed/market_day.hpp"
#include "shared/json/read.hpp"

using namespace andvari;
using namespace andvari::feed;

namespace {
// Takes messages as a stream would, and acknowledges them when it is flushed.
class FakePublisher : public bus::Publisher {
public:
    std::size_t room = 1000;               ///< How many may be unacknowledged.
    std::size_t acknowledges = 1'000'000;  ///< How many it will acknowledge altogether.
    std::string refuses;                   ///< With this reason, if it is not empty.
    std::vector<Message> taken;

    bool try_publish(std::string subject, std::string id, bus::Headers, std::string body, OnStored on_stored,
                     OnRefused on_refused) override {
        if (pending_.size() >= room) return false;
        {
            const std::lock_guard lock{mutex_};
            taken.push_back({std::move(subject), std::move(id), {}, std::move(body)});
        }
        changed_.notify_all();
        pending_.push_back([this, stored = std::move(on_stored), refused = std::move(on_refused)] {
            refuses.empty() ? stored({}) : refused(refuses);
        });
        return true;
    }
    void publish(std::string subject, std::string id, bus::Headers headers, std::string body, OnStored stored,
                 OnRefused refused) override {
        try_publish(std::move(subject), std::move(id), std::move(headers), std::move(body), std::move(stored),
                    std::move(refused));
    }
    void flush() override {
        for (; !pending_.empty() && acknowledges > 0; --acknowledges) {
            pending_.front()();
            pending_.pop_front();
        }
    }
    bool drain(std::chrono::milliseconds) override { return pending_.empty(); }
    std::size_t in_flight() const override { return pending_.size(); }
    void stop() override {}

    void wait_for(std::size_t count) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return taken.size() >= count; });
    }

private:
    std::deque<std::function<void()>> pending_;
    std::mutex mutex_;
    std::condition_variable changed_;
};

Price price(const char* text) { return *Price::parse(text); }

// 2024-01-04 and 2024-01-05.
const History two_days{{19'726, price("100"), price("110"), price("90"), price("105"), Quantity::whole(1'000'000)},
                       {19'727, price("105"), price("105"), price("95.5"), price("95.5"), Quantity::whole(1'000'000)}};
const Instant long_after{1'800'000'000'000'000};

ReplayOptions options() {
    return {.symbol = {"AAPL"}, .speed = std::nullopt, .on_progress = {}, .now = [] { return long_after; }};
}

Generator generator(Afterwards afterwards = Afterwards::silence) { return {two_days, 4, afterwards}; }

Instant time_of(const Message& message) { return json::read<stock::Quote>(message.body).value().time; }
}  // namespace

TEST_SUITE("feed: a replay") {
    TEST_CASE("says everything, in order, and waits until it is stored") {
        FakePublisher publisher;
        CHECK(Replay{publisher, generator(), options()}.run({}));
        auto expected = generator();
        for (const auto& message : publisher.taken) {
            const auto wanted = message_of({"AAPL"}, *expected.next());
            CHECK_EQ(message.subject, wanted.subject);
            CHECK_EQ(message.id, wanted.id);
            CHECK_EQ(message.body, wanted.body);
        }
        CHECK_EQ(publisher.taken.size(), 10);
        CHECK_EQ(publisher.in_flight(), 0);
    }

    TEST_CASE("waits for room when the bus is slow") {
        FakePublisher publisher;
        publisher.room = 1;
        CHECK(Replay{publisher, generator(), options()}.run({}));
        CHECK_EQ(publisher.taken.size(), 10);
    }

    TEST_CASE("goes on where an earlier one stopped") {
        FakePublisher publisher;
        Replay replay{publisher, generator(), options()};
        auto first = generator();
        first.next();
        replay.resume_after(first.next()->time);
        CHECK(replay.run({}));
        REQUIRE_EQ(publisher.taken.size(), 8);
        CHECK_EQ(publisher.taken[0].body, message_of({"AAPL"}, *first.next()).body);
    }

    TEST_CASE("a refusal by the server ends it") {
        FakePublisher publisher;
        publisher.refuses = "no stream";
        CHECK_THROWS_WITH_AS((Replay{publisher, generator(), options()}.run({})),
                             "the market's stream refused a message: no stream", bus::BusError);
    }

    TEST_CASE("reports how far it is, and at the end that all is done") {
        FakePublisher publisher;
        std::vector<Progress> reports;
        auto with_reports = options();
        with_reports.on_progress = [&](const Progress& progress) { reports.push_back(progress); };
        CHECK(Replay{publisher, generator(), with_reports}.run({}));
        REQUIRE_FALSE(reports.empty());
        CHECK_EQ(reports.back().percent(), 100);
        CHECK_EQ(reports.back().published, 10);
        CHECK_EQ(reports.back().market_time.text(), "2024-01-05T21:00:00.000000Z");
        CHECK_EQ(reports.back().remaining, std::chrono::seconds{0});
    }

    TEST_CASE("a speed that is no pace and a symbol that is none are refused") {
        FakePublisher publisher;
        auto wrong = options();
        for (const double speed :
             {0.0, -1.0, 1e-300, 1e300, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
            wrong.speed = speed;
            CHECK_THROWS_AS((Replay{publisher, generator(), wrong}), std::invalid_argument);
        }
        wrong = options();
        wrong.symbol = {"aapl"};
        CHECK_THROWS_AS((Replay{publisher, generator(), wrong}), std::invalid_argument);
    }
}

TEST_SUITE("feed: stopping a replay") {
    TEST_CASE("while it waits for the market's next moment") {
        FakePublisher publisher;
        auto slow = options();
        slow.speed = 1e-3;
        Replay replay{publisher, generator(), slow};
        bool finished = true;
        {
            std::jthread runner{[&](const std::stop_token& stop) { finished = replay.run(stop); }};
            publisher.wait_for(1);
        }
        CHECK_FALSE(finished);
        CHECK_EQ(publisher.taken.size(), 1);
    }

    TEST_CASE("while it waits for room") {
        FakePublisher publisher;
        publisher.room = 2;
        publisher.acknowledges = 0;
        Replay replay{publisher, generator(), options()};
        bool finished = true;
        {
            std::jthread runner{[&](const std::stop_token& stop) { finished = replay.run(stop); }};
            publisher.wait_for(2);
        }
        CHECK_FALSE(finished);
        CHECK_EQ(publisher.taken.size(), 2);
    }

    TEST_CASE("while it waits for the last acknowledgements") {
        FakePublisher publisher;
        publisher.acknowledges = 9;
        Replay replay{publisher, generator(), options()};
        bool finished = true;
        {
            std::jthread runner{[&](const std::stop_token& stop) { finished = replay.run(stop); }};
            publisher.wait_for(10);
        }
        CHECK_FALSE(finished);
    }
}

TEST_SUITE("feed: a replay that catches up with the present") {
    // The present is noon of the first trading day's opening hours: two of its four quotes are past.
    const Instant present{opening(19'726).microseconds + microseconds_to(2, 4) - 1};

    TEST_CASE("its quotes carry the present time, which still grows, and bars are left out") {
        FakePublisher publisher;
        auto early = options();
        early.now = [present = present] { return present; };
        CHECK(Replay{publisher, generator(), early}.run({}));
        REQUIRE_EQ(publisher.taken.size(), 8);
        for (std::size_t i = 1; i < publisher.taken.size(); ++i) {
            CHECK_EQ(publisher.taken[i].subject, "mkt.quote.AAPL");
            CHECK_LT(time_of(publisher.taken[i - 1]), time_of(publisher.taken[i]));
            CHECK_LE(time_of(publisher.taken[i]), Instant{present.microseconds + 6});
        }
    }

    TEST_CASE("somebody's quote from the far future does not silence it") {
        FakePublisher publisher;
        auto early = options();
        early.now = [present = present] { return present; };
        Replay replay{publisher, generator(), early};
        replay.resume_after({4'000'000'000'000'000});
        CHECK(replay.run({}));
        REQUIRE_EQ(publisher.taken.size(), 6);
        CHECK_EQ(time_of(publisher.taken[0]), Instant{present.microseconds + 1});
    }
}
