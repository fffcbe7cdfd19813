// What a desk is told.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "shared/bus/bus.hpp"
#include "shared/crypto/hashing_pool.hpp"
#include "shared/crypto/passwords.hpp"
#include "shared/mail/mail.hpp"
#include "shared/store/database.hpp"

namespace andvari::desk {

struct DeskSettings {
    bus::Options bus;
    store::Location location;
    std::string admin_email = "admin@localhost";  ///< Of the first administrator.
    std::string public_url;                       ///< Where the gateway is reached, for mails; no slash at its end.
    crypto::HashingPool::Size hashing;
    crypto::HashingCost hashing_cost;
    std::int64_t access_token_seconds = 600;  ///< How long an access token is good, and how long a retired signing key is kept.
    std::size_t workers = 4;                  ///< Threads for requests in which a password is hashed. Two more serve the others.
    std::size_t quick_waiting = 256;          ///< How many of the others may wait. Of those that hash, `hashing.waiting` may.
    std::chrono::milliseconds outcome_patience{5000};  ///< How long a command may take.
    std::shared_ptr<mail::Mailer> mailer;
    /// Hands over the token by which the first administrator of a new system chooses a password, as for a forgotten one; good
    /// for 7 days. To be shown once, and never logged. On a thread of the desk.
    std::function<void(const std::string& email, const std::string& token)> on_first_administrator;
};

}  // namespace andvari::desk
