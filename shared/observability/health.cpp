#include "shared/observability/health.hpp"

#include <list>
#include <mutex>

#include "shared/json/write.hpp"

namespace andvari {

struct Health::State {
    struct Named {
        std::string name;
        Check check;
    };
    std::string version;
    std::chrono::steady_clock::time_point begun = std::chrono::steady_clock::now();
    mutable std::mutex mutex;
    std::list<Named> checks;
};

namespace {
std::optional<std::string> ask(const Health::Check& check) {
    try {
        return check();
    } catch (const std::exception& e) {
        return std::string{"the check itself failed: "} + e.what();
    }
}
}  // namespace

Health::Health(std::string version) : state_{std::make_shared<State>()} { state_->version = std::move(version); }
Health::~Health() = default;

std::shared_ptr<void> Health::add(std::string name, Check check) {
    const std::lock_guard lock{state_->mutex};
    const auto place = state_->checks.insert(state_->checks.end(), {std::move(name), std::move(check)});
    return {nullptr, [state = state_, place](void*) {
                const std::lock_guard guard{state->mutex};
                state->checks.erase(place);
            }};
}

Health::Answer Health::health() const {
    const auto up = std::chrono::steady_clock::now() - state_->begun;
    std::string body = R"({"status":"up","version":)";
    json::append_string(body, state_->version);
    body += ",\"uptime_seconds\":";
    json::append_integer(body, std::chrono::duration_cast<std::chrono::seconds>(up).count());
    return {true, body + '}'};
}

Health::Answer Health::ready() const {
    const std::lock_guard lock{state_->mutex};
    Answer answer;
    std::string checks;
    for (const auto& [name, check] : state_->checks) {
        const auto reason = ask(check);
        if (reason) answer.ok = false;
        if (!checks.empty()) checks += ',';
        json::append_string(checks, name);
        checks += ':';
        json::append_string(checks, reason.value_or("ok"));
    }
    answer.body = std::string{R"({"status":")"} + (answer.ok ? "ready" : "not_ready") + R"(","checks":{)" + checks + "}}";
    return answer;
}

}  // namespace andvari
