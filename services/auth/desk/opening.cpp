#include "services/auth/desk/opening.hpp"

#include "events/security.hpp"
#include "services/auth/desk/offering.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/eventing/outside.hpp"
#include "shared/observability/log.hpp"

namespace andvari::desk {
namespace {
constexpr std::string_view filled_name = "directory_filled", administrator_name = "first_administrator";
constexpr std::int64_t page = 500, administrator_token_seconds = 7 * 86'400;

/// The sequence of the newest fact of `auth` in the stream; 0 for none.
std::uint64_t newest_fact(bus::Connection& connection) {
    const auto newest = bus::last_message(connection, eventing::events_stream, "evt.auth.>");
    const auto envelope = newest ? std::optional{eventing::fact_envelope(*newest)} : std::nullopt;
    return envelope && *envelope ? (*envelope)->place.sequence : 0;
}

void copy_addresses(Workbench& bench) {
    std::string after;
    for (;;) {
        const auto rows = bench.credentials.all(after, page);
        for (const auto& row : rows)
            if (const auto email = bench.persons.open(row.user, sealed_email, row.email))
                bench.directory.confirm(bench.directory.key_of(*email), row.user, row.email);
        if (rows.empty()) return;
        after = rows.back().user.text;
    }
}

/// The person whom the address belongs to, registered now where that was not so before; nothing where it failed.
std::optional<UserId> register_administrator(Workbench& bench, const UserId& fresh, const std::string& email) {
    const auto key = bench.directory.key_of(email);
    const auto entry = bench.directory.claim(key, fresh);
    if (entry.registered) return entry.user;
    bench.persons.make(entry.user);
    const auth::Register command{entry.user, bench.persons.seal(entry.user, sealed_email, email).value(), {}, {}};
    const auto outcome = bench.commands.give(command, Sender{});
    if (!outcome || (outcome->refused && outcome->code != "user_exists")) return std::nullopt;
    bench.directory.confirm(key, entry.user, command.email);
    return entry.user;
}

bool make_administrator(Workbench& bench, const UserId& user) {
    const auto outcome = bench.commands.give(security::Grant{user, std::string{admin_role}, "the first administrator"}, Sender{});
    return outcome && (!outcome->refused || outcome->code == "role_already_granted");
}
}  // namespace

bool fill_directory(Workbench& bench, bus::Connection& connection) {
    const auto is_filled = [](store::Database& db) { return value_of(db, filled_name).has_value(); };
    if (bench.records.read(is_filled)) return true;
    const auto newest = newest_fact(connection);
    if (newest > 0 && !bench.credentials.wait_for(newest)) return false;
    const bool system_is_new = newest == 0 || !bench.credentials.ring();
    if (newest > 0) copy_addresses(bench);
    bench.records.write([&](store::Database& db) {
        set_value(db, filled_name, "1");
        if (system_is_new) set_value(db, administrator_name, new_id());
    });
    return true;
}

bool introduce_administrator(Workbench& bench) {
    const auto intended = bench.records.read([](store::Database& db) { return value_of(db, administrator_name); });
    if (!intended) return true;
    const auto& email = bench.settings.admin_email;
    const auto user = register_administrator(bench, {std::string{intended->view()}}, email);
    if (!user || !make_administrator(bench, *user)) return false;
    const auto token = offer_reset(bench, *user, administrator_token_seconds, Sender{});
    if (token.empty()) return false;
    if (bench.settings.on_first_administrator) bench.settings.on_first_administrator(email, token);
    bench.records.write([](store::Database& db) { remove_value(db, administrator_name); });
    log::info("the first administrator was registered", {{"user", user->text}});
    return true;
}

}  // namespace andvari::desk
