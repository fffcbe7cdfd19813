// The users' NKey seeds: a folder with a file for each.
#include "shared/bus/nkey.hpp"
#include "shared/bus/users.hpp"
#include "shared/lifecycle/private_file.hpp"

namespace andvari::bus {

namespace fs = std::filesystem;

fs::path key_file(const fs::path& folder, std::string_view user) { return folder / (std::string{user} + ".nk"); }

PublicKeys make_user_keys(const fs::path& folder, std::span<const User> users) {
    try {
        fs::create_directories(folder);
        fs::permissions(folder, fs::perms::owner_all);
        for (const auto& user : users)
            if (const auto file = key_file(folder, user.name); !fs::exists(file))
                write_private(file.string(), new_user_key().seed);
    } catch (const BusError&) {
        throw;
    } catch (const std::exception& e) {
        throw BusError{std::string{"the keys of the bus's users cannot be kept: "} + e.what()};
    }
    return read_user_keys(folder, users);
}

PublicKeys read_user_keys(const fs::path& folder, std::span<const User> users) {
    PublicKeys keys;
    for (const auto& user : users) keys[user.name] = read_user_key(key_file(folder, user.name)).public_key;
    return keys;
}

}  // namespace andvari::bus
