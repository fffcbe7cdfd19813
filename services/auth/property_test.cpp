// Whatever order log-ins, refreshes with whatever token, log-outs and the passing of time come in: of a session's tokens at most
// one is ever good, none after one was used twice, and none of a session that ended.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

#include "services/auth/domain_story.hpp"

namespace andvari::auth {
namespace {
using namespace test;

/// Any of the first `count` numbers, as likely in the first histories as in the last.
int below(std::size_t count) { return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange(0, static_cast<int>(count))); }

class History {
public:
    History() {
        take(registered);
        take(verified);
    }

    void step() {
        switch (below(10)) {
            case 0: return open_one();
            case 1: return end_one();
            case 2: now_ = now_.plus_seconds(*rc::gen::element<std::int64_t>(1, 9, 10, 11, days(8), days(31))); return;
            default: return refresh_one();
        }
    }

    /// Of each session, which of the tokens ever issued would be taken now.
    void check() const {
        for (const auto& [session, tokens] : tokens_) {
            const auto good = std::ranges::count_if(tokens, [&, id = session](const auto& token) {
                const auto decision = decide(state_, RefreshSession{ada, {id}, token, "new", never, client}, given());
                return decision && std::holds_alternative<SessionRefreshed>(decision->front().fact);
            });
            RC_ASSERT(good <= 1);
            if (dead_.contains(session)) RC_ASSERT(good == 0);
            else if (state_.open_session({session}, now_)) RC_ASSERT(good == 1);
        }
    }

    bool reused = false;

private:
    static constexpr Instant never{9'000'000'000'000'000};

    Given given() const { return {"c", desk, now_}; }
    std::string new_token() { return "token-" + std::to_string(++issued_); }
    void take(const Fact& fact) {
        std::visit([&](const auto& e) { evolve(state_, e); }, fact);
        if (const auto* ended = std::get_if<SessionEnded>(&fact)) dead_.insert(ended->session.text);
    }
    bool perform(const auto& command) {
        const auto decision = decide(state_, command, given());
        if (!decision) return false;
        for (const auto& happened : *decision) take(happened.fact);
        return true;
    }
    std::string any_session() const { return std::next(tokens_.begin(), below(tokens_.size()))->first; }

    void open_one() {
        const auto id = "session-" + std::to_string(tokens_.size());
        const auto token = new_token();
        RC_ASSERT(perform(OpenSession{ada, {id}, 1, Method::password, {}, {}, token, now_.plus_seconds(days(30)), client}));
        tokens_[id].push_back(token);
    }
    void end_one() {
        if (!tokens_.empty()) RC_ASSERT(perform(EndSession{ada, {any_session()}, ""}));
    }
    void refresh_one() {
        if (tokens_.empty()) return;
        const auto id = any_session();
        auto& tokens = tokens_[id];
        // The latest as often as all others together, so that histories are long.
        const auto back = below(2) == 0 ? 1 : 1 + below(tokens.size());
        const auto presented = *(tokens.end() - back);
        const auto next = new_token();
        const auto ended_before = dead_.size();
        const bool happened = perform(RefreshSession{ada, {id}, presented, next, now_.plus_seconds(days(30)), client});
        if (happened && dead_.size() > ended_before) {
            RC_ASSERT(back > 1);
            reused = true;
        } else if (happened) {
            RC_ASSERT(back == 1);
            tokens.push_back(next);
        }
    }

    Identity state_;
    Instant now_ = noon;
    int issued_ = 0;
    std::map<std::string, std::vector<std::string>> tokens_;  ///< By session: all that were ever good, oldest first.
    std::set<std::string> dead_;
};
}  // namespace

TEST_CASE("auth: of a session's refresh tokens at most one is ever good, and none after one was used twice") {
    int with_reuse = 0;
    CHECK(rc::check([&] {
        History history;
        for (int steps = 0; steps < 60; ++steps) {
            history.step();
            history.check();
        }
        if (history.reused) ++with_reuse;
    }));
    CHECK(with_reuse > 10);  // Of a hundred histories most do.
}

}  // namespace andvari::auth
