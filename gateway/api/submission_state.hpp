// One command from its request to its answer. Private to submission*.cpp; lives and is used on one thread.
#pragma once

#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"
#include "shared/eventing/commands_view.hpp"

namespace andvari::gateway {

class Submission : public std::enable_shared_from_this<Submission> {
public:
    Submission(Call&, Command, Effect);
    void start();

private:
    // Sending.
    bool answered_before();
    bool publish();
    void set_deadline();
    void on_stored(const bus::Stored&);
    void check_original(std::uint64_t sequence);
    void on_original(const std::optional<std::string>& fingerprint);

    // Waiting for the outcome: told by the services, or, where that was missed, found in the read model.
    void expect_outcome();
    std::optional<eventing::CommandRow> find_row();
    void watch_row();
    void look_at_row();

    // Answering. Whatever comes after the answer is ignored.
    void take(Outcome);
    void show(bool reached);
    /// As the read model has it; nothing while it is not there.
    std::optional<std::string> thing();
    void show_once_there();
    void accept(std::string_view status);
    void fail(const Problem&);
    void send(http::Response&);

    bool waits() const { return wait_.count() > 0; }
    bool differs(const std::string& fingerprint) const { return !fingerprint.empty() && fingerprint != fingerprint_; }
    std::string path() const { return "/api/v1/commands/" + command_.id.text; }

    Worker& worker_;
    const Command command_;
    const Effect effect_;
    const CallerPointer caller_;
    const std::string traceparent_, fingerprint_;
    const std::chrono::seconds preferred_wait_, wait_;
    const Timing timing_;
    std::unique_ptr<http::Pending> pending_;  ///< Null once answered.
    bool stored_ = false;                     ///< The stream has it.
    bool replayed_ = false;                   ///< It had been sent before.
    std::optional<SequencePlace> place_;      ///< Of the outcome, once that is known.
    std::shared_ptr<void> deadline_, look_later_, outcome_, row_watch_, thing_watch_;
};

Problem key_reused();

}  // namespace andvari::gateway
