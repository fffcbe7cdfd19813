// What a running Andvari leaves in its data folder so that its own tools find it.
#pragma once

#include <optional>
#include <string>

#include "shared/json/fields.hpp"

namespace andvari::cli {

/// <data>/running.json, written by `up`, removed when it stops. Stale after a crash: the folder's lock tells.
struct Running {
    std::string bus;    ///< "nats://127.0.0.1:4222"
    std::string users;  ///< The folder with the keys of the bus's users; empty where there are none.
    std::string http;   ///< "http://127.0.0.1:8080"
    static constexpr auto fields = json::fields(json::field("bus", &Running::bus), json::field("users", &Running::users),
                                                json::field("http", &Running::http));
};

void write_running(const std::string& data, const Running&);
std::optional<Running> read_running(const std::string& data);
void remove_running(const std::string& data) noexcept;

/// The demo's API key: made by chance at the first start, kept in <data>/demo.key, readable for its owner only.
std::string demo_key(const std::string& data);

}  // namespace andvari::cli
