// Which schema stands for a database's name.
//
// The schema "<prefix>andvari" has a table of names. A database's own schema is "<prefix>andvari_<name>_<number>", a name that
// is never used again. So a database is replaced by changing one row: whoever has the old schema open keeps it, and never
// reads half of one and half of the other. Each Database holds a shared advisory lock on its schema; one without a name
// is dropped when nobody holds that any more: at once, or when its name is next opened, replaced or dropped.
#pragma once

#include <string>
#include <string_view>

#include "shared/store/postgres_connection.hpp"

namespace andvari::store::postgres {

/// After an exception its connection may be inside a failed transaction, and is good for nothing more.
class Names {
public:
    /// Throws StoreError where the location's prefix could not be part of a name.
    Names(Connection&, const Location&);

    /// Empty where there is none.
    std::string current(std::string_view name);
    std::string current_or_new(std::string_view name);
    /// True while some name stands for it.
    bool in_use(const std::string& schema);
    /// Gives the schema of `from` the name `to`.
    void move(std::string_view from, std::string_view to);
    void remove(std::string_view name);
    /// Drops the schemas made as `name` that no name stands for and nobody has open.
    void sweep(std::string_view name);
    void drop_if_unused(const std::string& schema);

    /// Until the connection ends.
    static void hold(Connection&, const std::string& schema);
    static void release(Connection&, const std::string& schema);
    /// The advisory lock of a lease, as SQL.
    static std::string lease_key(const Location&, std::string_view name);

private:
    bool ready();
    void make();

    Connection& connection_;
    std::string prefix_;
    std::string names_;  ///< The table.
};

}  // namespace andvari::store::postgres
