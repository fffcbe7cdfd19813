// What the verbs work with. All of it is thread-safe.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "events/secrets.hpp"
#include "services/auth/desk/commands.hpp"
#include "services/auth/desk/credentials.hpp"
#include "services/auth/desk/directory.hpp"
#include "services/auth/desk/habits.hpp"
#include "services/auth/desk/hashing.hpp"
#include "services/auth/desk/key_ring.hpp"
#include "services/auth/desk/mails.hpp"
#include "services/auth/desk/persons.hpp"
#include "services/auth/desk/settings.hpp"
#include "services/auth/desk/successors.hpp"
#include "services/auth/desk/throttle.hpp"

namespace andvari::desk {

struct Workbench {
    /// Opens the databases. `fence` of the lease on the desk's.
    Workbench(const DeskSettings&, std::shared_ptr<bus::Connection>, std::uint64_t fence, metrics::Registry&);

    /// The plain address of who is registered.
    std::optional<std::string> email_of(const UserId&);
    /// The same, where the person wants to be warned.
    std::optional<std::string> email_to_warn(const UserId&);
    /// Ends everything that waits.
    void stop();

    const DeskSettings& settings;
    Records records;
    Persons persons;
    Directory directory;
    KeyRing ring;
    Habits habits;
    Credentials credentials;
    Commands commands;
    Hashing hashing;
    Throttle throttle;
    Successors successors;
    Mails mails;
    std::mutex changing_ring;  ///< Held while the ring and what the facts say of it are made the same.
};

/// What a verb comes to.
struct Answer {
    secrets::Reply reply;
    std::function<void()> afterwards{};  ///< Done when the reply is on its way, so that the time it takes tells nothing.
};

Answer refused(std::string code, std::string reason, std::optional<std::int64_t> retry_after = std::nullopt);
/// The command had no outcome in time.
Answer unavailable();
/// Too many passwords wait to be hashed.
Answer busy();
Answer too_many_attempts(std::int64_t seconds);
/// Whatever was wrong with it.
Answer token_invalid();
/// The refusal of the rules, in their words.
Answer refused_by_rules(const Outcome&);
Answer done(std::vector<std::string> places = {}, std::function<void()> afterwards = {});
template <class Result>
Answer done(const Result& result, std::vector<std::string> places, std::function<void()> afterwards = {}) {
    auto answer = done(std::move(places), std::move(afterwards));
    answer.reply.body = json::write(result);
    return answer;
}

/// Who sent a request, as far as the door knows; the desk itself for somebody unknown.
Sender sender_of(const secrets::Request&);
/// The desk itself, on behalf of somebody who has not proved yet who he is.
Sender desk_for(const secrets::Request&);

}  // namespace andvari::desk
