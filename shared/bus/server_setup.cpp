#include "shared/bus/server_setup.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>

#include "shared/bus/declarations.hpp"
#include "shared/bus/server_accounts.hpp"
#include "shared/bus/server_process.hpp"

namespace andvari::bus {

namespace {

constexpr int leftover_patience_ms = 5000;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

/// A file's name between quotes, absolute, because relative ones count from wherever the server was started.
std::string file_in_quotes(const std::string& name) {
    const auto path = std::filesystem::absolute(name).string();
    if (path.find_first_of("\"\\\n") != path.npos) throw BusError{"no quotes may stand in the name of a file: " + path};
    return '"' + path + '"';
}

}  // namespace

void move_streams_into_account(const std::filesystem::path& store) {
    const auto accounts = store / "jetstream";
    if (std::filesystem::exists(accounts / "$G") && !std::filesystem::exists(accounts / main_account))
        std::filesystem::rename(accounts / "$G", accounts / main_account);
}

std::string tls_block(const std::optional<ServerTls>& tls) {
    if (!tls) return {};
    auto text = "tls {\n    cert_file: " + file_in_quotes(tls->certificate) +
                "\n    key_file: " + file_in_quotes(tls->private_key) + "\n    timeout: 5\n";
    if (!tls->authority.empty()) text += "    ca_file: " + file_in_quotes(tls->authority) + "\n";
    if (tls->demand_of_clients) text += "    verify: true\n";
    return text + "}\n";
}

std::string find_program(const std::string& name) {
    if (name.find('/') != name.npos) return name;
    const auto* path = std::getenv("PATH");
    std::istringstream folders{std::string{path ? path : ""} + ":/usr/sbin:/usr/local/sbin"};
    for (std::string folder; std::getline(folders, folder, ':');)
        if (const auto file = folder + "/" + name; ::access(file.c_str(), X_OK) == 0) return file;
    throw BusError{"there is no program " + name + "; Debian's package of that name has it"};
}

void write_configuration(const std::filesystem::path& file, std::uint16_t port, const std::filesystem::path& store,
                         const std::filesystem::path& pid_file, const std::string& more) {
    std::string text{server_configuration_template()};
    const auto fill = [&](std::string_view name, const std::string& value) {
        for (auto at = text.find(name); at != text.npos; at = text.find(name, at + value.size()))
            text.replace(at, name.size(), value);
    };
    fill("@PORT@", std::to_string(port));
    fill("@STORE@", store.string());
    fill("@PID_FILE@", pid_file.string());
    std::ofstream out{file, std::ios::trunc};
    if (!(out << text << more << '\n').flush()) throw BusError{"cannot write " + file.string()};
}

bool accepts(std::uint16_t port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto address = loopback(port);
    const bool connected = socket >= 0 && ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    if (socket >= 0) ::close(socket);
    return connected;
}

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0) throw BusError{"no socket can be made"};
    auto address = loopback(0);
    socklen_t length = sizeof address;
    const bool bound = ::bind(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
                       ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length) == 0;
    ::close(socket);
    if (!bound) throw BusError{"no free port can be found"};
    return ntohs(address.sin_port);
}

void end_leftover(const std::filesystem::path& pid_file, const std::filesystem::path& configuration) {
    pid_t pid = 0;
    if (!(std::ifstream{pid_file} >> pid) || pid <= 1) return;
    std::ifstream command{"/proc/" + std::to_string(pid) + "/cmdline", std::ios::binary};
    const std::string words{std::istreambuf_iterator<char>{command}, {}};
    if (words.find(configuration.string()) == words.npos) return;  // Gone, and its number is somebody else's by now.
    const int handle = static_cast<int>(::syscall(SYS_pidfd_open, pid, 0));
    if (handle < 0) return;
    ::kill(pid, SIGKILL);
    pollfd ended{handle, POLLIN, 0};
    const bool gone = ::poll(&ended, 1, leftover_patience_ms) == 1;
    ::close(handle);
    if (!gone) throw BusError{"a nats-server of an earlier run, process " + std::to_string(pid) + ", does not end"};
}

}  // namespace andvari::bus
