// One connection to PostgreSQL: libpqxx 6 and 7 behind one face, and its errors in our words.
#pragma once

#include <memory>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "shared/store/database.hpp"

namespace andvari::store::postgres {

/// The server is not there, or went away: what was under way is lost.
class ConnectionLost : public StoreError {
    using StoreError::StoreError;
};

class Connection {
public:
    /// `settings` is SQL that runs first. Throws StoreError.
    Connection(const std::string& location, const std::string& settings);

    /// One or several statements without parameters; the last one's answer.
    pqxx::result run(const std::string& sql);
    /// The first column of the first row of `sql`; empty where there is none, or null.
    std::string value(const std::string& sql);

    void prepare(const std::string& name, const std::string& sql);
    void forget(const std::string& name);
    /// Texts in PostgreSQL's own notation; a null address is null.
    pqxx::result run_prepared(const std::string& name, const std::vector<const char*>& values);

private:
    template <class Work>
    auto guarded(const std::string& sql, Work work);

    std::unique_ptr<pqxx::connection> connection_;
    // Transactions are begun and ended in SQL, so that there is one way for both versions, and one place that knows when.
    std::unique_ptr<pqxx::nontransaction> statements_;
};

}  // namespace andvari::store::postgres
