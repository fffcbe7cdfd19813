// For tests of what users may do: a server that knows those of infra/nats/users.json, and one more who may hear and say
// everything inside.
#pragma once

#include <algorithm>
#include <set>

#include "shared/bus/declarations.hpp"
#include "shared/bus/test_server.hpp"
#include "shared/bus/users.hpp"

namespace andvari::bus {

struct ServerWithUsers {
    static std::vector<User> with_observer() {
        auto users = default_users();
        users.push_back({.name = "observer", .publish = {">"}, .subscribe = {">"}});
        return users;
    }

    TemporaryFolder folder;
    std::vector<User> users = with_observer();
    NatsServer server{{.folder = folder.path,
                       .accounts = server_accounts(users, make_user_keys(folder.path / "users", users)),
                       .on_notice = [](std::string_view) {}}};

    Options options(std::string_view user) const {
        return options_of(user_named(users, user), server.url(), folder.path / "users");
    }
    std::shared_ptr<Connection> connect(std::string_view user) const { return bus::connect(options(user)); }
};

/// A connection, and what the server reports that its user may not do.
struct Speaker {
    Watched<std::set<std::string>> denied;  ///< "Publish order.x", "Subscription to order.x"
    std::shared_ptr<Connection> connection;

    Speaker(const ServerWithUsers& host, std::string_view user) {
        auto options = host.options(user);
        options.on_notice = [this](std::string_view notice) {
            constexpr std::string_view violation = "Permissions Violation for ";
            const auto at = notice.find(violation);
            if (at == notice.npos) return;
            std::string what{notice.substr(at + violation.size())};
            std::erase(what, '"');
            denied.change([&](auto& all) { all.insert(what); });
        };
        connection = connect(options);
    }
};

}  // namespace andvari::bus
