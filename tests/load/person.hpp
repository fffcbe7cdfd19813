// Somebody who signed up at the running system, as people do: over HTTP, with the mail that confirms the address.
#pragma once

#include <string>

#include "tests/load/running_system.hpp"

namespace andvari::load {

class Person {
public:
    /// Registers, confirms and logs in. Throws std::runtime_error.
    Person(RunningSystem&, std::string email);

    const std::string& email() const { return email_; }
    /// "Authorization: Bearer …" with a fresh access token.
    const std::string& authorization() const { return authorization_; }
    /// The body of a log-in.
    std::string credentials() const;
    /// Posts JSON to a path, waiting for the outcome, and answers what came back. Throws where that is no success.
    std::string post(const std::string& path, const std::string& body) const;

private:
    std::string confirmation() const;

    RunningSystem& system_;
    std::string email_, authorization_;
};

}  // namespace andvari::load
