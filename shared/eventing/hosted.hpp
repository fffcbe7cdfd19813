// What the runtime asks of a context, without knowing its types.
#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

#include "shared/eventing/envelope.hpp"

namespace andvari::eventing {

/// A message that no retry can mend: it goes to the dead letters with this reason.
class Unusable : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// A context's rules at work on its journal. All calls come from the service's thread, inside the batch's transaction.
class Hosted {
public:
    virtual ~Hosted() = default;
    virtual std::string_view context() const = 0;
    virtual bool takes_commands() const = 0;
    virtual bool takes_market() const = 0;
    /// The contexts whose facts it reacts to.
    virtual std::span<const std::string_view> listens_to() const = 0;

    /// Decides an outside command that the inbox has not seen, and appends what happened. Throws Unusable.
    virtual void command(const Envelope&, std::string_view body, Instant now) = 0;
    /// Decides a message of a feed. Throws Unusable.
    virtual void market(const Envelope&, std::string_view body, Instant now) = 0;
    /// Reacts to a fact of another context.
    virtual void fact(const Envelope&, std::string_view body, Instant now) = 0;
    /// How much of security's facts it has heard: a command whose door had heard more waits a moment (see put_off.hpp). The
    /// greatest number where it asks nobody's rights.
    virtual std::uint64_t rights_revision() const = 0;
    /// Before the commit of a batch: writes snapshots that are due.
    virtual void end_batch() = 0;
    /// After a start or a rollback: what the journal says is the truth.
    virtual void reload() = 0;
};

}  // namespace andvari::eventing
