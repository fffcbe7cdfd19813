// A read model: a schema, how facts change it, and (in the classes that derive from it) the queries that the gateway asks.
//
// Each table of a view is written from the facts of one source only, so that a rebuild gives the same rows however the
// facts of different sources interleave. A view never reads a clock, and stores nothing of JetStream's numbering.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "shared/eventing/envelope.hpp"
#include "shared/eventing/with_fact.hpp"
#include "shared/json/read.hpp"
#include "shared/store/database.hpp"

namespace andvari::eventing {

/// A fact on its way into a view. `document` is scratch for reading the body.
struct Occurrence {
    const Envelope& envelope;
    std::string_view body;
    json::Document& document;
};

class View {
public:
    virtual ~View() = default;
    virtual std::string_view name() const = 0;  ///< Also its database's name, after "view_".
    virtual std::span<const store::Migration> schema() const = 0;
    virtual std::span<const std::string_view> contexts() const = 0;  ///< Whose facts it applies.
    /// Its tables in the order of a digest; each has a primary key.
    virtual std::span<const std::string_view> tables() const = 0;
    /// Applies one fact, inside the transaction that also notes the position. Throws only for faults.
    virtual void apply(store::Database&, const Occurrence&) = 0;
    /// Called before each commit: writes out what `apply` gathered in memory, if it does so.
    virtual void flush(store::Database&) {}
    /// Forgets what `apply` gathered, after a rollback.
    virtual void forget() {}
};

}  // namespace andvari::eventing
