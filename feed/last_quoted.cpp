#include <algorithm>

#include "feed/replay.hpp"
#include "shared/json/read.hpp"

namespace andvari::feed {
namespace {
template <class T>
std::optional<T> last_of(bus::Connection& connection, std::string_view stream, const std::string& subject) {
    const auto message = bus::last_message_directly(connection, stream, subject);
    if (!message) return std::nullopt;
    // Anybody may have put anything onto the market's stream; what does not read says nothing of time.
    auto content = json::read<T>(message->body());
    return content ? std::optional<T>{std::move(*content)} : std::nullopt;
}
}  // namespace

std::optional<Instant> last_quoted(bus::Connection& connection, const Symbol& symbol) {
    const auto token = to_token(symbol);
    const auto heard = last_of<stock::Quote>(connection, "MARKET", "mkt.quote." + token);
    // The market's stream forgets after some days, the log never.
    const auto taken = last_of<stock::Quoted>(connection, "EVENTS", "evt.stock." + token + ".quoted");
    if (heard && taken) return std::max(heard->time, taken->quote.time);
    if (heard) return heard->time;
    if (taken) return taken->quote.time;
    return std::nullopt;
}

}  // namespace andvari::feed
