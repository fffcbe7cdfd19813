#include <fmt/format.h>

#include <fstream>
#include <stdexcept>

#include "events/order.hpp"
#include "services/order/orders_view.hpp"
#include "shared/bus/server_process.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/statistics.hpp"
#include "tests/load/view_watch.hpp"
#include "tests/load/wrk.hpp"

namespace andvari::load {
namespace {
namespace fs = std::filesystem;

std::string content(const fs::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error{"cannot read " + path.string()};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void replace_all(std::string& text, std::string_view name, std::string_view value) {
    for (std::size_t at = 0; (at = text.find(name, at)) != text.npos; at += value.size()) text.replace(at, name.size(), value);
}

/// Serves `body` as /order.json.
class Nginx {
public:
    Nginx(fs::path folder, const std::string& body) : folder_{std::move(folder)} {
        fs::create_directories(folder_ / "files");
        std::ofstream{folder_ / "files" / "order.json", std::ios::binary} << body;
        auto configuration = content("tests/load/nginx.conf.in");
        replace_all(configuration, "@FOLDER@", fs::absolute(folder_).string());
        replace_all(configuration, "@PORT@", std::to_string(port_));
        std::ofstream{folder_ / "nginx.conf"} << configuration;
        // Debian keeps it in a folder that is not in everybody's path.
        child_ = std::make_unique<Child>(
            std::vector<std::string>{"sh", "-c", "PATH=$PATH:/usr/sbin exec nginx \"$@\"", "nginx", "-p",
                                     fs::absolute(folder_).string(), "-c", fs::absolute(folder_ / "nginx.conf").string()},
            Environment{}, (folder_ / "output.log").string());
        // Retries until it listens.
        const auto served = output_of({"curl", "-sf", "--retry", "20", "--retry-connrefused", "--retry-delay", "1", url()});
        if (served != body) throw std::runtime_error{"nginx serves something else"};
    }
    std::string url() const { return fmt::format("http://127.0.0.1:{}/order.json", port_); }

private:
    fs::path folder_;
    std::uint16_t port_ = bus::free_port();
    std::unique_ptr<Child> child_;
};

/// Places one, and waits until it is filled and to be read.
std::string filled_order(RunningSystem& system) {
    const auto database = store::open(system.location(), "view_orders", store::Durability::relaxed, store::Access::read_only);
    ViewWatch watch{system.connection(), "orders"};
    const auto command = RunningSystem::order(2, 0, true);
    system.demand(command, order::Accepted::type);
    watch.wait([&](const ViewWatch::Reached&) {
        const auto row = order::OrdersView::find(*database, {command.id});
        return row && row->status == order::Status::filled;
    });
    return command.id;
}
}  // namespace

Measured measure_get(RunningSystem& system) {
    constexpr int rounds = 7;
    Measured m{.key = "get",
               .what = "GET of one order through the gateway, 64 connections",
               .limit = "nginx serving the same bytes from a file",
               .unit = "requests/s",
               .goal = 0.6};
    const auto authorization = "Authorization: Bearer " + std::string{RunningSystem::key};
    const auto url = system.http() + "/api/v1/orders/" + filled_order(system);
    const Nginx nginx{system.folder() / "nginx", output_of({"curl", "-sf", "-H", authorization, url})};
    wrk(nginx.url(), authorization);
    wrk(url, authorization);
    for (int round = 0; round < rounds; ++round) {
        const auto limit = wrk(nginx.url(), authorization);
        const auto ours = wrk(url, authorization);
        m.limits.push_back(limit.per_second);
        m.ours.push_back(ours.per_second);
        m.more["limit_p99_milliseconds"].push_back(limit.p99_milliseconds);
        m.more["p99_milliseconds"].push_back(ours.p99_milliseconds);
    }
    return m;
}

}  // namespace andvari::load
