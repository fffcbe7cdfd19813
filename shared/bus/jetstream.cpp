#include "shared/bus/jetstream.hpp"

#include "shared/bus/native.hpp"
#include "shared/identity/ids.hpp"

namespace andvari::bus::jetstream {

namespace {
constexpr std::chrono::seconds patience{5};
}

const Json& Answer::value(std::string_view what) const {
    if (error != 0) throw BusError{std::string{what} + ": " + description};
    return body;
}

std::string api(Connection& connection, const std::string& subject) {
    return implementation(connection).options().api + "." + subject;
}

Answer ask(Connection& connection, const std::string& subject, const Json& request) {
    const auto text = request.is_null() ? std::string{} : request.dump();
    const auto message = connection.request(api(connection, subject), text, patience);
    Answer answer{Json::parse(message.body(), nullptr, false), 0, {}};
    if (!answer.body.is_object()) throw BusError{"asking " + api(connection, subject) + ": the answer is not JSON"};
    if (const auto error = answer.body.find("error"); error != answer.body.end()) {
        answer.error = error->value("err_code", -1);
        answer.description = error->value("description", std::string{"unknown error"});
    }
    return answer;
}

Answer make_consumer(Connection& connection, const std::string& stream, Json configuration) {
    if (!configuration.contains("name")) configuration["name"] = configuration.at("durable_name");
    auto subject = "CONSUMER.CREATE." + stream + "." + configuration.at("name").get<std::string>();
    if (const auto filter = configuration.value("filter_subject", std::string{}); !filter.empty()) subject += "." + filter;
    return ask(connection, subject, {{"stream_name", stream}, {"config", std::move(configuration)}});
}

std::string name(std::string_view text) {
    if (!is_token(text)) throw BusError{"not a name of a stream or consumer: " + std::string{text}};
    return std::string{text};
}

}  // namespace andvari::bus::jetstream
