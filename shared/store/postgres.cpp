#include "shared/store/postgres.hpp"

#include <exception>
#include <memory>

#include "shared/store/fence.hpp"
#include "shared/store/postgres_connection.hpp"
#include "shared/store/postgres_names.hpp"
#include "shared/store/postgres_statements.hpp"

namespace andvari::store::postgres {

namespace {

std::string settings(const std::string& schema, Durability durability, Access access) {
    return "set search_path to \"" + schema + "\"; set synchronous_commit = " + (durability == Durability::full ? "on" : "off") +
           "; set default_transaction_read_only = " + (access == Access::read_only ? "on" : "off");
}

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(const Location& location, std::string schema, Durability durability, Access access)
        : location_{location}, schema_{std::move(schema)}, durability_{durability}, access_{access} {
        connect();
    }

    std::int64_t run_with(std::string_view sql, std::span<const Parameter> parameters) override {
        const auto result = execute(sql, parameters);
        return changes_rows(sql) ? static_cast<std::int64_t>(result.affected_rows()) : 0;
    }

    void query_with(std::string_view sql, std::span<const Parameter> parameters,
                    const std::function<bool(const Row&)>& visit) override {
        const auto result = execute(sql, parameters);
        visit_rows(result, visit);
    }

    void script(std::string_view sql) override {
        attempt([&] { return connection().run(to_postgres(sql, {})); });
    }

    void begin() override { begin_with("begin"); }
    void begin_read() override { begin_with("begin isolation level repeatable read read only"); }

    void commit() override {
        attempt([&] { return connection().run("commit"); });
        inside_ = false;
    }

    void rollback() noexcept override {
        if (inside_ && connection_) {
            try {
                connection_->run("rollback");
            } catch (const std::exception&) {
                disconnect();  // The server rolls back whatever it lost the connection to.
            }
        }
        inside_ = spoiled_ = false;
    }

    bool is_postgres() const override { return true; }

    void harden() override {
        durability_ = Durability::relaxed;
        // A commit that waits for the disk takes everything before it along.
        script(
            "set synchronous_commit = on; create table if not exists hardened (one integer); drop table hardened; "
            "set synchronous_commit = off");
    }

    bool replaced() override { return !Names{connection(), location_}.in_use(schema_); }

private:
    void connect() {
        auto fresh = std::make_unique<Connection>(location_.postgres, settings(schema_, durability_, access_));
        Names::hold(*fresh, schema_);
        if (fresh->value("select 1 from pg_namespace where nspname = '" + schema_ + "'").empty())
            throw StoreError{"PostgreSQL: " + schema_ + " was replaced or dropped; open the database again"};
        connection_ = std::move(fresh);
    }

    void disconnect() {
        connection_.reset();
        statements_ = {};
    }

    Connection& connection() {
        if (!connection_) connect();
        return *connection_;
    }

    void begin_with(const std::string& sql) {
        if (inside_) throw StoreError{"PostgreSQL: a transaction cannot begin inside another"};
        const auto run = [&] { return attempt([&] { return connection().run(sql); }); };
        try {
            run();
        } catch (const ConnectionLost&) {
            run();  // The server may have been started anew since the last transaction; nothing was under way.
        }
        inside_ = true;
    }

    pqxx::result execute(std::string_view sql, std::span<const Parameter> parameters) {
        return attempt([&] { return statements_.run(connection(), sql, parameters); });
    }

    /// A failure spoils the transaction around it, and a lost connection is never used again.
    template <class Work>
    pqxx::result attempt(Work work) {
        if (spoiled_) throw StoreError{"PostgreSQL: an earlier statement of this transaction failed; it must be rolled back"};
        try {
            return work();
        } catch (const ConnectionLost&) {
            spoiled_ = inside_;
            disconnect();
            throw;
        } catch (const StoreError&) {
            spoiled_ = inside_;
            throw;
        }
    }

    Location location_;
    std::string schema_;
    Durability durability_;
    Access access_;
    std::unique_ptr<Connection> connection_;
    Statements statements_;
    bool inside_ = false;
    bool spoiled_ = false;
};

class AdvisoryLease final : public Lease {
public:
    AdvisoryLease(std::unique_ptr<Connection> connection, std::uint64_t fence)
        : connection_{std::move(connection)}, fence_{fence} {}
    std::uint64_t fence() const override { return fence_; }

private:
    std::unique_ptr<Connection> connection_;  ///< The lock is its session's.
    std::uint64_t fence_;
};

}  // namespace

std::unique_ptr<Database> open(const Location& location, std::string_view name, Durability durability, Access access) {
    // The schema may be replaced between the look at its name and the hold on it; what is opened then is the next one.
    for (int attempt = 1;; ++attempt) {
        Connection connection{location.postgres, ""};
        Names names{connection, location};
        const auto schema = access == Access::read_only ? names.current(name) : names.current_or_new(name);
        if (schema.empty()) throw StoreError{"PostgreSQL: there is no database " + std::string{name}};
        if (access == Access::read_write) names.sweep(name);
        try {
            auto database = std::make_unique<PostgresDatabase>(location, schema, durability, access);
            if (names.current(name) == schema || attempt == 3) return database;
        } catch (const StoreError&) {
            if (names.current(name) == schema || attempt == 3) throw;
        }
    }
}

bool exists(const Location& location, std::string_view name) { return !postgres::generation(location, name).empty(); }

std::string generation(const Location& location, std::string_view name) {
    Connection connection{location.postgres, ""};
    return Names{connection, location}.current(name);
}

void drop(const Location& location, std::string_view name) {
    Connection connection{location.postgres, ""};
    Names names{connection, location};
    const auto schema = names.current(name);
    names.remove(name);
    if (!schema.empty()) names.drop_if_unused(schema);
    names.sweep(name);
}

void replace(const Location& location, std::string_view from, std::string_view to) {
    Connection connection{location.postgres, ""};
    Names names{connection, location};
    if (names.current(from).empty()) throw StoreError{"PostgreSQL: there is no database " + std::string{from}};
    const auto old = names.current(to);
    if (!old.empty())
        carry_fence(*postgres::open(location, to, Durability::full, Access::read_only),
                    *postgres::open(location, from, Durability::full, Access::read_write));
    names.move(from, to);
    if (!old.empty()) names.drop_if_unused(old);
    names.sweep(to);
    names.sweep(from);
}

std::unique_ptr<Lease> try_lease(const Location& location, std::string_view name) {
    const auto database = postgres::open(location, name, Durability::full, Access::read_write);
    // A holder whose machine is gone is noticed within half a minute.
    auto connection = std::make_unique<Connection>(
        location.postgres, "set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
    if (connection->value("select pg_try_advisory_lock(" + Names::lease_key(location, name) + ")") != "t") return nullptr;
    return std::make_unique<AdvisoryLease>(std::move(connection), raise_fence(*database));
}

}  // namespace andvari::store::postgres
