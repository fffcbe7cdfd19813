// Live streams: the facts of the caller's accounts, each once, resumable from any of them, whatever carries them. A stream ends
// when who reads it is shut out, and when their access token expires.
#pragma once

#include <functional>
#include <list>
#include <memory>

#include "gateway/api/call.hpp"
#include "gateway/api/event_outlets.hpp"
#include "gateway/api/progress.hpp"
#include "gateway/api/sequence_token.hpp"

namespace andvari::gateway {

class EventStreams {
public:
    explicit EventStreams(Worker&);
    ~EventStreams();

    /// Makes the outlet of a new reader. Whoever carries it says when the reader has left, and when they have taken what they had
    /// not taken at once.
    using MakeOutlet =
        std::function<std::unique_ptr<EventOutlet>(std::function<void()> on_gone, std::function<void()> on_drained)>;
    /// What a reader wants to hear of.
    struct Wish {
        CallerPointer caller;
        std::optional<EventPosition> after;  ///< Nothing: from now on.
        std::optional<AccountId> account;    ///< This one alone.
        bool orders_shown = false;           ///< Facts of an order come once the read model of orders shows them.
    };
    std::optional<Problem> open(Wish, const MakeOutlet&);
    /// Tells all readers that the server stops, and ends their streams.
    void end_all();
    std::size_t size() const { return readers_.size(); }

private:
    struct Reader {
        Wish wish;
        EventPosition after;
        std::unique_ptr<EventOutlet> outlet;
        std::shared_ptr<void> expiry;    ///< The timer of the access token's end.
        std::shared_ptr<void> patience;  ///< The timer that runs while it has not taken what was sent.
    };
    using ReaderPointer = std::shared_ptr<Reader>;

    void feed_all();
    /// Ends the stream of who is no longer good, and takes over what another may do now.
    void check(const ReaderPointer&);
    void check_all();
    /// Sends what is new, until the reader has enough to take.
    void feed(const ReaderPointer&);
    bool feed_page(Reader&);
    /// Who goes on leaving untaken what was sent is told so, and to come back.
    void be_patient_with(const ReaderPointer&);
    /// Whether the read models that an answer to this fact would ask show it.
    bool is_shown(const Reader&, const eventing::ActivityRow&) const;
    void end(const ReaderPointer&, std::string_view event, std::string_view why);
    void heartbeat();
    void watch();

    Worker& worker_;
    std::list<ReaderPointer> readers_;
    std::shared_ptr<void> activity_, accounts_, orders_, access_, heartbeat_;
};

}  // namespace andvari::gateway
