// Addresses of clients, in one form each. Private to the server.
#pragma once

#include <algorithm>
#include <boost/asio/ip/address.hpp>

namespace andvari::http {

/// One form for each address: a socket of IPv6 shows those of IPv4 as ::ffff:a.b.c.d, and link-local ones with their interface.
inline boost::asio::ip::address plain(const boost::asio::ip::address& address) {
    if (!address.is_v6()) return address;
    auto v6 = address.to_v6();
    if (v6.is_v4_mapped()) return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6);
    v6.scope_id(0);
    return v6;
}

/// Whom the address belongs to: one customer has a whole /64 of IPv6 (RFC 6177), and could come from any of it.
inline boost::asio::ip::address network_of(const boost::asio::ip::address& address) {
    if (!address.is_v6()) return address;
    auto bytes = address.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    return boost::asio::ip::make_address_v6(bytes);
}

}  // namespace andvari::http
