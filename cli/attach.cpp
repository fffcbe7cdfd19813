#include "cli/attach.hpp"

#include <filesystem>
#include <stdexcept>

#include "cli/bus_access.hpp"
#include "cli/runtime_files.hpp"
#include "shared/bus/declarations.hpp"
#include "shared/bus/server_process.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {

Attached::Attached(const Configuration& configuration, StopSignal& stop, std::string_view user)
    : configuration_{configuration}, stop_{stop.token()} {
    find_bus();
    if (!running_) bus::apply_topology(*bus::connect(bus_options(configuration_, url_, "admin", keys_)), bus::default_topology());
    connection_ = bus::connect(bus_options(configuration_, url_, user, keys_));
}

Attached::~Attached() = default;

void Attached::find_bus() {
    const auto& data = configuration_.data;
    keys_ = user_keys(configuration_);
    url_ = configuration_.nats.url;
    if (!url_.empty()) return;
    if (!std::filesystem::is_directory(data))
        throw std::runtime_error{"there is no data folder '" + data + "'; name another by --data, or make one by `andvari up`"};
    try {
        folder_ = std::make_unique<DataFolder>(data);
    } catch (const DataFolderError&) {
        // Held by `andvari up`, which says where its bus is, or by another tool, which does not.
        const auto running = read_running(data);
        if (!running) throw;
        url_ = running->bus;
        keys_ = running->users;
        return;
    }
    running_ = false;
    auto settings = own_server(configuration_);
    settings.on_notice = [](std::string_view notice) { log::debug(notice); };
    server_ = std::make_unique<bus::NatsServer>(std::move(settings));
    url_ = server_->url();
}

std::unique_ptr<store::Database> open_read_model(const store::Location& location, std::string_view view) {
    const auto name = "view_" + std::string{view};
    if (!store::exists(location, name))
        throw std::runtime_error{"the read model of " + std::string{view} +
                                 " is not there yet; has Andvari run on this data folder?"};
    return store::open(location, name, store::Durability::relaxed, store::Access::read_only);
}

}  // namespace andvari::cli
