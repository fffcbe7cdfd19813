// Who sends a request: its credentials verified once, and kept; whether they still count asked again whenever the read model of
// access moves, and each second. So who is shut out is out within a second, and a request costs no query.
#pragma once

#include <array>
#include <chrono>
#include <memory>

#include "gateway/api/caller.hpp"
#include "gateway/api/credentials.hpp"
#include "gateway/api/keys.hpp"
#include "gateway/api/persons.hpp"
#include "gateway/api/problem.hpp"
#include "gateway/api/read_models.hpp"
#include "gateway/api/recently_used.hpp"
#include "gateway/api/token_ring.hpp"
#include "gateway/api/use_notes.hpp"

namespace andvari::gateway {

/// One thread's.
class Authentication {
public:
    using Clock = std::chrono::steady_clock;

    Authentication(const KeyRing& configured, Progress&, ReadModels&, Persons&, UseNotes&);

    /// Null for a request that says nothing of its sender. Every credential that does not count gets the same 401, except that
    /// one that expired is told so.
    Result<CallerPointer> caller_of(const http::Request&, Clock::time_point now);
    /// The same caller as they are now, for what takes longer than a moment.
    Result<CallerPointer> again(const CallerPointer&);

    /// The keys that access tokens are signed with, as they are now. Nothing where there are none yet.
    Result<auth::RingChanged> ring();

private:
    using Print = std::array<std::uint64_t, 2>;
    struct PrintHash {
        std::size_t operator()(const Print& print) const { return print[0]; }
    };
    struct Known {
        CallerPointer caller;
        std::uint64_t notices = 0;  ///< Of the read model, when it was asked.
        Clock::time_point asked{};
    };

    Print print_of(const Credentials&);
    bool fresh(const Known&, Clock::time_point now) const;
    Result<CallerPointer> recognise(Known&, const http::Request&, Clock::time_point now);
    Result<CallerPointer> meet(const Credentials&, const Print&, const http::Request&, Clock::time_point now);

    // Verifying. Each answers what the credential proves, or the problem that refuses it.
    Result<Identity> verify(const Credentials&);
    Result<Identity> verify_token(std::string_view token);
    static Identity configured(const std::string& actor);
    Result<Identity> verify_key(std::string_view key, std::string_view secret);
    Result<store::Database*> look_at_ring();

    const KeyRing& configured_;
    Progress& progress_;
    ReadModels& models_;
    Persons& persons_;
    UseNotes& uses_;
    TokenRing ring_;
    std::uint64_t ring_notices_ = 0;  ///< When it was last looked at, with the time.
    Clock::time_point ring_looked_{};
    std::array<std::array<unsigned char, 16>, 4> print_keys_;  ///< Secret, one for each kind of credentials.
    std::string scratch_;
    RecentlyUsed<Print, Known, PrintHash> known_;
};

/// 401: without a credential, or with one that does not count.
Problem not_signed_in();
Problem credential_invalid();
Problem token_expired();
/// 403 to a browser that another site's page had send this.
Problem cross_site_request();

}  // namespace andvari::gateway
