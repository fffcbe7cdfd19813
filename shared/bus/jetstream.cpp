#include "shared/bus/jetstream.hpp"

#include "shared/identity/ids.hpp"

namespace andvari::bus::jetstream {

namespace {
constexpr std::chrono::seconds patience{5};
}

const Json& Answer::value(std::string_view what) const {
    if (error != 0) throw BusError{std::string{what} + ": " + description};
    return body;
}

Answer ask(Connection& connection, const std::string& subject, const Json& request) {
    const auto text = request.is_null() ? std::string{} : request.dump();
    const auto message = connection.request("$JS.API." + subject, text, patience);
    Answer answer{Json::parse(message.body(), nullptr, false), 0, {}};
    if (!answer.body.is_object()) throw BusError{"asking $JS.API." + subject + ": the answer is not JSON"};
    if (const auto error = answer.body.find("error"); error != answer.body.end()) {
        answer.error = error->value("err_code", -1);
        answer.description = error->value("description", std::string{"unknown error"});
    }
    return answer;
}

std::string name(std::string_view text) {
    if (!is_token(text)) throw BusError{"not a name of a stream or consumer: " + std::string{text}};
    return std::string{text};
}

}  // namespace andvari::bus::jetstream
