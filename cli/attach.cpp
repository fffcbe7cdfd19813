#include "cli/attach.hpp"

#include <filesystem>
#include <stdexcept>

#include "cli/runtime_files.hpp"
#include "shared/bus/declarations.hpp"
#include "shared/bus/server_process.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {

Attached::Attached(const Configuration& configuration, StopSignal& stop) : configuration_{configuration}, stop_{stop.token()} {
    bus::Options options;
    options.url = find_bus();
    options.name = "tools";
    options.credentials_file = configuration_.nats.credentials;
    options.on_notice = [](std::string_view notice) { log::warn(notice); };
    connection_ = bus::connect(options);
    if (!running_) bus::apply_topology(*connection_, bus::default_topology());
}

Attached::~Attached() = default;

std::string Attached::find_bus() {
    const auto& data = configuration_.data;
    if (!configuration_.nats.url.empty()) return configuration_.nats.url;
    if (!std::filesystem::is_directory(data))
        throw std::runtime_error{"there is no data folder '" + data + "'; name another by --data, or make one by `andvari up`"};
    try {
        folder_ = std::make_unique<DataFolder>(data);
    } catch (const DataFolderError&) {
        // Held by `andvari up`, which says where its bus is, or by another tool, which does not.
        if (const auto running = read_running(data)) return running->bus;
        throw;
    }
    running_ = false;
    bus::ServerSettings settings;
    settings.folder = data + "/nats";
    settings.program = configuration_.nats.executable;
    settings.on_notice = [](std::string_view notice) { log::debug(notice); };
    server_ = std::make_unique<bus::NatsServer>(std::move(settings));
    return server_->url();
}

}  // namespace andvari::cli
