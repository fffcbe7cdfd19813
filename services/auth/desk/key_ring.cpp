#include "services/auth/desk/key_ring.hpp"

#include <algorithm>
#include <stdexcept>

namespace andvari::desk {
namespace {
constexpr std::string_view opening_name = "opening_key";
constexpr const char* damaged = "the desk's database holds a damaged key";

crypto::OpeningKey find_or_make_opening(store::Database& db) {
    if (const auto bytes = value_of(db, opening_name)) {
        auto kept = crypto::OpeningKey::from_bytes(bytes->view());
        if (!kept) throw std::runtime_error{damaged};
        return *std::move(kept);
    }
    auto key = crypto::OpeningKey::generate();
    set_value(db, opening_name, key.bytes().view());
    return key;
}

auth::KeyState state_of(std::string_view name) {
    const auto& names = json::EnumNames<auth::KeyState>::names;
    const auto found = std::ranges::find(names, name);
    if (found == names.end()) throw std::runtime_error{"the desk's database holds a key in an unknown state"};
    return static_cast<auth::KeyState>(found - names.begin());
}
}  // namespace

KeyRing::KeyRing(Records& records, std::int64_t token_seconds)
    : records_{records}, token_seconds_{token_seconds}, opening_{records_.write(find_or_make_opening)} {
    replace(records_.write([](store::Database& db) {
        if (load(db).empty()) {
            insert(db, auth::KeyState::current);
            insert(db, auth::KeyState::next);
        }
        return load(db);
    }));
}

auth::ChangeRing KeyRing::ring() const {
    const std::lock_guard lock{mutex_};
    auth::ChangeRing ring{{}, opening_.sealing().text()};
    for (const auto& held : keys_) ring.signing.push_back({held.key.verifying().id(), held.key.verifying().x(), held.state});
    return ring;
}

std::string KeyRing::sign(const crypto::AccessClaims& claims) const {
    const std::lock_guard lock{mutex_};
    return crypto::sign_access_token(std::ranges::find(keys_, auth::KeyState::current, &Held::state)->key, claims);
}

void KeyRing::rotate(Instant now) {
    replace(records_.write([&](store::Database& db) {
        drop_within(db, now);
        db.run("update signing_keys set state = ?1, retired = ?2 where state = ?3", json::name_of(auth::KeyState::retired), now,
               json::name_of(auth::KeyState::current));
        db.run("update signing_keys set state = ?1 where state = ?2", json::name_of(auth::KeyState::current),
               json::name_of(auth::KeyState::next));
        insert(db, auth::KeyState::next);
        return load(db);
    }));
}

bool KeyRing::drop_expired(Instant now) {
    const auto due = next_drop();
    if (!due || *due > now) return false;
    std::int64_t dropped = 0;
    replace(records_.write([&](store::Database& db) {
        dropped = drop_within(db, now);
        return load(db);
    }));
    return dropped > 0;
}

std::optional<Instant> KeyRing::next_drop() const {
    const std::lock_guard lock{mutex_};
    std::optional<Instant> next;
    for (const auto& held : keys_)
        if (held.retired) next = std::min(next.value_or(Instant{INT64_MAX}), held.retired->plus_seconds(good_after_retiring()));
    return next;
}

void KeyRing::insert(store::Database& db, auth::KeyState state) {
    const auto key = crypto::SigningKey::generate();
    db.run("insert into signing_keys (kid, seed, state) values (?1, ?2, ?3)", key.verifying().id(),
           store::Blob{key.seed().view()}, json::name_of(state));
}

// A token of a key that was retired just now is good for so long yet, by the clock of whoever verifies it.
std::int64_t KeyRing::good_after_retiring() const { return token_seconds_ + crypto::access_token_skew_seconds; }

std::int64_t KeyRing::drop_within(store::Database& db, Instant now) const {
    return db.run("delete from signing_keys where retired <= ?1", now.plus_seconds(-good_after_retiring()));
}

std::vector<KeyRing::Held> KeyRing::load(store::Database& db) {
    std::vector<Held> keys;
    db.each("select seed, state, retired from signing_keys order by coalesce(retired, 0), kid", [&](const store::Row& row) {
        auto key = crypto::SigningKey::from_seed(row.text(0));
        if (!key) throw std::runtime_error{damaged};
        keys.push_back({*std::move(key), state_of(row.text(1)), row.is_null(2) ? std::nullopt : std::optional{row.instant(2)}});
    });
    std::ranges::stable_sort(keys, {}, &Held::state);
    return keys;
}

void KeyRing::replace(std::vector<Held> keys) {
    const std::lock_guard lock{mutex_};
    keys_ = std::move(keys);
}

}  // namespace andvari::desk
