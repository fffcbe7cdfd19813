// For tests: people who come in by access tokens and API keys. Here the test itself is the desk: it gives the commands and signs
// the tokens.
#pragma once

#include <map>

#include "events/secrets.hpp"
#include "events/user.hpp"
#include "gateway/testing.hpp"
#include "services/security/access_view.hpp"
#include "shared/crypto/jws.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/crypto/tokens.hpp"
#include "shared/vault/vault.hpp"

namespace andvari::gateway::testing {

using security::AccessView;

struct IdentityWorld : World {
    std::unique_ptr<vault::Vault> vault = vault::Vault::open_to_write(spine.location());
    crypto::SigningKey signer = crypto::SigningKey::generate();
    crypto::OpeningKey desk = crypto::OpeningKey::generate();

    /// Waits until the read model of access says so.
    template <class Read>
    auto shown(Read&& read) {
        return spine.seen("access", std::forward<Read>(read));
    }

    IdentityWorld() {
        change_ring({{signer.verifying().id(), signer.verifying().x(), auth::KeyState::current}});
        shown([](auto& db) { return AccessView::ring(db); });
    }

    /// What a command of the desk, or of who else is said, comes to.
    template <class C>
    andvari::testing::Answer give(const std::string& key, const C& command, const std::string& actor = "system:desk") {
        const auto name = C::type.substr(8, C::type.size() - 8 - 3);  // "auth.register"
        const auto point = name.find('.');
        std::string subject{"cmd."};
        subject.append(name.substr(0, point)).append(".").append(key).append(name.substr(point));
        return spine.ask(subject, command, new_id(), actor);
    }
    template <class C>
    void give_well(const std::string& key, const C& command) {
        const auto answer = give(key, command);
        REQUIRE_MESSAGE(answer.type.find("refused") == std::string::npos, answer.body);
    }
    void change_ring(const std::vector<auth::SigningKey>& keys) {
        give_well("ring", auth::ChangeRing{keys, desk.sealing().text()});
    }
    std::string sealed(const UserId& user, std::string_view field, const auto& plain) {
        return vault->seal(user, field, json::write(plain)).value();
    }
    std::string client_of(const UserId& user) { return sealed(user, "client", secrets::Client{"192.0.2.1", "a test"}); }

    /// Somebody who has registered, verified the address, and is a member.
    UserId join(const std::string& name) {
        const UserId user{name + '-' + new_id().substr(0, 13)};
        vault->make(user);
        auth::Register command{
            user, vault->seal(user, "email", name + "@example.org").value(), vault->seal(user, "password", "a hash").value(), {}};
        give_well(user.text, command);
        const auto hash = crypto::token_hash(new_id());
        give_well(user.text, auth::OfferVerification{user, hash, Instant::now().plus_seconds(600)});
        give_well(user.text, auth::VerifyEmail{user, hash});
        shown([&](auto& db) -> std::optional<bool> {
            const auto row = AccessView::user(db, user);
            const auto access = AccessView::access(db, user);
            return row && row->verified && access && !access->permissions.empty() ? std::optional{true} : std::nullopt;
        });
        return user;
    }
    SessionId open_session(const UserId& user) {
        const SessionId session{new_id()};
        give_well(user.text, auth::OpenSession{user,
                                               session,
                                               1,
                                               auth::Method::password,
                                               {},
                                               {},
                                               crypto::token_hash(session.text),
                                               Instant::now().plus_seconds(3600),
                                               client_of(user)});
        shown([&](auto& db) { return AccessView::session(db, session); });
        return session;
    }
    std::string token(const UserId& user, const SessionId& session, std::int64_t seconds = 600) {
        return token_by(signer, user, session, seconds);
    }
    static std::string token_by(const crypto::SigningKey& key, const UserId& user, const SessionId& session,
                                std::int64_t seconds = 600) {
        crypto::AccessClaims claims;
        claims.issuer = secrets::token_issuer;
        claims.audience = secrets::token_audience;
        claims.subject = user.text;
        claims.session = session.text;
        claims.id = new_id();
        claims.issued_at = Instant::now().plus_seconds(std::min<std::int64_t>(0, seconds) - 1);
        claims.expires_at = Instant::now().plus_seconds(seconds);
        return crypto::sign_access_token(key, claims);
    }
    /// "<key>.<secret>"
    std::string make_key(const UserId& user, const std::vector<Permission>& scopes,
                         const std::vector<std::string>& addresses = {}, std::optional<Instant> expires = {}) {
        const auto key = crypto::new_api_key();
        give_well(user.text, auth::CreateKey{user,
                                             {key.id},
                                             crypto::api_key_hash(key.id, key.secret.view()),
                                             scopes,
                                             expires,
                                             sealed(user, "details", secrets::KeyDetails{"a test", addresses})});
        shown([&](auto& db) { return AccessView::key(db, {key.id}); });
        return key.id + '.' + std::string{key.secret.view()};
    }
    void grant(const UserId& user, const std::string& role) {
        give_well(user.text, security::Grant{user, role, "a test"});
        shown([&](auto& db) -> std::optional<bool> {
            const auto row = AccessView::user(db, user);
            return row && std::ranges::find(row->roles, role) != row->roles.end() ? std::optional{true} : std::nullopt;
        });
    }
    /// Somebody in a session of their own.
    Client signed_in(const UserId& user) { return client(token(user, open_session(user))); }
};

}  // namespace andvari::gateway::testing
