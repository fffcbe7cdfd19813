// Gives commands to a running system on the operator's behalf, and waits for what becomes of them.
#pragma once

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "cli/attach.hpp"
#include "shared/json/write.hpp"

namespace andvari::cli {

class CommandSender {
public:
    /// Throws, in one clear line, where no service is at work that could decide.
    explicit CommandSender(const Attached&);

    /// `C` is a command of events/; it goes to cmd.<context>.<key>.<verb>. Throws where it is not to its schema, with
    /// code and reason when it was refused, and when no outcome came in time: then it may still have an effect, and the acts
    /// tell.
    template <class C>
    void send(const std::string& key, const C& command) {
        send(key, C::type, json::write(command));
    }
    /// Asks the desk (events/secrets.hpp), whose keys the read model of access tells. Answers the result's JSON, which may be
    /// empty. Throws like `send`.
    template <class R>
    std::string ask_desk(const R& request) {
        return ask_desk(R::verb, json::write(request));
    }

private:
    struct Answer {
        std::string type, body;
    };
    void send(const std::string& key, std::string_view type, std::string body);
    std::string ask_desk(std::string_view verb, std::string body);
    void publish(const std::string& subject, const std::string& id, bus::Headers, std::string body);
    Answer wait_for(const std::string& subject);

    const Attached& attached_;
    std::mutex mutex_;
    std::condition_variable came_;
    std::map<std::string, Answer> answers_;  ///< Under the mutex; by subject.
    std::unique_ptr<bus::Subscription> outcomes_, replies_;
};

}  // namespace andvari::cli
