// What the vault must do in both stores. Included by one test file per store, after its fixture `Store`, which makes a
// `Location location` of its own.
#pragma once

#include <doctest/doctest.h>

#include "shared/vault/vault.hpp"

namespace andvari::vault {
namespace {

const UserId alice{"alice"}, bob{"bob"};

struct Opened : Store {
    std::unique_ptr<Vault> vault = Vault::open_to_write(location);
};

TEST_CASE_FIXTURE(Store, "there is nothing to read before the desk has made a vault") {
    CHECK(!Vault::open_to_read(location));
    store::open(location, "vault", store::Durability::full);
    CHECK(!Vault::open_to_read(location));
    Vault::open_to_write(location);
    CHECK(Vault::open_to_read(location));
}

TEST_CASE_FIXTURE(Opened, "a person has one key, which others who opened the vault find") {
    CHECK(!vault->find(alice));
    const auto made = vault->make(alice);
    CHECK(vault->make(alice).bytes() == made.bytes());
    CHECK(!(vault->make(bob).bytes() == made.bytes()));
    const auto door = Vault::open_to_read(location);
    REQUIRE(door->find(alice));
    CHECK(door->find(alice)->bytes() == made.bytes());
    vault.reset();
    CHECK(Vault::open_to_write(location)->find(alice)->bytes() == made.bytes());
}

TEST_CASE_FIXTURE(Opened, "what was sealed for a person and a field opens there and nowhere else") {
    vault->make(alice);
    vault->make(bob);
    const auto sealed = vault->seal(alice, "email", "alice@example.org").value();
    CHECK(vault->open(alice, "email", sealed) == "alice@example.org");
    CHECK(!vault->open(bob, "email", sealed));
    CHECK(!vault->open(alice, "client", sealed));
    CHECK(!vault->seal({"carol"}, "email", "carol@example.org"));
}

TEST_CASE_FIXTURE(Opened, "a key that was destroyed is gone for everybody, and is never made again") {
    vault->make(alice);
    const auto door = Vault::open_to_read(location);
    const auto sealed = vault->seal(alice, "email", "alice@example.org").value();
    vault->destroy(alice);
    CHECK(!vault->find(alice));
    CHECK(!door->open(alice, "email", sealed));
    CHECK(!vault->seal(alice, "email", "alice@example.org"));
    CHECK_THROWS_AS(vault->make(alice), std::logic_error);
    CHECK_NOTHROW(vault->destroy(alice));
    CHECK_NOTHROW(vault->destroy(bob));
    CHECK_THROWS_AS(vault->make(bob), std::logic_error);
}

}  // namespace
}  // namespace andvari::vault
