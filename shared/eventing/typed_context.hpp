// Hosts a context's pure rules: reads messages into its types, loads state, decides, appends, evolves.
//
// `Context` is the one-screen description of a service (services/<name>/service.cpp):
//
//     struct OrderContext {
//         using State = Order;                               // with Image, image(), restore() for snapshots
//         using Command = order::Command;
//         using Fact = order::Fact;
//         using Outside = std::variant<Place, Cancel>;       // what cmd.order.> may carry
//         using Reacts = Inputs<portfolio::Fact, engine::Fact>;
//         static constexpr std::int64_t snapshot_every = 0;  // facts of one aggregate; 0 for never
//         std::vector<Command> react(const portfolio::Fact&) const;
//         std::vector<Command> react(const engine::Fact&) const;
//
//         // Optional: whether the actor may do this, for each type of Outside;
//         std::optional<Refusal> authorise(const Place&, const Given&) const;
//         // the replica of security's facts, where `authorise` asks one;
//         Rights rights;
//         // keeping a replica: answers the key to remember the fact by;
//         std::optional<std::string> learn(const stock::Fact&);
//         // reading market data;
//         std::vector<Command> from_market(std::string_view kind, std::string_view name, std::string_view body,
//                                          json::Document&, Instant now);
//         // and what a replica adds before it is decided, for some types of Outside.
//         Command prepared(Place, const Given&) const;
//     };
#pragma once

#include <array>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "events/contexts.hpp"
#include "shared/eventing/decision.hpp"
#include "shared/eventing/hosted.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/eventing/with_fact.hpp"
#include "shared/json/write.hpp"

namespace andvari::eventing {

template <class... Fact>
struct Inputs {
    static constexpr std::array<std::string_view, sizeof...(Fact)> contexts{context_of<Fact>...};
};

template <class Context>
class TypedContext final : public Hosted {
public:
    using State = typename Context::State;
    using Command = typename Context::Command;
    using Fact = typename Context::Fact;

    TypedContext(Context context, Journal& journal) : rules_{std::move(context)}, journal_{journal} { reload(); }

    std::string_view context() const override { return context_of<Fact>; }
    bool takes_commands() const override { return std::variant_size_v<typename Context::Outside> > 0; }
    bool takes_market() const override { return has_market; }
    std::span<const std::string_view> listens_to() const override { return Context::Reacts::contexts; }

    void command(const Envelope& e, std::string_view body, Instant now) override {
        const bool known = with_outside(e, body, [&](auto&& command) {
            const auto addressee = addressee_of(command);
            if (addressee != subject_token(e.subject, 2))
                throw Unusable{"is addressed to '" + std::string{subject_token(e.subject, 2)} + "' but speaks of '" + addressee +
                               "'"};
            const Cause cause{e.id, e.correlation, e.actor, e.traceparent, e.fingerprint};
            const Given given{e.id, e.actor, now, parse_grants(e.grants)};
            std::optional<Refusal> denied;
            if constexpr (requires { rules_.authorise(command, given); }) denied = rules_.authorise(command, given);
            if (denied) return refuse(Command{std::move(command)}, given, *denied, cause);
            if constexpr (requires { rules_.prepared(command, given); }) {
                perform(rules_.prepared(std::move(command), given), given, cause, true);
            } else {
                perform(Command{std::move(command)}, given, cause, true);
            }
        });
        if (!known) throw Unusable{"unknown type " + e.type};
    }

    void market(const Envelope& e, std::string_view body, Instant now) override {
        if constexpr (has_market) {
            const auto kind = subject_token(e.subject, 1);
            const auto commands = rules_.from_market(kind, subject_token(e.subject, 2), body, document_, now);
            if (commands.empty()) throw Unusable{"unknown kind of market data " + std::string{kind}};
            const Cause cause{e.id, e.correlation, e.actor, e.traceparent, {}};
            for (const auto& command : commands) {
                const auto refusal = perform(command, Given{e.id, e.actor, now}, cause, false);
                if (refusal) throw Unusable{refusal->code + ": " + refusal->reason};
            }
        }
    }

    void fact(const Envelope& e, std::string_view body, Instant now) override {
        react_to(e, body, now, typename Context::Reacts{});
    }

    std::uint64_t rights_revision() const override {
        if constexpr (requires { rules_.rights.revision(); }) return rules_.rights.revision();
        return std::numeric_limits<std::uint64_t>::max();
    }

    void end_batch() override {
        if constexpr (Context::snapshot_every > 0) {
            for (const auto& aggregate : touched_) {
                auto& held = states_.at(aggregate);
                if (held.version - held.snapshot < Context::snapshot_every) continue;
                journal_.save_snapshot(aggregate, held.version, json::write(image(held.state)));
                held.snapshot = held.version;
            }
        }
        touched_.clear();
        // A cache only: whatever is needed again is read from the journal.
        if (states_.size() > most_states) states_.clear();
    }

    void reload() override {
        states_.clear();
        touched_.clear();
        journal_.each_remembered(
            [&](std::string_view type, std::string_view body) { learn_again(type, body, typename Context::Reacts{}); });
    }

private:
    static constexpr std::size_t most_states = 200'000;
    static constexpr std::size_t largest_snapshot = std::size_t{1} << 30;
    static constexpr bool has_market = requires(Context & c, json::Document& d) {
        c.from_market(std::string_view{}, std::string_view{}, std::string_view{}, d, Instant{});
    };

    struct Held {
        State state{};
        std::int64_t version = 0;
        std::int64_t snapshot = 0;
    };

