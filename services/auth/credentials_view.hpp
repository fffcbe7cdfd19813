// What the desk needs to know of a person to check a password, a second factor or a token. Only the desk opens it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/auth.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::auth {

struct CredentialsRow {
    UserId user;
    std::string email;                    ///< Sealed.
    std::optional<std::string> password;  ///< Sealed hash.
    std::uint64_t password_revision = 0;
    bool verified = false;
    std::optional<std::string> seed;           ///< Sealed; offered or in force.
    bool second_factor = false;                ///< The seed is in force.
    std::vector<std::string> recovery_hashes;  ///< Of the codes not used yet.
    std::optional<std::int64_t> totp_step;     ///< The last one used: only later ones are good.
};

class CredentialsView final : public eventing::View {
public:
    /// Nothing for who is unknown or was erased.
    static std::optional<CredentialsRow> find(store::Database&, const UserId&);
    /// In the order of their ids: for making the desk's index of addresses anew.
    static std::vector<CredentialsRow> all(store::Database&, std::string_view after, std::int64_t limit);
    static std::optional<RingChanged> ring(store::Database&);
    /// The key's owner, unless it was revoked.
    static std::optional<UserId> owner_of_key(store::Database&, const ApiKeyId&);

    std::string_view name() const override { return "credentials"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
};

}  // namespace andvari::auth
