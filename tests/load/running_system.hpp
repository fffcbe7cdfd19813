// `andvari up` on a data folder and ports of its own, with funded accounts and quoted symbols.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "shared/bus/bus.hpp"
#include "shared/money/amount.hpp"
#include "shared/store/database.hpp"
#include "tests/load/child.hpp"

namespace andvari::load {

/// A command with its id, ready to be published any number of times.
struct Command {
    std::string id, subject, body;
};

class RunningSystem {
public:
    static constexpr std::size_t accounts = 64, symbols = 8;
    static constexpr std::string_view key = "benchmark-operator-key";

    /// Starts it in `folder`, which is emptied first, and funds the accounts. Throws std::runtime_error, with its log's name.
    RunningSystem(std::string build, std::filesystem::path folder);
    ~RunningSystem();

    const std::string& build() const { return build_; }
    const std::filesystem::path& folder() const { return folder_; }
    const Child& process() const { return *process_; }
    store::Location location() const { return {(folder_ / "data").string(), {}, {}}; }
    const std::string& http() const { return http_; }  ///< "http://127.0.0.1:8080"
    /// A connection of one's own, as the bus's administrator.
    std::shared_ptr<bus::Connection> connect() const;
    bus::Connection& connection() { return *connection_; }

    static std::string account(std::size_t number);
    static std::string symbol(std::size_t number);

    /// Publishes it with its id, for which any number may be in flight up to the publisher's bound.
    void publish(const Command&);
    /// Publishes it, and waits for its outcome. Throws std::runtime_error for another than `expected`, or none within 10 s.
    void demand(const Command&, std::string_view expected);
    /// A market order of one share, with a new id.
    static Command order(std::size_t account, std::size_t symbol, bool buy);
    /// Of one share, good till cancelled.
    static Command limit_buy(std::size_t account, std::size_t symbol, Price);
    static Command deposit(std::size_t account);
    /// Fresh quotes, with more shares than anybody will trade.
    void quote_everything();
    /// One such quote.
    void quote(std::size_t symbol, Price bid, Price ask);

private:
    void start();
    void fund();
    void hear(const bus::Message&);

    std::string build_;
    std::filesystem::path folder_;
    std::unique_ptr<Child> process_;
    std::string bus_, users_, http_;
    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<bus::Publisher> publisher_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string awaited_, outcome_, outcome_body_;  ///< Under the mutex.
    std::unique_ptr<bus::Subscription> outcomes_;
};

}  // namespace andvari::load
