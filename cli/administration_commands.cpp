#include "cli/administration_commands.hpp"

#include <CLI/CLI.hpp>

namespace andvari::cli {
namespace {
using Run = int (*)(const Configuration&, StopSignal&, const Administration&);

// A group such as `andvari users`, with its commands.
class Group {
public:
    Group(CLI::App& app, const std::string& name, const std::string& help, Administration& arguments, Command& chosen)
        : group_{app.add_subcommand(name, help)}, arguments_{arguments}, chosen_{chosen} {
        group_->require_subcommand(1);
        group_->fallthrough();
    }

    Group& command(const std::string& name, const std::string& help, Run run) {
        command_ = group_->add_subcommand(name, help);
        command_->fallthrough();
        command_->callback([run, &a = arguments_, &chosen = chosen_] {
            chosen = [run, &a](const Configuration& c, StopSignal& stop) { return run(c, stop, a); };
        });
        return *this;
    }
    Group& user() { return needs("user", arguments_.user, "Id or e-mail address"); }
    Group& role() { return needs("role", arguments_.role, "A role, such as admin"); }
    Group& needs(const std::string& name, std::string& value, const std::string& help) {
        command_->add_option(name, value, help)->required();
        return *this;
    }
    template <class T>
    Group& may_have(const std::string& name, T& value, const std::string& help) {
        command_->add_option(name, value, help)->capture_default_str();
        return *this;
    }
    Group& symbol() { return needs("symbol", arguments_.instrument.symbol, "A symbol, such as AAPL"); }
    Group& flag(const std::string& name, bool& value, const std::string& help) {
        command_->add_flag(name, value, help);
        return *this;
    }
    Group& reason() {
        command_->add_option("--reason", arguments_.reason, "Why; stands in the record")->required();
        return *this;
    }

private:
    CLI::App* group_;
    CLI::App* command_ = nullptr;
    Administration& arguments_;
    Command& chosen_;
};

void add_instruments(CLI::App& app, Administration& a, Command& chosen) {
    auto& i = a.instrument;
    Group group{app, "instruments", "What can be traded, and by which rules", a, chosen};
    group.command("list", "All of them", instruments_list);
    group.command("show", "One of them: its rules, its quote, its splits and dividends", instruments_show).symbol();
    group.command("acts", "What administrators did", instruments_acts).may_have("--limit", a.limit, "How many");
    group.command("define", "Make one known, or change its name", instruments_define).symbol();
    group.needs("--name", i.name, "For people").may_have("--currency", i.currency, "What it is traded in; never changes");
    group.command("rules", "Set its rules, in place of all that were set before", instruments_rules).symbol();
    group.may_have("--tick", i.tick, "Limit and stop prices are multiples of this")
        .may_have("--lot", i.lot, "Quantities are multiples of this")
        .may_have("--least-notional", i.least_notional, "Of quantity times price")
        .may_have("--tradable", i.tradable, "no: no new orders; yes or no")
        .may_have("--fractionable", i.fractionable, "no: whole shares only; yes or no")
        .flag("--none", i.no_rules, "No rules at all");
    group.command("halt", "Nothing of it trades until it is resumed", instruments_halt).symbol();
    group.reason();
    group.command("resume", "It trades again, from its next quote on", instruments_resume).symbol();
    group.command("split", "Announce a split", instruments_split).symbol();
    group.needs("ratio", i.ratio, "New shares for old ones, such as 7:1")
        .needs("--effective", i.effective, "From when it is quoted in new shares, such as 2026-06-09T13:30:00Z");
    group.command("dividend", "Announce a cash dividend", instruments_dividend).symbol();
    group.needs("amount", i.per_share, "For each share, such as 0.26")
        .needs("--ex", i.ex, "Who holds it before this is paid, such as 2026-02-09T14:30:00Z")
        .may_have("--pays", i.pays, "When it is paid; then, where nothing is said");
    group.command("cancel", "Take back a split or dividend that is not due yet", instruments_cancel).symbol();
    group.needs("action", i.action, "Its id, as `show` tells it");
}
}  // namespace

void add_administration(CLI::App& app, Administration& a, Command& chosen) {
    Group users{app, "users", "Who there is, and who may do what", a, chosen};
    users.command("list", "Everybody", users_list).may_have("--role", a.role, "Only those who have it");
    users.command("show", "One of them", users_show).user();
    users.command("acts", "What administrators did, and why", users_acts).may_have("--limit", a.limit, "How many");
    users.command("deactivate", "Shut somebody out, at once", users_deactivate).user().reason();
    users.command("reactivate", "Let somebody in again", users_reactivate).user().reason();
    users.command("grant", "Give somebody a role", users_grant).user().role().reason();
    users.command("revoke", "Take a role from somebody", users_revoke).user().role().reason();
    users.command("erase", "Forget somebody, for ever", users_erase).user().reason();

    Group roles{app, "roles", "What roles there are", a, chosen};
    roles.command("list", "All of them, with their permissions", roles_list);
    roles.command("define", "Make one, or give it other permissions", roles_define).role().reason();
    roles.may_have("permissions", a.permissions, "What it allows");
    roles.command("remove", "Remove one that nobody has", roles_remove).role().reason();

    Group sessions{app, "sessions", "Where somebody is signed in", a, chosen};
    sessions.command("list", "Newest first", sessions_list).user().may_have("--limit", a.limit, "How many");
    sessions.command("end", "End one, or all of somebody's", sessions_end).user();
    sessions.may_have("session", a.session, "Which; all where none is given").reason();

    Group keys{app, "keys", "API keys, and the keys that tokens are signed with", a, chosen};
    keys.command("list", "Somebody's API keys", keys_list).user().may_have("--limit", a.limit, "How many");
    keys.command("revoke", "End one, at once", keys_revoke).user().needs("key", a.key, "Its public id").reason();
    keys.command("rotate", "Sign access tokens with the next key", keys_rotate).reason();

    add_instruments(app, a, chosen);
}

}  // namespace andvari::cli
