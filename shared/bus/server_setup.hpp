// What a nats-server needs before it can be started. Private to this library.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace andvari::bus {

/// The path of a program in PATH, /usr/sbin or /usr/local/sbin. Throws BusError where there is none.
std::string find_program(const std::string& name);

/// Fills in the configuration that ships, and appends `more`. Throws BusError.
void write_configuration(const std::filesystem::path& file, std::uint16_t port, const std::filesystem::path& store,
                         const std::string& more);

/// Whether somebody listens on this port of 127.0.0.1.
bool accepts(std::uint16_t port);

}  // namespace andvari::bus
