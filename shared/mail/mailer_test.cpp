#include "shared/mail/mailer.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <functional>
#include <latch>

#include "shared/bus/test_server.hpp"

using namespace andvari;
using namespace andvari::mail;
using namespace std::chrono_literals;
using bus::Watched;

namespace {

struct Seen {
    std::vector<std::string> letters, removed;
    int attempts = 0;
};

/// Takes letters, or does as it is told at each attempt, which count from 1.
struct Carrying : Carrier {
    using Fault = std::function<void(int attempt, const Letter&, std::stop_token)>;
    Carrying(Watched<Seen>& to, Fault what) : seen{to}, fault{std::move(what)} {}

    void deliver(const Letter& letter, std::stop_token give_up) override {
        int attempt = 0;
        seen.change([&](Seen& s) { attempt = ++s.attempts; });
        if (fault) fault(attempt, letter, give_up);
        seen.change([&](Seen& s) { s.letters.push_back(letter.mail.subject); });
    }
    void remove_letters_to(std::string_view address) override {
        seen.change([&](Seen& s) { s.removed.emplace_back(address); });
    }

    Watched<Seen>& seen;
    Fault fault;
};

constexpr auto again = NotDelivered::Again::worthwhile, pointless = NotDelivered::Again::pointless;
constexpr Patience quick{.attempts = 3, .first_pause = 1ms, .longest_pause = 2ms, .farewell = 10'000ms, .most_waiting = 10};

struct Fixture {
    explicit Fixture(Carrying::Fault fault = {}, Patience patience = quick)
        : mailer{std::make_unique<QueuedMailer>(std::make_unique<Carrying>(seen, std::move(fault)), "andvari@bank.example",
                                                patience)} {}

    std::optional<MailRefusal> send(std::string subject, std::string to = "fili@example.org") {
        return mailer->send({std::move(to), std::move(subject), "text"});
    }
    bool wait_for(std::vector<std::string> letters) {
        return seen.wait([&](const Seen& s) { return s.letters == letters; });
    }

    Watched<Seen> seen;
    std::unique_ptr<QueuedMailer> mailer;
};

void wait_until_told(std::stop_token give_up) {
    std::latch told{1};
    const std::stop_callback callback{give_up, [&] { told.count_down(); }};
    told.wait();
    throw NotDelivered{"given up", again};
}

}  // namespace

TEST_SUITE("mail: the mailer") {
    TEST_CASE("hands letters over in the order of coming") {
        Fixture f;
        for (const char* subject : {"1", "2", "3"}) CHECK_FALSE(f.send(subject).has_value());
        CHECK(f.wait_for({"1", "2", "3"}));
    }
    TEST_CASE("takes nothing that is no mail") {
        Fixture f;
        CHECK(f.send("1", "fili@example.org\r\nBcc: all@example.org") == MailRefusal::mail_address_malformed);
        CHECK(f.send("1\r\nBcc: all@example.org") == MailRefusal::mail_subject_malformed);
        f.mailer.reset();
        CHECK(f.seen.get().attempts == 0);
    }
    TEST_CASE("tries again what failed, and hands over others meanwhile") {
        std::atomic<bool> other_gone = false;
        Fixture f{[&](int, const Letter& letter, std::stop_token) {
                      if (letter.mail.subject == "other") other_gone = true;
                      else if (!other_gone) throw NotDelivered{"greylisted", again};
                  },
                  {.attempts = 1'000'000, .first_pause = 1ms, .longest_pause = 2ms}};
        CHECK_FALSE(f.send("greylisted").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts >= 1; }));
        CHECK_FALSE(f.send("other").has_value());
        CHECK(f.wait_for({"other", "greylisted"}));
    }
    TEST_CASE("gives up after as many attempts as it has patience for") {
        Fixture f{[](int, const Letter& letter, std::stop_token) {
            if (letter.mail.subject == "never") throw NotDelivered{"no", again};
        }};
        CHECK_FALSE(f.send("never").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 3; }));
        CHECK_FALSE(f.send("last").has_value());
        CHECK(f.wait_for({"last"}));
        f.mailer.reset();
        CHECK(f.seen.get().attempts == 4);
    }
    TEST_CASE("gives up at once what is refused for good, and survives any fault") {
        Fixture f{[](int attempt, const Letter&, std::stop_token) {
            if (attempt == 1) throw NotDelivered{"nobody of that name", pointless};
            if (attempt == 2) throw std::runtime_error{"out of everything"};
        }};
        CHECK_FALSE(f.send("refused").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 1; }));
        CHECK_FALSE(f.send("second").has_value());
        CHECK(f.wait_for({"second"}));
        CHECK(f.seen.get().attempts == 3);
    }
    TEST_CASE("refuses what is more than may wait, at once") {
        std::latch go{1};
        Fixture f{[&](int, const Letter&, std::stop_token) { go.wait(); }};
        CHECK_FALSE(f.send("leaving").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 1; }));
        for (int i = 0; i < 10; ++i) CHECK_FALSE(f.send("waiting").has_value());
        CHECK(f.send("one too many") == MailRefusal::mail_queue_full);
        go.count_down();
        CHECK(f.seen.wait([](const Seen& s) { return s.letters.size() == 11; }));
    }
    TEST_CASE("forgets the waiting mails of somebody, and what the carrier keeps") {
        std::latch go{1};
        Fixture f{[&](int, const Letter&, std::stop_token) { go.wait(); }};
        CHECK_FALSE(f.send("leaving", "kili@example.org").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 1; }));
        CHECK_FALSE(f.send("1").has_value());
        CHECK_FALSE(f.send("2", "kili@example.org").has_value());
        CHECK_FALSE(f.send("3", "FILI@example.org").has_value());
        f.mailer->delete_mails_to("Fili@example.org");
        CHECK(f.seen.get().removed == std::vector<std::string>{"Fili@example.org"});
        go.count_down();
        CHECK(f.wait_for({"leaving", "2"}));
        f.mailer.reset();
        CHECK(f.seen.get().attempts == 2);
    }
    TEST_CASE("stops a letter that is just leaving to somebody who is to be forgotten, and does not try it again") {
        Fixture f{[](int attempt, const Letter&, std::stop_token give_up) {
            if (attempt == 1) wait_until_told(give_up);
        }};
        CHECK_FALSE(f.send("leaving").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 1; }));
        f.mailer->delete_mails_to("fili@example.org");
        CHECK_FALSE(f.send("other", "kili@example.org").has_value());
        CHECK(f.wait_for({"other"}));
        f.mailer.reset();
        CHECK(f.seen.get().attempts == 2);
    }
    TEST_CASE("that ends hands over what waits, what was to be tried later, too") {
        Fixture f{[](int attempt, const Letter&, std::stop_token) {
                      if (attempt == 1) throw NotDelivered{"greylisted", again};
                  },
                  {.first_pause = 1h, .longest_pause = 1h}};
        CHECK_FALSE(f.send("greylisted").has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 1; }));
        // When another has gone, the first waits for its next try.
        CHECK_FALSE(f.send("other").has_value());
        REQUIRE(f.wait_for({"other"}));
        f.mailer.reset();
        CHECK(f.seen.get().letters == std::vector<std::string>{"other", "greylisted"});
    }
    TEST_CASE("that ends does not wait longer than the farewell") {
        Fixture f{[](int, const Letter&, std::stop_token give_up) { wait_until_told(give_up); }, {.farewell = 20ms}};
        for (const char* subject : {"1", "2", "3"}) CHECK_FALSE(f.send(subject).has_value());
        REQUIRE(f.seen.wait([](const Seen& s) { return s.attempts == 1; }));
        f.mailer.reset();
        CHECK(f.seen.get().attempts == 1);
    }
    TEST_CASE("without a server files its mails in the outbox") {
        bus::TemporaryFolder folder;
        auto mailer = open_mailer({.from = "andvari@bank.example", .outbox = folder.path});
        CHECK_FALSE(mailer->send({"fili@example.org", "Subject", "text"}).has_value());
        mailer.reset();
        CHECK(std::distance(std::filesystem::directory_iterator{folder.path}, {}) == 1);
    }
}
