#include "gateway/api/people.hpp"

#include "shared/json/read.hpp"

namespace andvari::gateway {
namespace {

/// What a sealed text says, or nothing where it cannot be opened or read.
template <class T>
std::optional<T> opened(Persons& persons, const UserId& user, std::string_view field, const std::optional<std::string>& sealed) {
    const auto text = persons.open(user, field, sealed);
    if (!text) return std::nullopt;
    auto read = json::read<T>(*text);
    if (!read) return std::nullopt;
    return std::move(*read);
}

std::optional<std::string> unless_empty(std::string text) { return text.empty() ? std::nullopt : std::optional{std::move(text)}; }

}  // namespace

std::optional<user::Profile> profile_of(const security::UserRow& row, Persons& persons) {
    return opened<user::Profile>(persons, row.id, "profile", row.profile);
}

user::Preferences preferences_of(const security::UserRow& row, Persons& persons) {
    return opened<user::Preferences>(persons, row.id, "preferences", row.preferences).value_or(user::Preferences{});
}

Person shown(const security::UserRow& row, Persons& persons) {
    auto profile = profile_of(row, persons).value_or(user::Profile{});
    return {row.id,
            row.status,
            row.roles,
            row.registered,
            row.verified,
            row.second_factor,
            row.registered_at,
            persons.open(row.id, "email", row.email),
            unless_empty(std::move(profile.first_name)),
            unless_empty(std::move(profile.last_name)),
            unless_empty(std::move(profile.display_name))};
}

ShownSession shown(const security::SessionRow& row, Persons& persons, const std::optional<SessionId>& current) {
    auto client = opened<secrets::Client>(persons, row.user, "client", row.client).value_or(secrets::Client{});
    return {row.id,
            row.method,
            row.opened,
            row.used,
            row.expires,
            row.id == current,
            unless_empty(std::move(client.address)),
            unless_empty(std::move(client.device)),
            row.ending,
            row.ended};
}

ShownKey shown(const security::KeyRow& row, Persons& persons) {
    auto details = opened<secrets::KeyDetails>(persons, row.user, "details", row.details).value_or(secrets::KeyDetails{});
    auto client = opened<secrets::Client>(persons, row.user, "client", row.client).value_or(secrets::Client{});
    ShownKey key{
        row.id,     unless_empty(std::move(details.name)), row.scopes.list(), std::nullopt, row.created, row.expires, row.used,
        row.revoked};
    if (!details.addresses.empty()) key.addresses = std::move(details.addresses);
    key.address = unless_empty(std::move(client.address));
    key.device = unless_empty(std::move(client.device));
    return key;
}

ShownAct shown(const security::ActRow& row) { return {row.place, row.time, row.actor, row.act, row.user, row.role, row.reason}; }

}  // namespace andvari::gateway
