// For tests: the services, the read models and a desk at work on a nats-server of their own, and a door that asks it.
#pragma once

#include <doctest/doctest.h>

#include <vector>

#include "services/auth/desk/desk.hpp"
#include "services/auth/desk/workbench.hpp"
#include "shared/bus/test_server.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/json/read.hpp"
#include "tests/integration/spine.hpp"

namespace andvari::desk::testing {

/// Keeps the mails, and tells who waits for one.
class Postbox final : public mail::Mailer {
public:
    std::optional<mail::MailRefusal> send(mail::Mail sent) override {
        if (const auto refusal = mail::refuse(sent)) return refusal;
        mails_.change([&](auto& mails) { mails.push_back(std::move(sent)); });
        return std::nullopt;
    }
    void delete_mails_to(std::string_view address) override {
        mails_.change([&](auto& mails) { std::erase_if(mails, [&](const auto& mail) { return mail.to == address; }); });
    }
    /// Waits for as many mails to an address; answers the last of them.
    mail::Mail wait(const std::string& to, std::size_t count = 1) {
        const auto all_to = [&](const std::vector<mail::Mail>& mails) {
            std::vector<mail::Mail> found;
            for (const auto& mail : mails)
                if (mail.to == to) found.push_back(mail);
            return found;
        };
        REQUIRE(mails_.wait([&](const auto& mails) { return all_to(mails).size() >= count; }));
        return all_to(mails_.get()).at(count - 1);
    }
    std::size_t count() { return mails_.get().size(); }

private:
    bus::Watched<std::vector<mail::Mail>> mails_;
};

/// The first line that stands alone and is set in: how the mails write a token.
inline std::string token_in(const mail::Mail& mail) {
    for (auto at = mail.text.find("\n    "); at != std::string::npos; at = mail.text.find("\n    ", at + 1)) {
        const auto line = mail.text.substr(at + 5, mail.text.find('\n', at + 1) - at - 5);
        if (line.find(' ') == std::string::npos && line.find('.') != std::string::npos) return line;
    }
    return {};
}

/// Who asks, as the door found it.
struct Caller {
    std::optional<UserId> user{};
    std::optional<SessionId> session{};
    std::optional<std::string> grants{};
    std::string address = "192.0.2.7", device = "a test";
};

inline const std::string ada_email = "ada@example.org", ada_password = "correct horse battery";

struct World {
    andvari::testing::Spine spine{std::nullopt, andvari::testing::Spine::Bus::open};
    std::shared_ptr<Postbox> postbox = std::make_shared<Postbox>();
    metrics::Registry metrics;
    Health health{"test"};
    bus::Watched<std::vector<std::string>> administrators;  ///< Tokens.
    bus::Watched<std::map<std::string, std::string>> replies;
    std::unique_ptr<bus::Subscription> listening;
    std::unique_ptr<Desk> desk;

    World() {
        listening = spine.connection().subscribe("ans.secret.*", [this](bus::Message message) {
            replies.change([&](auto& all) { all[std::string{message.subject().substr(11)}] = message.body(); });
        });
    }
    DeskSettings settings() {
        DeskSettings s;
        s.bus = {.url = spine.server().url(), .name = "desk"};
        s.location = spine.location();
        s.hashing_cost = {.memory_bytes = 8 * 1024, .passes = 1};
        s.public_url = "http://127.0.0.1:8080";
        s.mailer = postbox;
        s.on_first_administrator = [this](const std::string&, const std::string& token) {
            administrators.change([&](auto& tokens) { tokens.push_back(token); });
        };
        return s;
    }
    std::unique_ptr<Desk> make_desk() { return make_desk(settings()); }
    std::unique_ptr<Desk> make_desk(DeskSettings s) {
        auto made = std::make_unique<Desk>(std::move(s), metrics, health, [](const std::string& reason) { FAIL(reason); });
        made->start();
        return made;
    }
    void open_desk() { desk = make_desk(); }
    void close_desk() { desk.reset(); }

    auth::RingChanged ring() {
        return spine.seen("credentials", [](store::Database& db) { return auth::CredentialsView::ring(db); }).value();
    }
    double hashes() {
        return metrics.counter("andvari_password_hashes_total", "Passwords hashed, to store or to check them.").value();
    }

    /// Sends a request, and answers by what its reply can be opened.
    struct Sent {
        std::string id;
        crypto::OpeningKey key;
    };
    template <class Asked>
    Sent send(const Asked& asked, const Caller& caller = {}) {
        Sent sent{new_id(), crypto::OpeningKey::generate()};
        const secrets::Request request{
            sent.id,       sent.key.sealing().text(), caller.user, caller.session, caller.grants, caller.address,
            caller.device, json::write(asked)};
        send_bytes(Asked::verb, crypto::seal_to(crypto::SealingKey::parse(ring().sealing).value(), json::write(request)));
        return sent;
    }
    void send_bytes(std::string_view verb, const std::string& bytes) { spine.publish("secret.auth." + std::string{verb}, bytes); }
    secrets::Reply receive(const Sent& sent) {
        REQUIRE(replies.wait([&](const auto& all) { return all.contains(sent.id); }));
        return json::read<secrets::Reply>(crypto::open_sealed(sent.key, replies.get().at(sent.id)).value().view()).value();
    }
    template <class Asked>
    secrets::Reply ask(const Asked& asked, const Caller& caller = {}) {
        return receive(send(asked, caller));
    }

    // Stories.

    void register_and_verify(const std::string& email = ada_email, const std::string& password = ada_password) {
        REQUIRE(!ask(secrets::Register{email, password, {}, {}}).code);
        REQUIRE(!ask(secrets::VerifyEmail{token_in(postbox->wait(email))}).code);
    }
    secrets::Reply try_log_in(const std::string& email, const std::string& password, const std::optional<std::string>& code = {},
                              const Caller& caller = {}) {
        return ask(secrets::LogIn{email, password, code}, caller);
    }
    secrets::Tokens log_in(const std::string& email = ada_email, const std::string& password = ada_password,
                           const std::optional<std::string>& code = {}) {
        return result<secrets::Tokens>(try_log_in(email, password, code));
    }
    template <class Result>
    static Result result(const secrets::Reply& reply) {
        REQUIRE_MESSAGE(!reply.code, reply.code.value_or(""));
        return json::read<Result>(reply.body.value()).value();
    }
    /// What the door found of rights is newer than what the services may have heard.
    static Caller caller_of(const secrets::Tokens& tokens) {
        return {.user = tokens.user, .session = tokens.session, .grants = "1000000:manage_own_profile"};
    }
};

struct OpenWorld : World {
    OpenWorld() { open_desk(); }
    ~OpenWorld() { close_desk(); }
};

/// Registered, verified and logged in.
struct AdasWorld : OpenWorld {
    secrets::Tokens tokens = log_in_first();
    Caller ada = caller_of(tokens);

private:
    secrets::Tokens log_in_first() {
        register_and_verify();
        return log_in();
    }
};

}  // namespace andvari::desk::testing
