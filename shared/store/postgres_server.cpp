#include "shared/store/postgres_server.hpp"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <vector>

namespace andvari::store::testing {

namespace fs = std::filesystem;

namespace {

fs::path newest_programs() {
    fs::path newest;
    int version = 0;
    std::error_code missing;
    for (const auto& entry : fs::directory_iterator{"/usr/lib/postgresql", missing}) {
        const int found = std::atoi(entry.path().filename().c_str());
        if (found > version && fs::exists(entry.path() / "bin/initdb")) newest = entry.path() / "bin", version = found;
    }
    if (newest.empty())
        throw std::runtime_error{"no PostgreSQL server under /usr/lib/postgresql: install the package postgresql"};
    return newest;
}

/// PostgreSQL refuses to run as root; its package makes a user for it.
const passwd* other_user() {
    if (::geteuid() != 0) return nullptr;
    for (const char* name : {"postgres", "nobody"})
        if (const passwd* user = ::getpwnam(name)) return user;
    throw std::runtime_error{"PostgreSQL does not run as root, and there is neither a user postgres nor nobody"};
}

struct Child {
    pid_t process;
    int output;  ///< To read what it says, errors too.
};

Child run(const std::vector<std::string>& command) {
    const passwd* user = other_user();
    std::vector<char*> arguments;
    for (const auto& part : command) arguments.push_back(const_cast<char*>(part.c_str()));
    arguments.push_back(nullptr);
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error{"no pipe for PostgreSQL"};
    const pid_t child = ::fork();
    if (child == 0) {
        ::dup2(ends[1], STDOUT_FILENO);
        ::dup2(ends[1], STDERR_FILENO);
        if (user && (::setgroups(0, nullptr) != 0 || ::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
        if (::chdir("/") != 0) ::_exit(126);
        ::prctl(PR_SET_PDEATHSIG, SIGQUIT);  // No server outlives its test.
        ::setenv("LC_ALL", "C", 1);
        ::execv(arguments[0], arguments.data());
        ::_exit(127);
    }
    ::close(ends[1]);
    if (child < 0) throw std::runtime_error{"cannot start " + command[0]};
    return {child, ends[0]};
}

/// Appends what comes next; false at the end.
bool read_more(int output, std::string& text) {
    char buffer[4096];
    const auto size = ::read(output, buffer, sizeof buffer);
    if (size > 0) text.append(buffer, static_cast<std::size_t>(size));
    return size > 0 || (size < 0 && errno == EINTR);
}

void run_to_the_end(const std::vector<std::string>& command) {
    const Child child = run(command);
    std::string said;
    while (read_more(child.output, said)) {}
    ::close(child.output);
    int status = 0;
    ::waitpid(child.process, &status, 0);
    if (status != 0) throw std::runtime_error{command[0] + " failed: " + said};
}

}  // namespace

PostgresServer::PostgresServer() {
    folder_ = (fs::temp_directory_path() / "andvari-postgres-XXXXXX").string();
    if (!::mkdtemp(folder_.data())) throw std::runtime_error{"cannot make " + folder_};
    const passwd* user = other_user();
    if (user && ::chown(folder_.c_str(), user->pw_uid, user->pw_gid) != 0)
        throw std::runtime_error{"cannot give away " + folder_};
    try {
        run_to_the_end({newest_programs() / "initdb", "--pgdata=" + folder_ + "/data", "--username=andvari", "--auth=trust",
                        "--no-sync", "--encoding=UTF8", "--no-locale"});
        start();
    } catch (...) {
        fs::remove_all(folder_);
        throw;
    }
}

PostgresServer::~PostgresServer() {
    stop();
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void PostgresServer::start() {
    const Child child =
        run({newest_programs() / "postgres", "-D", folder_ + "/data", "-k", folder_, "-c", "listen_addresses=", "-c", "fsync=off",
             "-c", "full_page_writes=off", "-c", "logging_collector=off"});
    process_ = child.process;
    std::string said;
    while (said.find("ready to accept connections") == std::string::npos) {
        if (read_more(child.output, said)) continue;
        ::close(child.output);
        stop();
        throw std::runtime_error{"PostgreSQL did not start: " + said};
    }
    log_ = std::thread{[output = child.output] {
        std::string ignored;
        while (read_more(output, ignored)) ignored.clear();
        ::close(output);
    }};
}

void PostgresServer::stop() noexcept {
    if (process_ < 0) return;
    ::kill(process_, SIGQUIT);
    ::waitpid(process_, nullptr, 0);
    process_ = -1;
    if (log_.joinable()) log_.join();
}

void PostgresServer::restart() {
    stop();
    start();
}

PostgresServer& postgres_server() {
    static PostgresServer server;
    return server;
}

Location fresh_postgres() {
    static std::atomic<int> count{0};
    return {.folder = {}, .postgres = postgres_server().connection(), .schema_prefix = "t" + std::to_string(++count) + "_"};
}

}  // namespace andvari::store::testing
