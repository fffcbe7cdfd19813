// Requests to JetStream's API, in JSON. Private to this library.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"

namespace andvari::bus::jetstream {

using Json = nlohmann::json;

/// What is missing, by the server's error codes.
constexpr int consumer_not_found = 10014, message_not_found = 10037, stream_not_found = 10059;

struct Answer {
    Json body;
    int error = 0;  ///< The server's err_code; 0 for none.
    std::string description;

    /// Throws BusError with the server's words unless there was no error.
    const Json& value(std::string_view what) const;
};

/// Where a request of JetStream's goes on this connection: `$JS.API.<subject>`, or what stands for it outside.
std::string api(Connection&, const std::string& subject);

/// Asks `api(subject)`. Throws BusError when there is no answer, or none in JSON.
Answer ask(Connection&, const std::string& subject, const Json& request = nullptr);

/// Makes a consumer, or changes it, as `configuration` says, which must have its name. Its filter stands in the subject of the
/// request, too, where the server holds it against what the user may read.
Answer make_consumer(Connection&, const std::string& stream, Json configuration);

/// Throws BusError for what is not a valid name of a stream or a consumer.
std::string name(std::string_view text);

}  // namespace andvari::bus::jetstream
