// Who an e-mail address belongs to. The address itself does not stand here in the open: only its hash, keyed with the desk's
// pepper, and sealed with the person's key.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/auth/desk/records.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::desk {

/// Thread-safe.
class Directory {
public:
    /// Makes the pepper where there is none.
    explicit Directory(Records&);

    /// What the address is known by here; equal for addresses that differ only in case or blanks around them.
    std::string key_of(std::string_view address) const;

    struct Entry {
        UserId user;
        bool registered = false;  ///< False while the address is only claimed: nobody knows whether registering came to its end.
    };
    std::optional<Entry> find(const std::string& key);
    /// Who has the address; `fresh` from now on, where nobody had it. Of two at once one gets it, and both hear who.
    Entry claim(const std::string& key, const UserId& fresh);
    /// The person is registered, with this sealed address.
    void confirm(const std::string& key, const UserId&, std::string_view sealed_address);
    /// Sealed; nothing for who is not registered.
    std::optional<std::string> address_of(const UserId&);
    void remove(const UserId&);

private:
    Records& records_;
    crypto::Secret pepper_;
};

}  // namespace andvari::desk
