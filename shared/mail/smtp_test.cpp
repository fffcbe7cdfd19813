// What Smtp does with servers that misbehave.
#include "shared/mail/smtp.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <thread>

#include "shared/bus/test_server.hpp"
#include "shared/mail/mailer.hpp"

using namespace andvari;
using namespace andvari::mail;
using namespace std::chrono_literals;
using boost::asio::ip::tcp;

namespace {

/// One connection, from the server's side.
class Conversation {
public:
    explicit Conversation(tcp::iostream& stream) : stream_{stream} {}

    void say(const std::string& line) { stream_ << line << "\r\n" << std::flush; }
    /// The next line without its end; empty when the client has gone.
    std::string hear() {
        std::string line;
        if (!std::getline(stream_, line)) return {};
        if (line.ends_with('\r')) line.pop_back();
        heard += line + "\n";
        return line;
    }
    /// Everything up to the point, the dots of transparency taken off (RFC 5321, 4.5.2).
    std::string hear_text() {
        std::string text;
        for (auto line = hear(); line != "."; line = hear()) {
            if (!stream_) return text;
            text += (line.starts_with('.') ? line.substr(1) : line) + "\r\n";
        }
        return text;
    }
    /// The whole of it, as a server should. `answer_to_receiver` is what it says to RCPT.
    std::string take_letter(const std::string& answer_to_receiver = "250 ok") {
        say("220 here");
        for (auto line = hear(); stream_; line = hear()) {
            if (line.starts_with("RCPT")) {
                say(answer_to_receiver);
            } else if (line == "DATA") {
                say("354 go on");
                auto text = hear_text();
                say("250 taken");
                return text;
            } else if (line == "QUIT") {
                say("221 bye");
                return {};
            } else {
                say("250 ok");
            }
        }
        return {};
    }

    std::string heard;

private:
    tcp::iostream& stream_;
};

/// A server on a port of its own that holds `talk` with each who comes, one after the other.
class Server {
public:
    explicit Server(std::function<void(Conversation&)> talk) : talk_{std::move(talk)}, thread_{[this] { run(); }} {}
    ~Server() {
        ending_ = true;
        tcp::iostream{acceptor_.local_endpoint()};
        thread_.join();
    }

