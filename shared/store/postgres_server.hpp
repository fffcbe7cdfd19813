// A PostgreSQL server of a test's own: from Debian's package, in a temporary folder, on a socket that lies there too.
#pragma once

#include <sys/types.h>

#include <string>
#include <thread>

#include "shared/store/database.hpp"

namespace andvari::store::testing {

class PostgresServer {
public:
    /// Ready for connections on return. Throws std::runtime_error with the server's own words.
    PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;
    ~PostgresServer();

    /// A libpq connection string.
    std::string connection() const { return "host=" + folder_ + " user=andvari dbname=postgres"; }
    /// As after a crash: connections are cut at once.
    void restart();

private:
    void start();
    void stop() noexcept;

    std::string folder_;
    pid_t process_ = -1;
    std::thread log_;  ///< Reads what the server says, so that it never waits for us.
};

/// One server for the whole program, started when first asked for and stopped at its end.
PostgresServer& postgres_server();
/// A place there which nothing else uses.
Location fresh_postgres();

}  // namespace andvari::store::testing
