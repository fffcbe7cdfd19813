// Who may say what on the bus: the users that infra/nats/users.json declares, and the server's configuration for them.
//
// A user inside belongs to the account that has the streams. What it sends may name any reply subject, and the server answers
// there with its own rights; so a user outside, who is less trusted, has an account of its own, into which nothing but its
// subjects is brought: an answer cannot leave it. See docs/adr/0014.
#pragma once

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/bus/bus.hpp"

namespace andvari::bus {

struct User {
    std::string name;  ///< Also the inbox prefix `_INBOX_<name>` and the name of its key's file.
    bool outside = false;
    std::vector<std::string> publish;          ///< Subjects, wildcards allowed; nothing else may be published,
    std::vector<std::string> never_publish;    ///< and of those, these may not.
    std::vector<std::string> subscribe;        ///< Beware: who may subscribe to `a.*` may also to `a.>`, the server thinks,
    std::vector<std::string> never_subscribe;  ///< and needs `a.*.>` here, lest it hear `a.b.c`.
};

/// Reads a declaration such as infra/nats/users.json. Throws BusError for one that is malformed or says something twice.
std::vector<User> read_users(std::string_view declaration);
/// Those that infra/nats/users.json declares.
const std::vector<User>& default_users();
/// Throws BusError, naming those there are.
const User& user_named(std::span<const User>, std::string_view name);

/// The public keys of users, by name.
using PublicKeys = std::map<std::string, std::string>;
/// Where a user's NKey seed is kept in a folder: "<folder>/<name>.nk", which holds the seed and nothing else.
std::filesystem::path key_file(const std::filesystem::path& folder, std::string_view user);
/// Makes what is missing of the folder (mode 0700) and of the users' keys in it (0600). Throws BusError.
PublicKeys make_user_keys(const std::filesystem::path& folder, std::span<const User>);
/// Throws BusError when one is missing.
PublicKeys read_user_keys(const std::filesystem::path& folder, std::span<const User>);

/// The block `accounts { … }` of a nats-server's configuration. Whoever is not in it is not let in.
std::string server_accounts(std::span<const User>, const PublicKeys&);

/// Connects as this user. A `folder` without keys in it means a server that asks for none.
Options options_of(const User&, std::string url, const std::filesystem::path& folder);

}  // namespace andvari::bus
