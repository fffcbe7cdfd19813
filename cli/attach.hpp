// What a tool works on: a system on its data folder, whether it runs at present or not.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "shared/bus/bus.hpp"
#include "shared/configuration/configuration.hpp"
#include "shared/lifecycle/data_folder.hpp"
#include "shared/lifecycle/stop_signal.hpp"
#include "shared/store/database.hpp"

namespace andvari::bus {
class NatsServer;
}

namespace andvari::cli {

/// Joins the bus of a running system. A stopped one's data folder is locked for as long as this lives, so that it stays
/// stopped, and a nats-server of our own serves its streams meanwhile.
class Attached {
public:
    /// Joins as this user of the bus (infra/nats/users.json). Throws, in one clear line, when there is no such system or its
    /// bus does not answer.
    Attached(const Configuration&, StopSignal&, std::string_view user = "tools");
    ~Attached();
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

    const std::shared_ptr<bus::Connection>& bus() const { return connection_; }
    /// Whether services are at work. True also with a bus of somebody else's (nats.url), where they may be anywhere.
    bool running() const { return running_; }
    store::Location location() const { return {configuration_.data, configuration_.store.postgres, {}}; }
    const std::stop_token& stop() const { return stop_; }

private:
    /// Finds out where the bus is and where its keys are; starts one for a stopped system.
    void find_bus();

    Configuration configuration_;
    std::stop_token stop_;
    bool running_ = true;
    std::string url_;
    std::filesystem::path keys_;
    std::unique_ptr<DataFolder> folder_;  ///< Of a stopped system.
    std::unique_ptr<bus::NatsServer> server_;
    std::shared_ptr<bus::Connection> connection_;
};

/// Of a view, to read. Throws, in one clear line, where it is not there yet.
std::unique_ptr<store::Database> open_read_model(const store::Location&, std::string_view view);

}  // namespace andvari::cli
