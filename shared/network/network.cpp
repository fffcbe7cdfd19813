#include "shared/network/network.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace andvari {
namespace {
constexpr unsigned all_bits = 128, v4_bits_before = 96;
constexpr std::array<std::uint8_t, 12> v4_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
}  // namespace

std::optional<Network::Bytes> Network::bytes_of(std::string_view address) {
    const std::string text{address};
    if (text.find('\0') != std::string::npos) return std::nullopt;
    Bytes bytes{};
    if (::inet_pton(AF_INET, text.c_str(), bytes.data() + v4_prefix.size()) == 1) {
        std::ranges::copy(v4_prefix, bytes.begin());
        return bytes;
    }
    if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
    return bytes;
}

bool Network::is_v4(const Bytes& bytes) { return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin()); }

Network::Bytes Network::cut(Bytes bytes, unsigned bits) {
    for (unsigned i = bits; i < all_bits; ++i) bytes[i / 8] &= static_cast<std::uint8_t>(~(0x80u >> (i % 8)));
    return bytes;
}

std::optional<Network> Network::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = text.substr(0, slash);
    const auto bytes = bytes_of(address);
    if (!bytes) return std::nullopt;
    // An IPv4 address written as IPv6 counts its bits as IPv6 does.
    const unsigned before = address.find(':') == std::string_view::npos ? v4_bits_before : 0;
    unsigned bits = all_bits - before;
    if (slash != std::string_view::npos) {
        const auto number = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), bits);
        if (error != std::errc{} || end != number.data() + number.size() || bits > all_bits - before) return std::nullopt;
    }
    Network network;
    network.bytes_ = *bytes;
    network.bits_ = before + bits;
    return cut(*bytes, network.bits_) == *bytes ? std::optional{network} : std::nullopt;
}

std::optional<Network> Network::around(std::string_view address, unsigned v4_bits, unsigned v6_bits) {
    const auto bytes = bytes_of(address);
    if (!bytes) return std::nullopt;
    Network network;
    network.bits_ = is_v4(*bytes) ? v4_bits_before + v4_bits : v6_bits;
    network.bytes_ = cut(*bytes, network.bits_);
    return network;
}

bool Network::covers(const Bytes& address) const { return cut(address, bits_) == bytes_; }

bool Network::contains(std::string_view address) const {
    const auto bytes = bytes_of(address);
    return bytes && covers(*bytes);
}

std::string Network::text() const {
    char buffer[INET6_ADDRSTRLEN];
    const bool v4 = is_v4(bytes_) && bits_ >= v4_bits_before;
    if (v4) ::inet_ntop(AF_INET, bytes_.data() + v4_prefix.size(), buffer, sizeof buffer);
    else ::inet_ntop(AF_INET6, bytes_.data(), buffer, sizeof buffer);
    return std::string{buffer} + '/' + std::to_string(v4 ? bits_ - v4_bits_before : bits_);
}

std::optional<std::vector<Network>> parse_networks(const std::vector<std::string>& texts) {
    std::vector<Network> networks;
    for (const auto& text : texts) {
        const auto network = Network::parse(text);
        if (!network) return std::nullopt;
        networks.push_back(*network);
    }
    return networks;
}

}  // namespace andvari
