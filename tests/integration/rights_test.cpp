// Rights, from the bus's side: each service that decides asks its own replica of security's facts, whatever a door says.
#include <doctest/doctest.h>

#include "events/user.hpp"
#include "tests/integration/spine.hpp"

using namespace andvari;
using andvari::testing::Answer;
using andvari::testing::Spine;

namespace {
const UserId alice{"alice"};
const std::string machine = "system:test", why = "a test";

bool is_denied(const Answer& answer) { return answer.body.find("\"permission_denied\"") != std::string::npos; }

std::string grants(std::uint64_t revision, PermissionSet permissions = PermissionSet::all()) {
    return to_text({revision, permissions});
}

/// What members and administrators ask of each service that decides; all is refused for another reason, or harmless.
struct Askings {
    Spine& spine;

    Answer order(const std::string& actor, const std::string& with = {}) const {
        return spine.ask("cmd.order.none.cancel", order::Cancel{{"none"}, {"none"}}, new_id(), actor, with);
    }
    Answer portfolio(const std::string& actor, const std::string& with = {}) const {
        return spine.ask("cmd.portfolio.none.withdraw", portfolio::Withdraw{{"none"}, Money::whole(1), "USD"}, new_id(), actor,
                         with);
    }
    Answer stock(const std::string& actor, const std::string& with = {}) const {
        return spine.ask("cmd.stock.AAPL.list", stock::List{{"AAPL"}, "Apple", "USD"}, new_id(), actor, with);
    }
    Answer user(const std::string& actor, const std::string& with = {}) const {
        return spine.ask("cmd.user.alice.set_preferences", user::SetPreferences{alice, "v1.c2VhbGVk"}, new_id(), actor, with);
    }
    Answer security(const std::string& actor, const std::string& with = {}) const {
        return spine.ask("cmd.security.bob.grant", security::Grant{{"bob"}, "no-such-role", why}, new_id(), actor, with);
    }
};
using Asking = Answer (Askings::*)(const std::string&, const std::string&) const;
constexpr Asking all[] = {&Askings::order, &Askings::portfolio, &Askings::stock, &Askings::user, &Askings::security};

/// Asks again and again until the right is there, or gone. Answers how long that took, but never more than 20 s.
std::chrono::milliseconds until(bool denied, const auto& ask) {
    const auto begun = std::chrono::steady_clock::now();
    const auto passed = [&] {
        return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun);
    };
    while (is_denied(ask()) != denied && passed() < std::chrono::seconds{20}) {}
    return passed();
}

template <class C>
std::uint64_t administer(Spine& spine, std::string_view verb, const C& command) {
    const auto answer = spine.ask("cmd.security.alice." + std::string{verb}, command, new_id(), machine);
    json::Document document;
    std::uint64_t revision = 0;
    eventing::with_alternative<security::Fact>(answer.type, answer.body, document, [&](const auto& fact) {
        if constexpr (requires { fact.revision; }) revision = fact.revision;
    });
    CHECK(revision > 0);
    return revision;
}
}  // namespace

TEST_SUITE("rights in the services") {
    TEST_CASE("a right that was taken away is gone in every service within a second") {
        Spine spine;
        const Askings askings{spine};
        spine.admit("zoe");  // Somebody else administers, too.
        spine.ask("cmd.security.zoe.grant", security::Grant{{"zoe"}, "admin", why}, new_id(), machine);
        const auto given = administer(spine, "grant", security::Grant{alice, "admin", why});
        const auto by_alice = [&](Asking ask, const std::string& with) { return (askings.*ask)("owner:alice", with); };
        for (const auto ask : all) CHECK_FALSE(is_denied(by_alice(ask, grants(given))));

        SUBCASE("by deactivating her") {
            administer(spine, "deactivate", security::Deactivate{alice, why});
            for (const auto ask : all) CHECK(until(true, [&] { return by_alice(ask, {}); }) < std::chrono::seconds{1});
        }
        SUBCASE("by taking her roles, even where a door still says that she has them") {
            administer(spine, "revoke", security::Revoke{alice, "admin", why});
            administer(spine, "revoke", security::Revoke{alice, "member", why});
            for (const auto ask : all) CHECK(until(true, [&] { return by_alice(ask, grants(given)); }) < std::chrono::seconds{1});
        }
        SUBCASE("and what was given back is there again") {
            administer(spine, "deactivate", security::Deactivate{alice, why});
            const auto back = administer(spine, "reactivate", security::Reactivate{alice, why});
            for (const auto ask : all) CHECK_FALSE(is_denied(by_alice(ask, grants(back))));
        }
    }

    TEST_CASE("rights are checked by the service, not only at the door") {
        Spine spine;
        const Askings askings{spine};
        for (const auto revision : {std::uint64_t{1}, std::uint64_t{5}, std::uint64_t{999'999}}) {
            // Who was never admitted, whatever a door says; and who is a member, and no administrator.
            for (const auto ask : all) CHECK(is_denied((askings.*ask)("owner:eve", grants(revision))));
            CHECK(is_denied(askings.stock("owner:alice", grants(revision))));
            CHECK(is_denied(askings.security("owner:alice", grants(revision))));
        }
        for (const auto ask : all) CHECK(is_denied((askings.*ask)("owner:eve", {})));
        // What came with the command narrows: the scopes of a key.
        const auto watching = grants(5, {Permission::view_stocks});
        for (const auto ask : all) CHECK(is_denied((askings.*ask)("owner:alice", watching)));
        CHECK(spine
                  .ask("cmd.order.alice.place",
                       order::Place{{"alice"},
                                    {"AAPL"},
                                    order::Side::buy,
                                    order::Kind::market,
                                    order::TimeInForce::day,
                                    Quantity::whole(1),
                                    std::nullopt,
                                    std::nullopt},
                       new_id(), "owner:alice", watching)
                  .type == order::CommandRefused::type);
    }

    TEST_CASE("a command whose door knows more than the service waits until the service knows it, too") {
        Spine spine;
        int in_time = 0;
        auto revision = spine.admit("bob");
        // The wait is short, so that a slow machine may miss it now and then.
        for (int i = 0; i < 5; ++i) {
            const UserId user{"new-" + std::to_string(i)};
            const auto id = new_id();
            spine.publish("cmd.order.none.cancel", json::write(order::Cancel{{"none"}, {"none"}}),
                          {{"ce-id", id}, {"ce-actor", "owner:" + user.text}, {"ce-grants", grants(revision + 1)}});
            revision = spine.admit(user.text);
            if (!is_denied(spine.answer(id))) ++in_time;
        }
        CHECK(in_time > 0);
    }

    TEST_CASE("a service that starts again still knows who may do what") {
        Spine spine;
        administer(spine, "deactivate", security::Deactivate{alice, why});
        const Askings askings{spine};
        CHECK(until(true, [&] { return askings.order("owner:alice", {}); }) < std::chrono::seconds{1});
        spine.stop();
        spine.start();
        CHECK(is_denied(askings.order("owner:alice", {})));
        CHECK_FALSE(is_denied(askings.order("owner:bob", {})));
    }
}
