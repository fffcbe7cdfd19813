// The keys of persons: what tells of somebody is sealed with that person's key, so that destroying the key erases it everywhere,
// in a log that nobody can change, too.
//
// A database of its own, "vault": the desk writes it, the door reads it. It is not computed from the log and is not in backups
// of it: losing it loses everybody's personal data, for ever.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "shared/crypto/person_key.hpp"
#include "shared/identity/ids.hpp"
#include "shared/store/database.hpp"

namespace andvari::vault {

/// Belongs to one thread at a time.
class Vault {
public:
    /// The desk's: makes the database where there is none.
    static std::unique_ptr<Vault> open_to_write(const store::Location&);
    /// The door's. Nothing while there is no vault yet. Throws store::StoreError.
    static std::unique_ptr<Vault> open_to_read(const store::Location&);

    /// The person's key; made, and on the disk, when this returns. For a person who was erased it throws std::logic_error.
    crypto::PersonKey make(const UserId&);
    /// Nothing for who has none, or none any more. Never keep it longer than for one piece of work.
    std::optional<crypto::PersonKey> find(const UserId&);
    /// No byte of the key is left in the database's files when this returns (SQLite: overwritten, journal truncated).
    /// Again is no error.
    void destroy(const UserId&);

    /// `find`, and then opens a text sealed with it; `field` names what it is, as when it was sealed ("email", "client", …).
    /// Nothing when the key is gone, or the text is none that this key sealed for this person and field.
    std::optional<std::string> open(const UserId&, std::string_view field, std::string_view sealed);
    /// The opposite. Nothing when the person has no key.
    std::optional<std::string> seal(const UserId&, std::string_view field, std::string_view plain);

private:
    explicit Vault(std::unique_ptr<store::Database>);
    std::unique_ptr<store::Database> db_;
};

}  // namespace andvari::vault
