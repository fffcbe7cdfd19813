// What became of each command: its one outcome.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "shared/eventing/raw_json.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::eventing {

/// Stored by number: append only.
enum class CommandStatus { pending, succeeded, refused };

struct CommandRow {
    std::string id;
    CommandStatus status{};
    std::optional<std::string> order;         ///< The order that a Place made or a Cancel named.
    std::optional<std::string> code, reason;  ///< Of a refusal.
    std::string type;                         ///< Of the fact that is told in `fact`.
    Instant time;                             ///< Of that fact.
    RawJson fact;                             ///< The fact that answered, or, while pending, the one that took the command up.

    // Not in the JSON.
    std::string source;  ///< Of that fact: "order/0"; with `sequence` what Andvari-Sequence says.
    std::uint64_t epoch = 0;
    std::uint64_t sequence = 0;
    std::string key;          ///< The third token of its subject: an account, or a symbol as a token.
    std::string actor;        ///< On whose behalf.
    std::string fingerprint;  ///< Of the command's content; may be empty while pending.

    static constexpr auto fields = json::fields(
        json::field("id", &CommandRow::id), json::field("status", &CommandRow::status), json::field("order", &CommandRow::order),
        json::field("code", &CommandRow::code), json::field("reason", &CommandRow::reason),
        json::field("type", &CommandRow::type), json::field("time", &CommandRow::time), json::field("fact", &CommandRow::fact));
};

/// A command that was answered again: breaks `one-outcome`.
struct CommandViolation {
    std::string id;
    std::string source;
    std::uint64_t sequence = 0;  ///< Of the second answer.
    std::string type;
};

class CommandsView final : public View {
public:
    CommandsView();

    /// A sender may use one id in two contexts; then `context` ("order") says which is meant, and without it the first
    /// by the context's name is found.
    static std::optional<CommandRow> find(store::Database&, std::string_view id, std::optional<std::string_view> context = {});
    static std::vector<CommandViolation> violations(store::Database&, std::int64_t limit);
    static std::int64_t pending(store::Database&);  ///< How many are taken up and not answered.

    std::string_view name() const override { return "commands"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    /// The command's row in this batch, made where there is none.
    CommandRow& row_for(const Occurrence&, const std::string& command);
    void take_up(const Occurrence&, const std::string& command, const OrderId&);
    void answer(const Occurrence&);
    void find_violations(store::Database&);

    std::vector<CommandRow> batch_;                         ///< One row for each command that this batch touched.
    std::unordered_map<std::string, std::size_t> indices_;  ///< Into it, by source and id.
    Rows taken_up_, answered_, violations_;
};

}  // namespace andvari::eventing

template <>
struct andvari::json::EnumNames<andvari::eventing::CommandStatus> {
    static constexpr std::array<std::string_view, 3> names{"pending", "succeeded", "refused"};
};
