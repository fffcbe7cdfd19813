#include "services/auth/desk/directory.hpp"

#include "shared/crypto/emails.hpp"
#include "shared/crypto/tokens.hpp"

namespace andvari::desk {
namespace {
constexpr std::string_view pepper_name = "pepper";

crypto::Secret find_or_make_pepper(store::Database& db) {
    if (auto pepper = value_of(db, pepper_name)) return *std::move(pepper);
    auto pepper = crypto::new_token();
    set_value(db, pepper_name, pepper.view());
    return pepper;
}

Directory::Entry read_entry(const store::Row& row) { return {{row.string(0)}, row.integer(1) != 0}; }

std::optional<Directory::Entry> find_in(store::Database& db, const std::string& key) {
    return db.one("select person, registered from addresses where address = ?1", read_entry, key);
}
}  // namespace

Directory::Directory(Records& records) : records_{records}, pepper_{records_.write(find_or_make_pepper)} {}

std::string Directory::key_of(std::string_view address) const { return crypto::email_lookup_hash(pepper_.view(), address); }

std::optional<Directory::Entry> Directory::find(const std::string& key) {
    return records_.read([&](store::Database& db) { return find_in(db, key); });
}

Directory::Entry Directory::claim(const std::string& key, const UserId& fresh) {
    return records_.write([&](store::Database& db) {
        if (const auto before = find_in(db, key)) return *before;
        db.run("insert into addresses (address, person, registered) values (?1, ?2, 0)", key, fresh);
        return Entry{fresh, false};
    });
}

void Directory::confirm(const std::string& key, const UserId& user, std::string_view sealed_address) {
    records_.write([&](store::Database& db) {
        db.run(R"sql(insert into addresses (address, person, email, registered) values (?1, ?2, ?3, 1)
                     on conflict (address) do update set email = ?3, registered = 1)sql",
               key, user, sealed_address);
    });
}

std::optional<std::string> Directory::address_of(const UserId& user) {
    return records_.read([&](store::Database& db) {
        return db.one(
            "select email from addresses where person = ?1 and registered = 1",
            [](const store::Row& row) { return row.string(0); }, user);
    });
}

void Directory::remove(const UserId& user) {
    records_.write([&](store::Database& db) { db.run("delete from addresses where person = ?1", user); });
}

}  // namespace andvari::desk
