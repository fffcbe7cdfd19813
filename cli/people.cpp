#include "cli/people.hpp"

#include <stdexcept>

#include "cli/attach.hpp"
#include "events/secrets.hpp"
#include "shared/json/read.hpp"

namespace andvari::cli {
namespace {
std::string lower(std::string text) {
    for (auto& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}
}  // namespace

People::People(const store::Location& location)
    : access_{open_read_model(location, "access")}, vault_{vault::Vault::open_to_read(location)} {}

UserId People::find(const std::string& id_or_email) {
    if (id_or_email.find('@') == std::string::npos) {
        if (is_token(id_or_email) && security::AccessView::user(*access_, {id_or_email})) return {id_or_email};
        throw std::invalid_argument{"there is no user '" + id_or_email + "'; `andvari users list` shows those there are"};
    }
    std::optional<UserId> found;
    each_user(*access_, [&](const security::UserRow& user) {
        if (const auto address = email(user); address && lower(*address) == lower(id_or_email)) found = user.id;
    });
    if (!found) throw std::invalid_argument{"nobody has the address " + id_or_email};
    return *found;
}

std::optional<std::string> People::open(const UserId& user, std::string_view field, const std::string& sealed) {
    return vault_ ? vault_->open(user, field, sealed) : std::nullopt;
}

std::optional<std::string> People::email(const security::UserRow& user) {
    return user.email ? open(user.id, "email", *user.email) : std::nullopt;
}

std::string People::client(const UserId& user, const std::string& sealed) {
    const auto text = open(user, "client", sealed);
    const auto client = json::read<secrets::Client>(text.value_or(""));
    if (!client) return {};
    return client->device.empty() ? client->address : client->address + ", " + client->device;
}

std::string People::key_name(const security::KeyRow& key) {
    const auto text = open(key.user, "details", key.details);
    const auto details = json::read<secrets::KeyDetails>(text.value_or(""));
    return details ? details->name : std::string{};
}

}  // namespace andvari::cli
