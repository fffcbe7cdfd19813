#include "tests/load/person.hpp"

#include <fmt/format.h>

#include <chrono>
#include <condition_variable>
#include <fstream>
#include <mutex>
#include <nlohmann/json.hpp>
#include <regex>
#include <stdexcept>

namespace andvari::load {
namespace {
constexpr std::string_view password = "correct horse battery staple";
constexpr std::chrono::seconds mail_patience{30};
}  // namespace

Person::Person(RunningSystem& system, std::string email) : system_{system}, email_{std::move(email)} {
    post("/api/v1/auth/register", credentials());
    post("/api/v1/auth/email/verify", nlohmann::json{{"token", confirmation()}}.dump());
    const auto answer = nlohmann::json::parse(post("/api/v1/auth/login", credentials()));
    authorization_ = "Authorization: Bearer " + answer.at("access_token").get<std::string>();
}

std::string Person::credentials() const { return nlohmann::json{{"email", email_}, {"password", password}}.dump(); }

std::string Person::post(const std::string& path, const std::string& body) const {
    std::vector<std::string> arguments{
        "curl", "-sS", "--fail-with-body", "-H", "Content-Type: application/json", "-H", "Prefer: wait=20", "-d", body};
    if (!authorization_.empty()) arguments.insert(arguments.end(), {"-H", authorization_});
    arguments.push_back(system_.http() + path);
    return output_of(arguments);
}

// The token in the mail, which lies in the outbox folder.
std::string Person::confirmation() const {
    static const std::regex token{"[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]{43}"};
    const auto outbox = system_.folder() / "data" / "outbox";
    std::mutex never;
    std::condition_variable nobody;
    const auto deadline = std::chrono::steady_clock::now() + mail_patience;
    for (std::unique_lock lock{never}; std::chrono::steady_clock::now() < deadline;) {
        if (std::filesystem::exists(outbox))
            for (const auto& file : std::filesystem::directory_iterator{outbox}) {
                std::ifstream in{file.path(), std::ios::binary};
                const std::string mail{std::istreambuf_iterator<char>{in}, {}};
                std::smatch found;
                if (file.path().extension() == ".eml" && mail.find(email_) != mail.npos && std::regex_search(mail, found, token))
                    return found.str();
            }
        nobody.wait_for(lock, std::chrono::milliseconds{20});  // No event tells of a file of another process portably.
    }
    throw std::runtime_error{"no mail came to " + email_};
}

}  // namespace andvari::load
