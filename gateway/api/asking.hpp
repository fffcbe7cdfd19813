// A request that the desk answers, from the door to the desk and back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/api/call.hpp"
#include "shared/crypto/secret.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {

/// Makes the answer of what the desk said: `result` is the JSON of the verb's result, empty where it has none. Called on the
/// loop that the call came on.
using Answering = std::function<void(http::Response&, std::string result)>;

/// Asks on behalf of the caller, if there is one. A problem where it cannot be sent.
std::optional<Problem> ask_desk(Call&, std::string_view verb, std::string body, Answering);

/// Overwrites the texts in a request that may hold secrets.
template <class T>
void wipe_texts(T& object) {
    const auto wipe = [&](auto& member) {
        using Member = std::remove_cvref_t<decltype(member)>;
        if constexpr (std::is_same_v<Member, std::string>) crypto::wipe(member);
        else if constexpr (std::is_same_v<Member, std::optional<std::string>>)
            if (member) crypto::wipe(*member);
    };
    T::fields([&](const auto&... field) { (wipe(object.*field.member), ...); });
}

/// The same for a question of events/secrets.hpp, which is overwritten.
template <class Question>
std::optional<Problem> ask_desk(Call& call, Question question, Answering answering) {
    auto body = json::write(question);
    wipe_texts(question);
    return ask_desk(call, Question::verb, std::move(body), std::move(answering));
}

// How most answers are made.
void answer_nothing(http::Response&, std::string result);   ///< 204
void answer_accepted(http::Response&, std::string result);  ///< 202, without a word
void answer_result(http::Response&, std::string result);    ///< 200, the result itself

}  // namespace andvari::gateway
