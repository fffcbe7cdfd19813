// What tells of persons, opened and sealed with their own keys: one thread's way into the vault.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "events/secrets.hpp"
#include "gateway/api/problem.hpp"
#include "shared/identity/ids.hpp"
#include "shared/store/database.hpp"
#include "shared/vault/vault.hpp"

namespace andvari::gateway {

/// Where a request comes from, as it says itself: of User-Agent at most 256 bytes.
secrets::Client client_of(const http::Request&);

class Persons {
public:
    explicit Persons(store::Location);

    /// A problem while there is no vault. The vault is opened when it is first asked for.
    Result<vault::Vault*> vault();

    /// The text, or nothing where it cannot be opened: the person was erased, or there is no vault. `field` as in
    /// vault::Vault::open.
    std::optional<std::string> open(const UserId&, std::string_view field, const std::optional<std::string>& sealed);
    std::optional<std::string> seal(const UserId&, std::string_view field, std::string_view plain);

private:
    const store::Location location_;
    std::unique_ptr<vault::Vault> vault_;
};

}  // namespace andvari::gateway
