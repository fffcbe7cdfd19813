#include "services/auth/desk/key_ring.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>

#include "services/auth/desk/directory.hpp"
#include "services/auth/desk/tokens.hpp"
#include "shared/identity/ids.hpp"
#include "shared/json/write.hpp"

using namespace andvari;
using auth::KeyState;

namespace {
const auto noon = Instant::parse("2026-01-31T12:00:00Z").value();

struct Databases {
    store::Location location{(std::filesystem::temp_directory_path() / ("andvari-desk-" + new_id())).string(), {}, {}};
    std::unique_ptr<store::Lease> lease = store::try_lease(location, desk::database_name);
    desk::Records records{location, lease->fence()};
    ~Databases() { std::filesystem::remove_all(location.folder); }
};

std::string kid(const desk::KeyRing& ring, KeyState state) {
    const auto keys = ring.ring().signing;
    const auto found = std::ranges::find(keys, state, &auth::SigningKey::state);
    return found == keys.end() ? std::string{} : found->kid;
}
}  // namespace

TEST_SUITE("the desk's keys") {
    TEST_CASE_FIXTURE(Databases, "a ring is made once: one key to sign with, one for later, one to seal to") {
        const auto first = desk::KeyRing{records, 600}.ring();
        CHECK(first.signing.size() == 2);
        const desk::Records opened_again{location, lease->fence()};
        const auto second = desk::KeyRing{records, 600}.ring();
        CHECK(json::write(first) == json::write(second));
    }
    TEST_CASE_FIXTURE(Databases, "a retired key leaves when the last token that it signed has expired, by the slowest clock") {
        desk::KeyRing ring{records, 600};
        const auto first = kid(ring, KeyState::current);
        CHECK(!ring.next_drop());
        ring.rotate(noon);
        CHECK(kid(ring, KeyState::retired) == first);
        CHECK(ring.next_drop() == noon.plus_seconds(660));
        CHECK(!ring.drop_expired(noon.plus_seconds(659)));
        CHECK(ring.ring().signing.size() == 3);
        CHECK(ring.drop_expired(noon.plus_seconds(660)));
        CHECK(ring.ring().signing.size() == 2);
        CHECK(kid(ring, KeyState::retired).empty());
    }
    TEST_CASE_FIXTURE(Databases, "a rotation lets those leave, too, that may") {
        desk::KeyRing ring{records, 600};
        ring.rotate(noon);
        ring.rotate(noon.plus_seconds(1));
        CHECK(ring.ring().signing.size() == 4);
        ring.rotate(noon.plus_seconds(660));
        CHECK(ring.ring().signing.size() == 4);
    }
    TEST_CASE_FIXTURE(Databases, "another desk that took the lease ends this one's writing") {
        desk::KeyRing ring{records, 600};
        lease.reset();
        lease = store::try_lease(location, desk::database_name);
        CHECK_THROWS_AS(ring.rotate(noon), store::StoreError);
    }
}

TEST_SUITE("the desk's directory") {
    TEST_CASE_FIXTURE(Databases, "an address belongs to who claims it first, in whatever case it is written") {
        desk::Directory directory{records};
        const auto key = directory.key_of("Ada@Example.org ");
        CHECK(key == directory.key_of("ada@example.ORG"));
        CHECK(!directory.find(key));
        CHECK(directory.claim(key, {"ada"}).user == UserId{"ada"});
        CHECK(directory.claim(key, {"bob"}).user == UserId{"ada"});
        CHECK(!directory.find(key)->registered);
        CHECK(!directory.address_of({"ada"}));
        directory.confirm(key, {"ada"}, "v1.sealed");
        CHECK(directory.find(key)->registered);
        CHECK(directory.address_of({"ada"}) == "v1.sealed");
        directory.remove({"ada"});
        CHECK(!directory.find(key));
        CHECK(directory.claim(key, {"bob"}).user == UserId{"bob"});
    }
    TEST_CASE_FIXTURE(Databases, "it knows addresses by the pepper of its own database") {
        const auto key = desk::Directory{records}.key_of("ada@example.org");
        CHECK(desk::Directory{records}.key_of("ada@example.org") == key);
        Databases others;
        CHECK(desk::Directory{others.records}.key_of("ada@example.org") != key);
    }
}

TEST_SUITE("the desk's tokens") {
    TEST_CASE("what was made is read, and nothing else") {
        const auto mailed = desk::new_mailed_token({"ada"});
        CHECK(desk::parse_mailed_token(mailed)->user == UserId{"ada"});
        CHECK(!desk::parse_refresh_token(mailed));
        const auto refreshing = desk::new_refresh_token({"ada"}, {"laptop"});
        CHECK(desk::parse_refresh_token(refreshing)->session == SessionId{"laptop"});
        CHECK(!desk::parse_mailed_token(refreshing));
        CHECK(desk::parse_mailed_token(mailed)->hash.size() == 64);
        const std::string random(43, 'A');
        for (const auto& wrong :
             {std::string{}, std::string{"."}, "." + random, "ada." + random + "A", "a da." + random, "ada.." + random,
              "ada." + random.substr(1), std::string(65, 'a') + "." + random, "ada." + random + "."}) {
            CHECK_MESSAGE(!desk::parse_mailed_token(wrong), wrong);
            CHECK_MESSAGE(!desk::parse_refresh_token(wrong), wrong);
        }
    }
}
