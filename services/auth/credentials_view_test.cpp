#include "services/auth/credentials_view.hpp"

#include <doctest/doctest.h>

#include "shared/eventing/view_story.hpp"

namespace andvari::auth {
namespace {
using andvari::test::Shown;
using andvari::test::Story;
const UserId ada{"ada"}, bob{"bob"}, eve{"eve"};
const ApiKeyId bot{"bot"};

void registers(Story& story, const UserId& user) {
    story.tell(user.text, Registered{user, "v1.mail-" + user.text, "v1.hash", "v1.profile"});
}
void opens(Story& story, const UserId& user, std::optional<std::int64_t> step, std::optional<std::string> code) {
    story.tell(user.text, SessionOpened{user, {new_id()}, Method::password, step, code, "t", Story::start, Story::start, "v1.c"});
}
KeyCreated key_of(const UserId& user) { return {user, bot, "hash", {Permission::view_stocks}, {}, "v1.details"}; }
RingChanged ring(const char* kid) { return {{{kid, "public", KeyState::current}}, "sealing"}; }

/// Ada has a second factor and a key, Bob changes his password, Eve was erased; the ring has changed.
Story story() {
    Story s;
    s.tell("ring", ring("first"));
    for (const auto& user : {ada, bob, eve}) registers(s, user);
    s.tell("ada", EmailVerified{ada}).tell("ada", SecondFactorOffered{ada, "v1.seed"});
    s.tell("ada", SecondFactorEnabled{ada, 100, {"r2", "r1"}}).tell("ada", key_of(ada));
    opens(s, ada, 101, {});
    opens(s, ada, {}, "r1");
    s.tell("bob", PasswordChanged{bob, "v1.other", PasswordChange::reset, 2}).tell("eve", EmailVerified{eve});
    s.tell("eve", SecondFactorOffered{eve, "v1.seed"}).tell("eve", SecondFactorEnabled{eve, 1, {"r1"}});
    s.tell("eve", KeyCreated{eve, {"eves"}, "hash", {Permission::view_stocks}, {}, "v1.details"}).tell("eve", Closed{eve});
    s.tell("ring", ring("second"));
    return s;
}
}  // namespace

TEST_SUITE("view: credentials") {
    TEST_CASE("who registered is found, with or without a password") {
        Story s;
        registers(s, ada);
        s.tell("bob", Registered{bob, "v1.mail", {}, {}});
        Shown<CredentialsView> shown{s};
        const auto row = CredentialsView::find(shown.db(), ada);
        REQUIRE(row.has_value());
        CHECK(row->email == "v1.mail-ada");
        CHECK(row->password == "v1.hash");
        CHECK(row->password_revision == 1);
        CHECK_FALSE(row->verified);
        CHECK_FALSE(row->second_factor);
        const auto without = CredentialsView::find(shown.db(), bob);
        CHECK_FALSE(without->password.has_value());
        CHECK(without->password_revision == 0);
        CHECK_FALSE(CredentialsView::find(shown.db(), eve).has_value());
    }

    TEST_CASE("what was verified and changed is there, and nobody else's with it") {
        Shown<CredentialsView> shown{story()};
        CHECK(CredentialsView::find(shown.db(), ada)->verified);
        CHECK(CredentialsView::find(shown.db(), ada)->password == "v1.hash");
        const auto row = CredentialsView::find(shown.db(), bob);
        CHECK_FALSE(row->verified);
        CHECK(row->password == "v1.other");
        CHECK(row->password_revision == 2);
    }

    TEST_CASE("a second factor shows what was used of it") {
        Shown<CredentialsView> shown{story()};
        const auto row = CredentialsView::find(shown.db(), ada);
        CHECK(row->second_factor);
        CHECK(row->seed == "v1.seed");
        CHECK(row->totp_step == 101);
        CHECK(row->recovery_hashes == std::vector<std::string>{"r2"});
    }

    TEST_CASE("a second factor that is only offered is not in force, and one disabled leaves nothing") {
        Story s;
        registers(s, ada);
        s.tell("ada", SecondFactorOffered{ada, "v1.first"}).tell("ada", SecondFactorOffered{ada, "v1.seed"});
        Shown<CredentialsView> shown{s};
        CHECK(CredentialsView::find(shown.db(), ada)->seed == "v1.seed");
        CHECK_FALSE(CredentialsView::find(shown.db(), ada)->second_factor);
        Story more;
        more.tell("ada", SecondFactorEnabled{ada, 1, {"r1"}}).tell("ada", SecondFactorDisabled{ada});
        shown.hear(more);
        const auto row = CredentialsView::find(shown.db(), ada);
        CHECK_FALSE(row->second_factor);
        CHECK_FALSE(row->seed.has_value());
        CHECK_FALSE(row->totp_step.has_value());
        CHECK(row->recovery_hashes.empty());
    }

    TEST_CASE("a key belongs to whom it was made for, until it is revoked") {
        Story s = story();
        s.tell("bob", key_of(bob)).tell("bob", KeyRevoked{bob, bot, ""});
        Shown<CredentialsView> shown{s};
        CHECK(CredentialsView::owner_of_key(shown.db(), bot) == ada);
        Story more;
        more.tell("ada", KeyRevoked{ada, bot, ""});
        shown.hear(more);
        CHECK_FALSE(CredentialsView::owner_of_key(shown.db(), bot).has_value());
        CHECK_FALSE(CredentialsView::owner_of_key(shown.db(), {"other"}).has_value());
    }

    TEST_CASE("of who was erased nothing is left") {
        Shown<CredentialsView> shown{story()};
        CHECK_FALSE(CredentialsView::find(shown.db(), eve).has_value());
        CHECK_FALSE(CredentialsView::owner_of_key(shown.db(), {"eves"}).has_value());
        for (const auto* table : {"credentials", "recovery_hashes", "key_owners"})
            shown.db().each("select user_id from " + std::string{table},
                            [](const store::Row& row) { CHECK(row.text(0) != "eve"); });
    }

    TEST_CASE("all are listed page by page, with their recovery codes") {
        Shown<CredentialsView> shown{story()};
        const auto first = CredentialsView::all(shown.db(), "", 1);
        REQUIRE(first.size() == 1);
        CHECK(first[0].user == ada);
        CHECK(first[0].recovery_hashes.size() == 1);
        const auto second = CredentialsView::all(shown.db(), "ada", 10);
        REQUIRE(second.size() == 1);
        CHECK(second[0].user == bob);
    }

    TEST_CASE("the ring is the latest one, and none before the first") {
        CHECK_FALSE(CredentialsView::ring(Shown<CredentialsView>{}.db()).has_value());
        Shown<CredentialsView> shown{story()};
        const auto keys = CredentialsView::ring(shown.db());
        REQUIRE(keys.has_value());
        CHECK(json::write(*keys) == json::write(ring("second")));
    }

    TEST_CASE("the rows are the same however the facts are told") {
        CHECK(andvari::test::same_rows_however_it_is_told<CredentialsView>(story()));
    }
}

}  // namespace andvari::auth
