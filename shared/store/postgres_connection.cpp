#include "shared/store/postgres_connection.hpp"

namespace andvari::store::postgres {

namespace {

#if PQXX_VERSION_MAJOR < 7
std::unique_ptr<pqxx::connection> connect(const std::string& location) {
    auto connection = std::make_unique<pqxx::connection>(location);
    // Version 6 would connect again by itself in the middle of our work, without our settings and our locks.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    connection->inhibit_reactivation(true);
#pragma GCC diagnostic pop
    return connection;
}
pqxx::result run_with_values(pqxx::nontransaction& statements, const std::string& name, const std::vector<const char*>& values) {
    return statements.exec_prepared(name, pqxx::prepare::make_dynamic_params(values));
}
#else
std::unique_ptr<pqxx::connection> connect(const std::string& location) { return std::make_unique<pqxx::connection>(location); }
pqxx::result run_with_values(pqxx::nontransaction& statements, const std::string& name, const std::vector<const char*>& values) {
    pqxx::params list;
    for (const char* value : values) {
        if (value) list.append(pqxx::zview{value});
        else list.append();
    }
#if PQXX_VERSION_MAJOR > 7 || PQXX_VERSION_MINOR >= 10
    return statements.exec(pqxx::prepped{name}, list);
#else
    return statements.exec_prepared(name, list);
#endif
}
#endif

/// libpqxx does not always tell a lost connection from a failed statement: there is no code when nobody was there to
/// give one, 08 means the connection, and 57P01 to 57P03 a server that stops, crashed or starts.
bool ended_by_server(const std::string& code) { return code.empty() || code.starts_with("08") || code.starts_with("57P0"); }

std::string words(const std::exception& error, const std::string& sql) {
    std::string text = error.what();
    while (!text.empty() && text.back() == '\n') text.pop_back();
    return "PostgreSQL: " + text + " (" + sql + ")";
}

}  // namespace

template <class Work>
auto Connection::guarded(const std::string& sql, Work work) {
    try {
        return work();
    } catch (const pqxx::unique_violation& error) {
        throw Conflict{words(error, sql)};
    } catch (const pqxx::broken_connection& error) {
        throw ConnectionLost{words(error, sql)};
    } catch (const pqxx::sql_error& error) {
        if (ended_by_server(error.sqlstate())) throw ConnectionLost{words(error, sql)};
        throw StoreError{words(error, sql)};
    } catch (const std::exception& error) {
        if (!connection_ || !connection_->is_open()) throw ConnectionLost{words(error, sql)};
        throw StoreError{words(error, sql)};
    }
}

Connection::Connection(const std::string& location, const std::string& settings) {
    guarded("connect", [&] {
        connection_ = connect(location);
        statements_ = std::make_unique<pqxx::nontransaction>(*connection_);
    });
    run("set client_min_messages = warning; set bytea_output = hex; set lock_timeout = '10s'; " + settings);
}

pqxx::result Connection::run(const std::string& sql) {
    return guarded(sql, [&] { return statements_->exec(sql); });
}

std::string Connection::value(const std::string& sql) {
    const auto rows = run(sql);
    return rows.empty() || rows[0][0].is_null() ? std::string{} : std::string{rows[0][0].c_str()};
}

void Connection::prepare(const std::string& name, const std::string& sql) {
    guarded(sql, [&] { connection_->prepare(name, sql); });
}

void Connection::forget(const std::string& name) {
    guarded(name, [&] { connection_->unprepare(name); });
}

pqxx::result Connection::run_prepared(const std::string& name, const std::vector<const char*>& values) {
    return guarded(name, [&] { return run_with_values(*statements_, name, values); });
}

}  // namespace andvari::store::postgres
