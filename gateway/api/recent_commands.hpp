// Commands that the stream took from this gateway a short while ago: they have no outcome yet that a read model could show. Only
// a courtesy to whoever asks at once; losing it loses nothing.
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace andvari::gateway {

class RecentCommands {
public:
    void add(const std::string& id, const std::string& actor) {
        const std::lock_guard lock{mutex_};
        if (!actors_.emplace(id, actor).second) return;
        order_.push_back(id);
        if (order_.size() <= most) return;
        actors_.erase(order_.front());
        order_.pop_front();
    }
    /// On whose behalf it was sent.
    std::optional<std::string> actor_of(const std::string& id) const {
        const std::lock_guard lock{mutex_};
        const auto found = actors_.find(id);
        return found == actors_.end() ? std::nullopt : std::optional{found->second};
    }

private:
    static constexpr std::size_t most = 16384;
    mutable std::mutex mutex_;
    std::unordered_map<std::string, std::string> actors_;
    std::deque<std::string> order_;
};

}  // namespace andvari::gateway
