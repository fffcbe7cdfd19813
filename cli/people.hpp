// What the read model of access and the vault tell an operator of persons.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "services/security/access_view.hpp"
#include "shared/store/database.hpp"
#include "shared/vault/vault.hpp"

namespace andvari::cli {

class People {
public:
    /// Throws where the read model is not there yet.
    explicit People(const store::Location&);

    store::Database& access() { return *access_; }
    /// Of an id or an e-mail address. Throws std::invalid_argument where there is nobody.
    UserId find(const std::string& id_or_email);
    /// Nothing for who has none, or was erased.
    std::optional<std::string> email(const security::UserRow&);
    /// "192.0.2.7, curl/8.1" of a sealed client; empty where it cannot be opened any more.
    std::string client(const UserId&, const std::string& sealed);
    /// The name that an API key was given; empty where it cannot be opened any more.
    std::string key_name(const security::KeyRow&);

private:
    std::optional<std::string> open(const UserId&, std::string_view field, const std::string& sealed);

    std::unique_ptr<store::Database> access_;
    std::unique_ptr<vault::Vault> vault_;
};

/// Calls `visit` for every user, in the order of their ids.
template <class Visit>
void each_user(store::Database& access, Visit&& visit) {
    constexpr std::int64_t page = 200;
    std::string after;
    for (;;) {
        const auto users = security::AccessView::users(access, after, page);
        for (const auto& user : users) visit(user);
        if (users.size() < static_cast<std::size_t>(page)) return;
        after = users.back().id.text;
    }
}

}  // namespace andvari::cli
