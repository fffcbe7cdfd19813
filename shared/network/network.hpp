// Addresses and networks of the internet, in CIDR notation (RFC 4632). IPv4 addresses written as IPv6 (::ffff:a.b.c.d) are IPv4.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace andvari {

class Network {
public:
    /// "192.0.2.7", "192.0.2.0/24", "2001:db8::/32". Nothing for anything else, nor where bits beyond the prefix are set.
    static std::optional<Network> parse(std::string_view text);
    /// The network of so many bits that an address lies in; nothing for what is no address.
    static std::optional<Network> around(std::string_view address, unsigned v4_bits, unsigned v6_bits);

    /// False, too, for what is no address.
    bool contains(std::string_view address) const;
    /// As `parse` takes it, with the prefix always.
    std::string text() const;

private:
    using Bytes = std::array<std::uint8_t, 16>;  ///< IPv4 addresses stand as ::ffff:a.b.c.d.
    static std::optional<Bytes> bytes_of(std::string_view address);
    static bool is_v4(const Bytes&);
    static Bytes cut(Bytes, unsigned bits);
    bool covers(const Bytes&) const;

    Bytes bytes_{};
    unsigned bits_ = 0;  ///< Of the 128.
};

/// Nothing where one of them is no network: who reads it must not let everybody in.
std::optional<std::vector<Network>> parse_networks(const std::vector<std::string>& texts);

}  // namespace andvari
