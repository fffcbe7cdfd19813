#include "cli/bus_access.hpp"

#include "shared/bus/users.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
namespace fs = std::filesystem;

fs::path server_folder(const Configuration& c) { return fs::path{c.data} / "nats"; }
}  // namespace

fs::path user_keys(const Configuration& c) {
    if (c.nats.url.empty()) return fs::absolute(server_folder(c) / "users");
    return fs::is_directory(c.nats.credentials) ? fs::absolute(c.nats.credentials) : fs::path{};
}

bus::Options bus_options(const Configuration& c, std::string url, std::string_view name, const fs::path& keys) {
    const auto& user = bus::user_named(bus::default_users(), name);
    bus::Options options;
    if (!keys.empty()) {
        options = bus::options_of(user, std::move(url), keys);
    } else {
        options.url = std::move(url);
        options.name = user.name;
        options.credentials_file = c.nats.credentials;
    }
    options.tls = {c.nats.authority, c.nats.certificate, c.nats.private_key};
    options.on_notice = [](std::string_view notice) { log::warn(notice); };
    return options;
}

bus::ServerSettings own_server(const Configuration& c) {
    const auto& users = bus::default_users();
    bus::ServerSettings settings;
    settings.folder = server_folder(c);
    settings.program = c.nats.executable;
    settings.accounts = bus::server_accounts(users, bus::make_user_keys(user_keys(c), users));
    if (!c.nats.certificate.empty())
        settings.tls = {{c.nats.certificate, c.nats.private_key, c.nats.authority,
                         c.nats.client_certificates == Configuration::ClientCertificates::demanded}};
    return settings;
}

}  // namespace andvari::cli
