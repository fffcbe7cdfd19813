// The socket that everything here stands on. Private to the server.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>

namespace andvari::http {

namespace net = boost::asio;
using Clock = std::chrono::steady_clock;
/// Bound to io_context itself rather than to any executor: that saves an indirect call for each operation.
using Socket = net::basic_stream_socket<net::ip::tcp, net::io_context::executor_type>;

}  // namespace andvari::http
