// What tells of persons, sealed and opened with their keys.
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "events/secrets.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/write.hpp"
#include "shared/vault/vault.hpp"

namespace andvari::desk {

// What a sealed text is, as its member is called in the facts.
inline constexpr std::string_view sealed_email = "email", sealed_password = "password", sealed_profile = "profile",
                                  sealed_client = "client", sealed_seed = "seed", sealed_details = "details",
                                  sealed_preferences = "preferences";

/// The vault, which threads take turns with. Throws store::StoreError.
class Persons {
public:
    explicit Persons(std::unique_ptr<vault::Vault> vault) : vault_{std::move(vault)} {}

    /// From now on the person has a key.
    void make(const UserId& user) {
        const std::lock_guard lock{mutex_};
        vault_->make(user);
    }
    void destroy(const UserId& user) {
        const std::lock_guard lock{mutex_};
        vault_->destroy(user);
    }
    /// Nothing for who has no key, or where it does not open.
    std::optional<std::string> open(const UserId& user, std::string_view field, std::string_view sealed) {
        const std::lock_guard lock{mutex_};
        return vault_->open(user, field, sealed);
    }
    /// Nothing for who has no key.
    std::optional<std::string> seal(const UserId& user, std::string_view field, std::string_view plain) {
        const std::lock_guard lock{mutex_};
        return vault_->seal(user, field, plain);
    }
    /// Who sent a request, and from where.
    std::optional<std::string> seal_client(const UserId& user, const secrets::Request& request) {
        return seal(user, sealed_client, json::write(secrets::Client{request.address, request.device}));
    }

private:
    std::mutex mutex_;
    std::unique_ptr<vault::Vault> vault_;
};

}  // namespace andvari::desk
