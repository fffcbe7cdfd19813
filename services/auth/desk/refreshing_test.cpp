#include "services/auth/desk/desk_world.hpp"

using namespace andvari;
using namespace andvari::desk::testing;

namespace {
secrets::Reply refresh(World& world, const std::string& token) { return world.ask(secrets::Refresh{token}); }
secrets::Tokens refreshed(World& world, const std::string& token) {
    return World::result<secrets::Tokens>(refresh(world, token));
}
}  // namespace

TEST_SUITE("the desk: refreshing") {
    TEST_CASE_FIXTURE(AdasWorld, "a refresh token is good once, and each next one goes on with the session") {
        const auto second = refreshed(*this, tokens.refresh_token);
        CHECK(second.session == tokens.session);
        CHECK(second.user == tokens.user);
        CHECK(second.refresh_token != tokens.refresh_token);
        CHECK(second.access_token != tokens.access_token);
        CHECK(refreshed(*this, second.refresh_token).session == tokens.session);
    }

    TEST_CASE_FIXTURE(AdasWorld, "who asks again a moment later, because the answer was lost, gets the same successor") {
        const auto first = refreshed(*this, tokens.refresh_token);
        const auto again = refreshed(*this, tokens.refresh_token);
        CHECK(again.refresh_token == first.refresh_token);
        CHECK(refreshed(*this, first.refresh_token).session == tokens.session);
    }

    TEST_CASE_FIXTURE(AdasWorld, "two at the same time get the same successor, whichever comes first") {
        const auto one = send(secrets::Refresh{tokens.refresh_token}), other = send(secrets::Refresh{tokens.refresh_token});
        CHECK(result<secrets::Tokens>(receive(one)).refresh_token == result<secrets::Tokens>(receive(other)).refresh_token);
    }

    TEST_CASE_FIXTURE(AdasWorld, "an older token ends the session, and its owner hears of it") {
        const auto second = refreshed(*this, tokens.refresh_token);
        const auto third = refreshed(*this, second.refresh_token);
        const auto mails = postbox->count();
        CHECK(refresh(*this, tokens.refresh_token).code == "token_invalid");
        CHECK(refresh(*this, third.refresh_token).code == "token_invalid");
        CHECK(postbox->wait(ada_email, mails + 1).subject == "A session was ended: its token was used twice");
    }

    TEST_CASE_FIXTURE(AdasWorld, "what is no token of ours ends nothing") {
        auto guessed = tokens.refresh_token;
        guessed.back() = guessed.back() == 'A' ? 'B' : 'A';
        const auto random = tokens.refresh_token.substr(tokens.refresh_token.rfind('.'));
        for (const auto& wrong : {guessed, std::string{}, std::string{"a.b.c"}, tokens.user.text + '.' + new_id() + random,
                                  "nobody." + tokens.session.text + random, "*.>" + random, tokens.refresh_token + "A"})
            CHECK(refresh(*this, wrong).code == "token_invalid");
        CHECK(!refresh(*this, tokens.refresh_token).code);
    }
}
