// The server's configuration of its users. Users outside reach the main account through imports: what they publish is a request
// to a service of it, whose answer comes back into their own account alone; what they hear is a stream of it.
#include "shared/bus/server_accounts.hpp"

#include <set>

#include "shared/bus/users.hpp"

namespace andvari::bus {

namespace {

using Subjects = std::vector<std::string>;
/// Subjects of the main account, and the accounts that may use them.
using Exports = std::map<std::string, std::set<std::string>>;

std::string in_quotes(std::string_view text) { return '"' + std::string{text} + '"'; }

std::string listed(const auto& items) {
    std::string text;
    for (const auto& item : items) text.append(text.empty() ? "" : ", ").append(in_quotes(item));
    return "[" + text + "]";
}

bool is_inbox(std::string_view subject) { return subject.starts_with("_INBOX_"); }

std::string seen_by(const User& user, const std::string& subject) {
    if (!user.outside || !subject.starts_with(inside_api)) return subject;
    return std::string{outside_api} + subject.substr(inside_api.size());
}

Subjects seen_by(const User& user, const Subjects& subjects) {
    Subjects seen;
    for (const auto& subject : subjects) seen.push_back(seen_by(user, subject));
    return seen;
}

/// An empty list of what is allowed would allow everything.
std::string permission(const char* what, const Subjects& allowed, const Subjects& denied) {
    auto text = std::string{"                "} + what + ": { ";
    if (allowed.empty()) return text + "deny: [\">\"] }\n";
    text += "allow: " + listed(allowed);
    if (!denied.empty()) text += ", deny: " + listed(denied);
    return text + " }\n";
}

std::string user_entry(const User& user, const std::string& public_key) {
    return "            # " + user.name + "\n            { nkey: " + public_key + ", permissions: {\n" +
           permission("publish", seen_by(user, user.publish), seen_by(user, user.never_publish)) +
           permission("subscribe", seen_by(user, user.subscribe), user.never_subscribe) + "            } }\n";
}

/// One request for messages of a stream is answered by many.
std::string answers(const std::string& service) {
    return service.find(".CONSUMER.MSG.NEXT.") == service.npos ? "" : ", response: stream";
}

std::string export_entries(const Exports& services, const Exports& streams) {
    std::string text;
    for (const auto& [subject, accounts] : services)
        text += "            { service: " + in_quotes(subject) + answers(subject) + ", accounts: " + listed(accounts) + " }\n";
    for (const auto& [subject, accounts] : streams)
        text += "            { stream: " + in_quotes(subject) + ", accounts: " + listed(accounts) + " }\n";
    return text;
}

std::string import_entries(const User& user) {
    std::string text;
    const auto entry = [&](const char* kind, const std::string& subject) {
        text += std::string{"            { "} + kind + ": { account: " + std::string{main_account} +
                ", subject: " + in_quotes(subject) + " }";
        if (const auto local = seen_by(user, subject); local != subject) text += ", to: " + in_quotes(local);
        text += " }\n";
    };
    for (const auto& subject : user.publish) entry("service", subject);
    for (const auto& subject : user.subscribe)
        if (!is_inbox(subject)) entry("stream", subject);
    return text;
}

std::string account(std::string_view name, const std::string& more, const std::string& users, const char* ties_are,
                    const std::string& ties) {
    auto text = "    " + in_quotes(name) + " {\n" + more + "        users: [\n" + users + "        ]\n";
    if (!ties.empty()) text += std::string{"        "} + ties_are + ": [\n" + ties + "        ]\n";
    return text + "    }\n";
}

}  // namespace

std::string server_accounts(std::span<const User> users, const PublicKeys& keys) {
    std::string inside, outside;
    Exports services, streams;
    for (const auto& user : users) {
        const auto entry = user_entry(user, keys.at(user.name));
        if (!user.outside) {
            inside += entry;
            continue;
        }
        for (const auto& subject : user.publish) services[subject].insert(user.name);
        for (const auto& subject : user.subscribe)
            if (!is_inbox(subject)) streams[subject].insert(user.name);
        outside += account(user.name, {}, entry, "imports", import_entries(user));
    }
    return "accounts {\n" +
           account(main_account, "        jetstream: enabled\n", inside, "exports", export_entries(services, streams)) + outside +
           "}\n";
}

}  // namespace andvari::bus
