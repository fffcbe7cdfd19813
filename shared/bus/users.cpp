#include "shared/bus/users.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "shared/bus/declarations.hpp"
#include "shared/bus/server_accounts.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::bus {

namespace {

using nlohmann::json;

constexpr std::string_view placeholder = "{name}";

[[noreturn]] void malformed(const std::string& what) { throw BusError{"the declaration of users: " + what}; }

/// What may stand in a server's configuration between quotes, and be meant as a subject.
bool is_subject(std::string_view text) {
    return !text.empty() && text.front() != '.' && text.back() != '.' && text.find("..") == text.npos &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

void take_subjects(const json& from, const char* key, const std::string& user, std::vector<std::string>& into) {
    for (const auto& entry : from.value(key, json::array())) {
        auto subject = entry.get<std::string>();
        for (auto at = subject.find(placeholder); at != subject.npos; at = subject.find(placeholder))
            subject.replace(at, placeholder.size(), user);
        if (!is_subject(subject)) malformed("'" + subject + "' is no subject");
        if (std::ranges::find(into, subject) == into.end()) into.push_back(std::move(subject));
    }
}

void take_all(const json& from, User& user) {
    take_subjects(from, "publish", user.name, user.publish);
    take_subjects(from, "never publish", user.name, user.never_publish);
    take_subjects(from, "subscribe", user.name, user.subscribe);
    take_subjects(from, "never subscribe", user.name, user.never_subscribe);
}

/// A misspelt member would silently leave a right out, or a prohibition.
void require_known(const json& object, const std::set<std::string>& known) {
    for (const auto& [key, value] : object.items())
        if (!known.contains(key)) malformed("unknown member '" + key + "'");
}

User read_user(const json& declared, const json& kinds) {
    require_known(declared, {"name", "outside", "is", "publish", "never publish", "subscribe", "never subscribe"});
    User user{.name = declared.at("name").get<std::string>(), .outside = declared.value("outside", false)};
    if (!is_token(user.name) || user.name == main_account) malformed("'" + user.name + "' is no name of a user");
    for (const auto& kind : declared.value("is", json::array())) {
        const auto found = kinds.find(kind.get<std::string>());
        if (found == kinds.end()) malformed("there is no kind '" + kind.get<std::string>() + "'");
        take_all(*found, user);
    }
    take_all(declared, user);
    return user;
}

}  // namespace

std::vector<User> read_users(std::string_view declaration) {
    std::vector<User> users;
    try {
        const auto declared = json::parse(declaration);
        require_known(declared, {"kinds", "users"});
        const auto& kinds = declared.at("kinds");
        for (const auto& kind : kinds) require_known(kind, {"publish", "never publish", "subscribe", "never subscribe"});
        for (const auto& entry : declared.at("users")) {
            auto user = read_user(entry, kinds);
            if (std::ranges::find(users, user.name, &User::name) != users.end()) malformed("'" + user.name + "' is there twice");
            users.push_back(std::move(user));
        }
    } catch (const json::exception& e) {
        malformed(e.what());
    }
    return users;
}

const std::vector<User>& default_users() {
    static const auto users = read_users(default_user_declaration());
    return users;
}

const User& user_named(std::span<const User> users, std::string_view name) {
    const auto found = std::ranges::find(users, name, &User::name);
    if (found != users.end()) return *found;
    std::string known;
    for (const auto& user : users) known.append(known.empty() ? "" : ", ").append(user.name);
    throw BusError{"the bus has no user '" + std::string{name} + "'; there are: " + known};
}

Options options_of(const User& user, std::string url, const std::filesystem::path& folder) {
    Options options;
    options.url = std::move(url);
    options.name = user.name;
    options.credentials_file = key_file(folder, user.name).string();
    if (user.outside) options.api = outside_api;
    return options;
}

}  // namespace andvari::bus
