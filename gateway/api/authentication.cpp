#include "gateway/api/authentication.hpp"

#include <sodium.h>

#include <algorithm>

#include "events/secrets.hpp"
#include "gateway/api/standing.hpp"
#include "services/security/access_view.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/crypto/tokens.hpp"
#include "shared/json/read.hpp"

namespace andvari::gateway {
namespace {

constexpr std::size_t most_known = 16'384;
constexpr std::chrono::seconds asked_again_after{1};

Problem refusal(std::string_view challenge, std::string_view code, std::string_view detail) {
    return {.code = std::string{code}, .status = 401, .detail = std::string{detail}, .challenge = std::string{challenge}};
}

/// A cookie is sent by a browser whoever had it send the request, so it counts only where that was a page of ours.
/// True: as if it was not there. A problem: what would change something.
Result<bool> ignores_cookie(const http::Request& request) {
    // A page of any site may open a WebSocket and read what comes, unlike the answer to a GET.
    const bool socket = !request.field("Upgrade").empty();
    const bool safe = !socket && (request.method == http::Method::get || request.method == http::Method::head);
    const auto initiator = initiator_of(request);
    if (safe) return initiator == Initiator::another_site;
    if (initiator == Initiator::ours) return false;
    return cross_site_request();
}

bool is_among(const std::vector<Network>& networks, std::string_view address) {
    return networks.empty() || std::ranges::any_of(networks, [&](const Network& n) { return n.contains(address); });
}

/// Nothing where the key's details cannot be opened: then nobody may use it, rather than anybody from anywhere.
std::optional<std::vector<Network>> networks_of(const std::optional<std::string>& details) {
    if (!details) return std::nullopt;
    const auto read = json::read<secrets::KeyDetails>(*details);
    return read ? parse_networks(read->addresses) : std::nullopt;
}

}  // namespace

Problem not_signed_in() {
    return refusal("", "unauthorized",
                   "This needs a credential: Authorization: Bearer <access token or API key>, the fields APCA-API-KEY-ID and "
                   "APCA-API-SECRET-KEY, or the cookie of a session.");
}
Problem credential_invalid() {
    return refusal(R"(error="invalid_token")", "unauthorized", "The credential is not, or no longer, good.");
}
Problem token_expired() {
    return refusal(R"(error="invalid_token", error_description="the access token expired")", "token_expired",
                   "The access token expired; a refresh token gets another one.");
}
Problem cross_site_request() {
    return {.code = "cross_site_request",
            .status = 403,
            .detail =
                "What changes something, or opens a WebSocket, is done by cookie only where Sec-Fetch-Site is same-origin or "
                "none, or, without "
                "it, Origin names this host."};
}

Authentication::Authentication(const KeyRing& configured, Progress& progress, ReadModels& read_models, Persons& persons,
                               UseNotes& uses)
    : configured_{configured}, progress_{progress}, models_{read_models}, persons_{persons}, uses_{uses}, known_{most_known} {
    for (auto& key : print_keys_) randombytes_buf(key.data(), key.size());
}

/// A keyed hash of 128 bits: nobody outside can make two credentials that share one.
Authentication::Print Authentication::print_of(const Credentials& credentials) {
    std::string_view text = credentials.secret;
    if (credentials.kind == Credentials::Kind::key_headers) {
        scratch_.assign(credentials.key).append(1, '\0').append(credentials.secret);
        text = scratch_;
    }
    static_assert(sizeof(Print) == crypto_shorthash_siphashx24_BYTES);
    Print print;
    crypto_shorthash_siphashx24(reinterpret_cast<unsigned char*>(print.data()),
                                reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                                print_keys_[static_cast<std::size_t>(credentials.kind)].data());
    return print;
}

bool Authentication::fresh(const Known& known, Clock::time_point now) const {
    return known.notices == progress_.notices(Model::access) && now - known.asked < asked_again_after;
}

Result<CallerPointer> Authentication::caller_of(const http::Request& request, Clock::time_point now) {
    const auto credentials = credentials_of(request);
    if (!credentials) return credentials.error();
    if (credentials->kind == Credentials::Kind::none) return CallerPointer{};
    if (credentials->kind == Credentials::Kind::cookie) {
        const auto ignored = ignores_cookie(request);
        if (!ignored) return ignored.error();
        if (*ignored) return CallerPointer{};
    }
    const auto print = print_of(*credentials);
    auto* known = known_.find(print);
    if (!known) return meet(*credentials, print, request, now);
    auto caller = recognise(*known, request, now);
    if (!caller && caller.error().status == 401) known_.forget(print);
    return caller;
}

/// Who was verified before.
Result<CallerPointer> Authentication::recognise(Known& known, const http::Request& request, Clock::time_point now) {
    if (known.caller->expires && *known.caller->expires <= Instant::now()) return token_expired();
    if (!fresh(known, now)) {
        const auto notices = progress_.notices(Model::access);
        auto caller = again(known.caller);
        if (!caller) return caller;
        known = {std::move(*caller), notices, now};
        uses_.note(*known.caller, request);
    }
    if (!is_among(known.caller->networks, request.peer)) return credential_invalid();
    return known.caller;
}

Result<CallerPointer> Authentication::meet(const Credentials& credentials, const Print& print, const http::Request& request,
                                           Clock::time_point now) {
    const auto notices = progress_.notices(Model::access);
    const auto identity = verify(credentials);
    if (!identity) return identity.error();
    auto caller = again(std::make_shared<const Caller>(Caller{*identity}));
    if (!caller) return caller;
    if (!is_among((*caller)->networks, request.peer)) return credential_invalid();
    known_.put(print, {*caller, notices, now});
    uses_.note(**caller, request);
    return caller;
}

Result<CallerPointer> Authentication::again(const CallerPointer& caller) {
    if (caller->is_operator()) return std::make_shared<const Caller>(the_operator());
    if (caller->expires && *caller->expires <= Instant::now()) return token_expired();
    const auto access = look_at_ring();
    if (!access) return access.error();
    if (!caller->signed_by.empty() && !ring_.has(caller->signed_by)) return credential_invalid();
    auto standing = standing_of(**access, *caller, Instant::now());
    if (!standing) return credential_invalid();
    return std::make_shared<const Caller>(std::move(*standing));
}

Result<Identity> Authentication::verify(const Credentials& credentials) {
    using Kind = Credentials::Kind;
    if (credentials.kind == Kind::key_headers) return verify_key(credentials.key, credentials.secret);
    if (credentials.kind == Kind::cookie) return verify_token(credentials.secret);
    const auto point = credentials.secret.find('.');
    if (point != std::string_view::npos && crypto::is_api_key_id(credentials.secret.substr(0, point)))
        return verify_key(credentials.secret.substr(0, point), credentials.secret.substr(point + 1));
    if (const auto* actor = configured_.find(credentials.secret)) return configured(*actor);
    return verify_token(credentials.secret);
}

Result<Identity> Authentication::verify_token(std::string_view token) {
    if (const auto access = look_at_ring(); !access) return access.error();
    const auto verified = ring_.verify(token);
    if (!verified) return verified.error() == crypto::TokenFault::token_expired ? token_expired() : credential_invalid();
    const auto& claims = verified->claims;
    if (!is_token(claims.subject) || !is_token(claims.session)) return credential_invalid();
    return Identity{.actor = std::string{owner_prefix} + claims.subject,
                    .user = {claims.subject},
                    .session = SessionId{claims.session},
                    .expires = claims.expires_at,
                    .signed_by = verified->signed_by};
}

Identity Authentication::configured(const std::string& actor) {
    Identity identity{.actor = actor};
    if (actor != operator_actor) identity.user = {actor.substr(owner_prefix.size())};
    return identity;
}

Result<Identity> Authentication::verify_key(std::string_view key, std::string_view secret) {
    if (!crypto::is_api_key_id(key)) {
        // A configured key has no id: its owner's name stands for one.
        const auto* actor = configured_.find(secret);
        return actor && *actor == std::string{owner_prefix}.append(key) ? Result<Identity>{configured(*actor)}
                                                                        : credential_invalid();
    }
    const auto access = models_.open(Model::access);
    if (!access) return access.error();
    const auto row = security::AccessView::key(**access, {std::string{key}});
    // Compared also where there is no such key, so that it takes as long.
    auto hash = crypto::api_key_hash(key, secret);
    const bool right = crypto::equal_in_constant_time(hash, row ? row->secret_hash : std::string(hash.size(), '-'));
    if (!row || !right) return credential_invalid();
    if (const auto vault = persons_.vault(); !vault) return vault.error();
    auto networks = networks_of(persons_.open(row->user, "details", row->details));
    if (!networks) return credential_invalid();
    return Identity{.actor = std::string{owner_prefix} + row->user.text,
                    .user = row->user,
                    .key = row->id,
                    .secret_hash = std::move(hash),
                    .networks = std::move(*networks)};
}

/// The read model of access, with the ring as it has it.
Result<store::Database*> Authentication::look_at_ring() {
    const auto notices = progress_.notices(Model::access);
    const auto now = Clock::now();
    const auto access = models_.open(Model::access);
    if (!access) return access;
    if (notices == ring_notices_ && now - ring_looked_ < asked_again_after) return access;
    ring_.look(**access);
    ring_notices_ = notices;
    ring_looked_ = now;
    return access;
}

Result<auth::RingChanged> Authentication::ring() {
    if (const auto access = look_at_ring(); !access) return access.error();
    if (!ring_.ring()) return unavailable("keys_unavailable", "The keys of this installation are not there yet.");
    return *ring_.ring();
}

}  // namespace andvari::gateway
