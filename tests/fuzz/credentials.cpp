// The fields of a request that say who sends it, a field a line.
#include "gateway/api/credentials.hpp"

#include <algorithm>

#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using namespace andvari::gateway;

bool lies_in(std::string_view part, const http::Request& request) {
    if (part.empty()) return true;
    for (const auto& field : request.fields)
        if (part.data() >= field.value.data() && part.data() + part.size() <= field.value.data() + field.value.size())
            return true;
    return false;
}

void attack_credentials(http::Request& request) {
    const auto found = credentials_of(request);
    if (!found) return promise(found.error().status == 400, "credentials that are ambiguous are the sender's mistake");
    promise(lies_in(found->secret, request) && lies_in(found->key, request), "credentials are what stands in a field");
    promise((found->kind == Credentials::Kind::key_headers) || found->key.empty(), "only key headers have a key");
    if (found->kind == Credentials::Kind::none) promise(found->secret.empty(), "who brings nothing has no secret");
    if (found->kind == Credentials::Kind::cookie)
        promise(found->secret == cookie_of(request, session_cookie), "the session is the cookie's");
    for (const auto& [name, value] :
         {http::Field{"authorization", "Bearer other"}, http::Field{"Cookie", "a=b; __Host-session=other"},
          http::Field{"apca-api-key-id", "other"}}) {
        request.fields.push_back({name, value});
        const bool goes_with = found->kind == Credentials::Kind::key_headers && name == "apca-api-key-id" && found->key.empty();
        promise(found->kind == Credentials::Kind::none || goes_with || !credentials_of(request),
                "credentials beside others are refused");
        request.fields.pop_back();
    }
}

void attack_initiator(http::Request& request) {
    if (initiator_of(request) != Initiator::ours) return;
    const auto site = request.field("Sec-Fetch-Site");
    const auto origin = request.field("Origin"), host = request.field("Host");
    const auto end = origin.substr(origin.size() - std::min(origin.size(), host.size()));
    promise(site == "same-origin" || site == "none" ||
                (site.empty() && origin.size() > host.size() && http::equal_ignoring_case(end, host)),
            "only a page of this host, or a person, is ours");
    request.fields.insert(request.fields.begin(), {"sec-fetch-site", "cross-site"});
    promise(initiator_of(request) == Initiator::another_site, "what a browser calls another site's is another site's");
}

}  // namespace

void attack(std::string_view input) {
    http::Request request;
    request.encrypted = input.starts_with('e');
    while (!input.empty()) {
        auto line = take_until(input, "\n");
        const auto name = take_until(line, ": ");
        request.fields.push_back({name, line});
    }
    attack_credentials(request);
    attack_initiator(request);
}

}  // namespace andvari::fuzz
