// Becoming somebody: registering, logging in, refreshing, and what helps who forgot the password. The desk does all of it.
#include "gateway/api/asking.hpp"
#include "gateway/api/bodies.hpp"
#include "gateway/api/credentials.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/worker.hpp"
#include "shared/crypto/signing_key.hpp"

namespace andvari::gateway {
namespace {

/// Read with a document of its own, whose memory does not stay.
template <class T>
Result<T> secret_body(const Call& call) {
    json::Document document;
    return body_of<T>(call, document);
}

/// A question whose body is the request's.
template <class Question>
std::optional<Problem> pass_on(Call& call, const Answering& answering) {
    auto question = secret_body<Question>(call);
    if (!question) return question.error();
    return ask_desk(call, std::move(*question), answering);
}

/// What is told of tokens that come as cookies.
struct SignedIn {
    UserId user;
    SessionId session;
    std::int64_t expires_in = 0, refresh_expires_in = 0;
    static constexpr auto fields = json::fields(json::field("user", &SignedIn::user), json::field("session", &SignedIn::session),
                                                json::field("expires_in", &SignedIn::expires_in),
                                                json::field("refresh_expires_in", &SignedIn::refresh_expires_in));
};

/// The tokens as cookies, which no script can read; the body tells the rest.
void answer_with_cookies(http::Response& response, std::string result) {
    const auto tokens = json::read<secrets::Tokens>(result);
    crypto::wipe(result);
    if (!tokens) return write(response, unavailable("no_answer", "The desk's answer cannot be read."));
    add_cookie(response, session_cookie, tokens->access_token, tokens->expires_in);
    add_cookie(response, refresh_cookie, tokens->refresh_token, tokens->refresh_expires_in);
    response.body = json::write(SignedIn{tokens->user, tokens->session, tokens->expires_in, tokens->refresh_expires_in});
}

}  // namespace

std::optional<Problem> register_person(Call& call) { return pass_on<secrets::Register>(call, answer_accepted); }
std::optional<Problem> verify_email(Call& call) { return pass_on<secrets::VerifyEmail>(call, answer_nothing); }
std::optional<Problem> resend_verification(Call& call) { return pass_on<secrets::ResendVerification>(call, answer_accepted); }
std::optional<Problem> forgot_password(Call& call) { return pass_on<secrets::RequestReset>(call, answer_accepted); }
std::optional<Problem> reset_password(Call& call) { return pass_on<secrets::ResetPassword>(call, answer_nothing); }

std::optional<Problem> log_in(Call& call) {
    auto request = secret_body<LogInRequest>(call);
    if (!request) return request.error();
    const bool cookies = request->cookies.value_or(false);
    // Another site's page must not log its reader in as somebody else.
    if (cookies && initiator_of(call.request) == Initiator::another_site) return cross_site_request();
    return ask_desk(call, secrets::LogIn{std::move(request->email), std::move(request->password), std::move(request->code)},
                    cookies ? answer_with_cookies : answer_result);
}

std::optional<Problem> refresh(Call& call) {
    const auto cookie = cookie_of(call.request, refresh_cookie);
    if (cookie.empty()) return pass_on<secrets::Refresh>(call, answer_result);
    if (!call.request.body.empty())
        return Problem{.code = "credentials_ambiguous",
                       .status = 400,
                       .detail = "The refresh token comes in the body or in the cookie, not in both."};
    if (initiator_of(call.request) != Initiator::ours) return cross_site_request();
    return ask_desk(call, secrets::Refresh{std::string{cookie}}, answer_with_cookies);
}

// --- With a session.

std::optional<Problem> change_password(Call& call) { return pass_on<secrets::ChangePassword>(call, answer_nothing); }
std::optional<Problem> offer_second_factor(Call& call) { return pass_on<secrets::OfferSecondFactor>(call, answer_result); }
std::optional<Problem> enable_second_factor(Call& call) { return pass_on<secrets::EnableSecondFactor>(call, answer_result); }
std::optional<Problem> disable_second_factor(Call& call) { return pass_on<secrets::DisableSecondFactor>(call, answer_nothing); }
std::optional<Problem> erase_me(Call& call) { return pass_on<secrets::EraseMe>(call, answer_nothing); }

std::optional<Problem> create_key(Call& call) {
    return pass_on<secrets::CreateKey>(call, [](http::Response& response, std::string result) {
        if (const auto made = json::read<secrets::KeySecret>(result))
            response.add("Location", "/api/v1/auth/keys/" + made->key.text);
        response.status = 201;
        response.body = std::move(result);
    });
}

/// The public keys, as a JSON Web Key Set (RFC 7517, 5).
std::optional<Problem> show_signing_keys(Call& call) {
    const auto ring = call.worker.authentication.ring();
    if (!ring) return ring.error();
    std::vector<crypto::VerifyingKey> keys;
    for (const auto& key : ring->signing)
        if (auto parsed = crypto::VerifyingKey::parse(key.public_key)) keys.push_back(std::move(*parsed));
    call.response->content_type = "application/jwk-set+json";
    call.response->cache_control = "public, max-age=300";
    answer_one(call, crypto::jwks(keys));
    return std::nullopt;
}

}  // namespace andvari::gateway