    template <class Visit>
    bool with_outside(const Envelope& e, std::string_view body, Visit&& visit) {
        if constexpr (std::variant_size_v < typename Context::Outside >> 0) {
            try {
                return with_alternative<typename Context::Outside>(e.type, body, document_, std::forward<Visit>(visit));
            } catch (const BodyUnreadable& unreadable) {
                throw Unusable{unreadable.what()};
            }
        }
        return false;
    }

    template <class C>
    static std::string addressee_of(const C& command) {
        if constexpr (requires { command.addressee(); }) return command.addressee();
        else if constexpr (requires { command.account; }) return command.account.text;
        else if constexpr (requires { command.user; }) return command.user.text;
        else return to_token(command.symbol);
    }

    Held& held(const std::string& aggregate) {
        const auto [found, fresh] = states_.try_emplace(aggregate);
        auto& h = found->second;
        if (!fresh) return h;
        if constexpr (Context::snapshot_every > 0) {
            if (const auto snapshot = journal_.snapshot(aggregate)) {
                json::Document large{largest_snapshot};
                // One that an older program wrote, when there was less to remember, is as good as none: the facts know all.
                if (const auto kept = json::read<decltype(image(std::declval<const State&>()))>(large, snapshot->body)) {
                    h.state = restore(*kept);
                    h.version = h.snapshot = snapshot->version;
                }
            }
        }
        journal_.each_of(aggregate, h.version, [&](std::int64_t version, std::string_view type, std::string_view body) {
            const bool known = with_alternative<Fact>(type, body, document_, [&](const auto& fact) { evolve(h.state, fact); });
            if (!known) throw std::runtime_error{"the journal holds a fact of unknown type " + std::string{type}};
            h.version = version;
        });
        return h;
    }

    void refuse(const Command& command, const Given& given, const Refusal& refusal, const Cause& cause) {
        const auto aggregate = aggregate_of(command, given);
        record(held(aggregate), aggregate, refused(command, given, refusal), given.command, given.time, cause);
    }

    /// Answers the refusal, if it was one and is no fact.
    std::optional<Refusal> perform(const Command& command, const Given& given, const Cause& cause, bool outside) {
        const auto aggregate = aggregate_of(command, given);
        auto& h = held(aggregate);
        const auto decision = std::visit([&](const auto& c) { return decide(h.state, c, given); }, command);
        if (decision) {
            for (const auto& happened : *decision) record(h, aggregate, happened.fact, happened.answers, given.time, cause);
            return std::nullopt;
        }
        if constexpr (has_market)
            if (!outside) return decision.error();
        record(h, aggregate, refused(command, given, decision.error()), outside ? given.command : std::string{}, given.time,
               cause);
        return std::nullopt;
    }

    void record(Held& h, const std::string& aggregate, const Fact& fact, const std::string& answers, Instant time,
                const Cause& cause) {
        const auto type = std::visit([](const auto& f) { return std::decay_t<decltype(f)>::type; }, fact);
        auto subject =
            std::string{"evt."}.append(context()).append(1, '.').append(key_of(fact)).append(1, '.').append(verb_of(fact));
        auto body = std::visit([](const auto& f) { return json::write(f); }, fact);
        journal_.append(aggregate, h.version + 1, type, std::move(subject), time, cause, answers, std::move(body));
        ++h.version;
        std::visit([&](const auto& f) { evolve(h.state, f); }, fact);
        if constexpr (Context::snapshot_every > 0) touched_.insert(aggregate);
    }

    template <class... Foreign>
    void react_to([[maybe_unused]] const Envelope& e, [[maybe_unused]] std::string_view body, [[maybe_unused]] Instant now,
                  Inputs<Foreign...>) {
        (void)(react_to_one<Foreign>(e, body, now) || ...);
    }

    template <class Foreign>
    bool react_to_one(const Envelope& e, std::string_view body, Instant now) {
        return with_alternative<Foreign>(e.type, body, document_, [&](auto&& alternative) {
            const Foreign foreign{std::move(alternative)};
            if constexpr (requires { rules_.learn(foreign); })
                if (const auto key = rules_.learn(foreign)) journal_.remember(e.type, *key, body);
            const Cause cause{e.id, e.correlation, e.actor, e.traceparent, {}};
            std::size_t index = 0;
            const auto given = [&] { return Given{derive_id({context(), e.id, std::to_string(index++)}), e.actor, now}; };
            for (const auto& command : rules_.react(foreign)) {
                perform(command, given(), cause, false);
                if constexpr (requires(const State& state) { rules_.next(state, command); }) {
                    const auto aggregate = aggregate_of(command, Given{});
                    const auto next = [&](const Command& done) { return rules_.next(held(aggregate).state, done); };
                    for (auto more = next(command); more; more = next(*more)) perform(*more, given(), cause, false);
                }
            }
        });
    }

    template <class... Foreign>
    void learn_again(std::string_view type, std::string_view body, Inputs<Foreign...>) {
        [[maybe_unused]] const auto learn_one = [&]<class F>(std::in_place_type_t<F>) {
            if constexpr (requires(const F& f) { rules_.learn(f); })
                with_alternative<F>(type, body, document_, [&](auto&& fact) { rules_.learn(F{std::move(fact)}); });
        };
        (learn_one(std::in_place_type<Foreign>), ...);
    }

    Context rules_;
    Journal& journal_;
    json::Document document_;
    std::unordered_map<std::string, Held> states_;
    std::set<std::string> touched_;
};

}  // namespace andvari::eventing
