#include "services/auth/desk/habits.hpp"

#include "events/user.hpp"
#include "shared/json/read.hpp"

namespace andvari::desk {

bool Habits::wants_warnings(const UserId& user) {
    const auto sealed = records_.read([&](store::Database& db) {
        return db.one(
            "select preferences from preferences where person = ?1", [](const store::Row& row) { return row.string(0); }, user);
    });
    const auto plain = sealed ? persons_.open(user, sealed_preferences, *sealed) : std::nullopt;
    const auto preferences = plain ? std::optional{json::read<user::Preferences>(*plain)} : std::nullopt;
    return !preferences || !*preferences || (*preferences)->warn_by_mail;
}

bool Habits::is_new_device(const UserId& user, std::string_view device_hash, Instant now) {
    return records_.write([&](store::Database& db) {
        const auto count = [](const store::Row& row) { return row.integer(0); };
        const auto before = db.one("select count(*) from devices where person = ?1", count, user).value();
        const auto known = db.run("update devices set seen = ?3 where person = ?1 and device = ?2", user, device_hash, now) > 0;
        if (known) return false;
        db.run("insert into devices (person, device, seen) values (?1, ?2, ?3)", user, device_hash, now);
        if (before >= most_devices)
            db.run(R"sql(delete from devices where person = ?1 and device =
                             (select device from devices where person = ?1 order by seen, device limit 1))sql",
                   user);
        return before > 0;
    });
}

void Habits::set_preferences(store::Database& db, const UserId& user, std::string_view sealed) {
    db.run("insert into preferences (person, preferences) values (?1, ?2) on conflict (person) do update set preferences = ?2",
           user, sealed);
}

void Habits::forget(store::Database& db, const UserId& user) {
    db.run("delete from preferences where person = ?1", user);
    db.run("delete from devices where person = ?1", user);
}

}  // namespace andvari::desk
