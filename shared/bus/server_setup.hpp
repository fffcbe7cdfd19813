// What a nats-server needs before it can be started. Private to this library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "shared/bus/server_process.hpp"

namespace andvari::bus {

/// The path of a program in PATH, /usr/sbin or /usr/local/sbin. Throws BusError where there is none.
std::string find_program(const std::string& name);

/// Streams that a server without accounts kept become those of the main account, or its users would not find them.
void move_streams_into_account(const std::filesystem::path& store);

/// The block `tls { … }`; empty for none. Throws BusError for what cannot stand in a configuration.
std::string tls_block(const std::optional<ServerTls>&);

/// Fills in the configuration that ships, and appends `more`. Throws BusError.
void write_configuration(const std::filesystem::path& file, std::uint16_t port, const std::filesystem::path& store,
                         const std::filesystem::path& pid_file, const std::string& more);

/// Ends a server that an earlier process of ours left behind when it was killed; the kernel ends it, too, but maybe a moment
/// later, and two servers must never share a store. Throws BusError when it does not end.
void end_leftover(const std::filesystem::path& pid_file, const std::filesystem::path& configuration);

/// Whether somebody listens on this port of 127.0.0.1.
bool accepts(std::uint16_t port);

}  // namespace andvari::bus