    std::string url() const { return "smtp://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()); }

private:
    void run() {
        for (;;) {
            tcp::iostream stream;
            acceptor_.accept(stream.socket());
            if (ending_) return;
            Conversation conversation{stream};
            talk_(conversation);
        }
    }

    std::function<void(Conversation&)> talk_;
    boost::asio::io_context context_;
    tcp::acceptor acceptor_{context_, {boost::asio::ip::address_v4::loopback(), 0}};
    std::atomic<bool> ending_ = false;
    std::thread thread_;
};

const Letter letter{{"fili@example.org", "Your new password", "Hello,\n.\n..dots\nthe end\n"},
                    "andvari@bank.example",
                    "018f-letter",
                    Instant::now()};

struct Failure {
    std::string reason;
    bool worth_another_try = false;
};
/// What becomes of the usual letter; nothing when it was taken. No reason may tell who was to receive it.
std::optional<Failure> failure_of(SmtpServer server, std::stop_token give_up = {}) {
    try {
        Smtp{std::move(server)}.deliver(letter, give_up);
        return std::nullopt;
    } catch (const NotDelivered& e) {
        CHECK(std::string_view{e.what()}.find("fili") == std::string_view::npos);
        return Failure{e.what(), e.worth_another_try()};
    }
}

}  // namespace

TEST_SUITE("mail: a mail server") {
    TEST_CASE("gets the letter byte for byte, dots at the beginning of lines too") {
        std::string text, heard;
        {
            Server server{[&](Conversation& c) {
                text = c.take_letter();
                heard = c.heard;
            }};
            CHECK_FALSE(failure_of({.url = server.url()}).has_value());
        }
        CHECK(text == compose(letter, Reader::server));
        CHECK(heard.find("MAIL FROM:<andvari@bank.example>") != std::string::npos);
        CHECK(heard.find("RCPT TO:<fili@example.org>") != std::string::npos);
    }
    TEST_CASE("that refuses for good is not tried again") {
        Server server{[](Conversation& c) { c.take_letter("550 5.1.1 <fili@example.org>: no such user"); }};
        const auto failure = failure_of({.url = server.url()});
        REQUIRE(failure.has_value());
        CHECK_FALSE(failure->worth_another_try);
        CHECK(failure->reason.find("550") != std::string::npos);
    }
    TEST_CASE("that refuses for now is tried again") {
        Server server{[](Conversation& c) { c.take_letter("451 4.7.1 <fili@example.org>: greylisted"); }};
        const auto failure = failure_of({.url = server.url()});
        REQUIRE(failure.has_value());
        CHECK(failure->worth_another_try);
    }
    TEST_CASE("that nobody reaches is tried again") {
        std::string url;
        {
            url = Server{[](Conversation&) {}}.url();
        }
        const auto failure = failure_of({.url = url});
        REQUIRE(failure.has_value());
        CHECK(failure->worth_another_try);
    }
    TEST_CASE("that hangs, hangs up in the middle, or talks nonsense, is tried again") {
        const std::pair<const char*, std::function<void(Conversation&)>> table[] = {
            {"never greets", [](Conversation& c) { c.hear(); }},
            {"hangs up at once", [](Conversation&) {}},
            {"hangs up in the middle of the text",
             [](Conversation& c) {
                 c.say("220 here");
                 while (c.hear() != "DATA") c.say("250 ok");
                 c.say("354 go on");
             }},
            {"never says that it has the text",
             [](Conversation& c) {
                 c.say("220 here");
                 while (c.hear() != "DATA") c.say("250 ok");
                 c.say("354 go on");
                 c.hear_text();
                 c.hear();
             }},
            {"is no mail server", [](Conversation& c) { c.say("HTTP/1.1 400 Bad Request\r\n"); }},
            {"greets without end",
             [](Conversation& c) {
                 for (int i = 0; i < 10'000; ++i) c.say("220-" + std::string(1000, 'x'));
             }},
        };
        for (const auto& [what, talk] : table) {
            CAPTURE(what);
            Server server{talk};
            const auto failure = failure_of({.url = server.url(), .patience = 300ms});
            REQUIRE(failure.has_value());
            CHECK(failure->worth_another_try);
        }
    }
    TEST_CASE("that hangs is left when there is no more time for it") {
        bus::Watched<bool> connected;
        Server server{[&](Conversation& c) {
            connected.change([](bool& there) { there = true; });
            c.hear();
        }};
        std::stop_source give_up;
        std::jthread teller{[&] {
            CHECK(connected.wait([](bool there) { return there; }));
            give_up.request_stop();
        }};
        const auto failure = failure_of({.url = server.url(), .patience = 600'000ms}, give_up.get_token());
        REQUIRE(failure.has_value());
        CHECK(failure->worth_another_try);
    }
    TEST_CASE("is never told a password where it offers no encryption") {
        std::string heard;
        {
            Server server{[&](Conversation& c) {
                c.say("220 here");
                for (auto line = c.hear(); !line.empty() && line != "QUIT"; line = c.hear()) {
                    if (line.starts_with("EHLO")) c.say("250-here\r\n250 AUTH PLAIN LOGIN");
                    else c.say("250 ok");
                }
                heard = c.heard;
            }};
            CHECK(failure_of({.url = server.url(), .user = "andvari", .password = "hunter2"}).has_value());
        }
        CHECK(heard.starts_with("EHLO"));
        CHECK(heard.find("AUTH") == std::string::npos);
        CHECK(heard.find("MAIL") == std::string::npos);
    }
    TEST_CASE("that is back takes, once, what it could not take before") {
        bus::Watched<std::vector<std::string>> taken;
        int conversations = 0;
        Server server{[&](Conversation& c) {
            const auto text = c.take_letter(++conversations < 3 ? "421 too busy" : "250 ok");
            if (!text.empty()) taken.change([&](auto& all) { all.push_back(text); });
        }};
        QueuedMailer mailer{
            std::make_unique<Smtp>(SmtpServer{.url = server.url()}), "andvari@bank.example", {.first_pause = 1ms}};
        CHECK_FALSE(mailer.send(letter.mail).has_value());
        CHECK(taken.wait([](const auto& all) { return all.size() == 1; }));
        CHECK(taken.get().front().find("the end") != std::string::npos);
    }
}
