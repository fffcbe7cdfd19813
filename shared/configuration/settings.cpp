#include "shared/configuration/settings.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "shared/identity/ids.hpp"

namespace andvari::configuration {
namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> items;
    while (!text.empty()) {
        const auto end = text.find(separator);
        items.push_back(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return items;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

template <class Place>
Setting whole(std::string name, Place place, std::int64_t least, std::int64_t most, std::string help) {
    return {.name = std::move(name),
            .help = std::move(help),
            .allowed = "a whole number from " + std::to_string(least) + " to " + std::to_string(most),
            .kind = Kind::whole,
            .assign =
                [=](Configuration& c, std::string_view text) {
                    const auto value = whole_number(text);
                    if (!value || *value < least || *value > most) return false;
                    place(c) = *value;
                    return true;
                },
            .text = [=](const Configuration& c) { return std::to_string(place(const_cast<Configuration&>(c))); }};
}

enum class Empty { allowed, refused };

template <class Place>
Setting text(std::string name, Place place, Empty empty, std::string help, std::string allowed = "text") {
    return {.name = std::move(name),
            .help = std::move(help),
            .allowed = std::move(allowed) + (empty == Empty::refused ? ", not empty" : ""),
            .assign =
                [=](Configuration& c, std::string_view value) {
                    if (value.empty() && empty == Empty::refused) return false;
                    if (value.find('\0') != std::string_view::npos) return false;
                    place(c) = value;
                    return true;
                },
            .text = [=](const Configuration& c) { return place(const_cast<Configuration&>(c)); }};
}

// One of the names of an enumeration that counts from 0.
template <class Place>
Setting choice(std::string name, Place place, std::vector<std::string> names, std::string help) {
    std::string allowed = "one of";
    for (const auto& n : names) allowed += " " + n;
    return {
        .name = std::move(name),
        .help = std::move(help),
        .allowed = std::move(allowed),
        .assign =
            [=](Configuration& c, std::string_view value) {
                const auto found = std::ranges::find(names, value);
                if (found == names.end()) return false;
                place(c) = static_cast<std::remove_cvref_t<decltype(place(c))>>(found - names.begin());
                return true;
            },
        .text = [=](const Configuration& c) { return names[static_cast<std::size_t>(place(const_cast<Configuration&>(c)))]; }};
}

Setting demo_symbols() {
    return {.name = "demo.symbols",
            .help = "Symbols that the demo's market quotes",
            .allowed = "symbols such as AAPL, at least one",
            .kind = Kind::list,
            .assign =
                [](Configuration& c, std::string_view value) {
                    const auto items = split(value, ',');
                    if (items.empty() || !std::ranges::all_of(items, is_symbol)) return false;
                    c.demo.symbols.assign(items.begin(), items.end());
                    return true;
                },
            .text =
                [](const Configuration& c) {
                    std::string joined;
                    for (const auto& symbol : c.demo.symbols) joined.append(joined.empty() ? "" : ",").append(symbol);
                    return joined;
                }};
}

// Long enough that nobody guesses it, and safe in a header.
bool is_key(std::string_view key) {
    return key.size() >= 16 && key.size() <= 128 && std::ranges::all_of(key, [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                      c == '.';
           });
}

std::optional<std::string> actor_of(std::string_view role) {
    if (role == "operator") return "system:operator";
    if (role.starts_with("owner:") && is_token(role.substr(6))) return std::string{role};
    return std::nullopt;
}

bool assign_keys(Configuration& c, std::string_view value) {
    std::map<std::string, std::string> keys;
    for (const auto item : split(value, ',')) {
        const auto equals = item.find('=');
        if (equals == std::string_view::npos || !is_key(item.substr(0, equals))) return false;
        const auto actor = actor_of(item.substr(equals + 1));
        if (!actor || !keys.emplace(item.substr(0, equals), *actor).second) return false;
    }
    c.keys = std::move(keys);
    return true;
}

Setting api_keys() {
    return {.name = "keys",
            .help = "API keys, and who each acts for",
            .allowed = "keys of 16 to 128 of A-Z a-z 0-9 _ - . each once, and each for owner:<name> or operator",
            .kind = Kind::table,
            .secret = true,
            .flag = false,
            .assign = assign_keys,
            .text = [](const Configuration& c) { return c.keys.empty() ? "" : std::to_string(c.keys.size()) + " keys"; }};
}

Setting as_secret(Setting setting) {
    setting.secret = true;
    return setting;
}

// The place of a setting in a Configuration.
#define AT(member) \
    [](Configuration & c) -> auto& { return c.member; }

std::vector<Setting> make_settings() {
    return {
        text("data", AT(data), Empty::refused, "Folder that holds everything which is kept", "a folder"),

        text("http.address", AT(http.address), Empty::refused, "Address to serve HTTP on", "an address such as 127.0.0.1"),
        whole("http.port", AT(http.port), 0, 65535, "Port to serve HTTP on; 0 takes any free one"),
        whole("http.threads", AT(http.threads), 1, 64, "Threads that serve HTTP"),
        whole("http.connections", AT(http.connections), 1, 65536, "Connections served at a time"),
        whole("http.connections_per_address", AT(http.connections_per_address), 1, 65536, "Of those, from one address"),
        whole("http.head_bytes", AT(http.head_bytes), 1024, 1048576, "Largest request line and headers"),
        whole("http.body_bytes", AT(http.body_bytes), 1024, 1048576, "Largest request body"),
        whole("http.read_seconds", AT(http.read_seconds), 1, 300, "Time for a whole request to arrive"),
        whole("http.idle_seconds", AT(http.idle_seconds), 1, 3600, "Time that a connection may rest between requests"),
        whole("http.wait_seconds", AT(http.wait_seconds), 1, 300, "Most that a request may wait for its outcome"),

        text("nats.url", AT(nats.url), Empty::allowed, "NATS server to use; empty starts one of our own",
             "a URL such as nats://127.0.0.1:4222, or empty"),
        whole("nats.port", AT(nats.port), 0, 65535, "Port of our own NATS server; 0 takes any free one"),
        text("nats.executable", AT(nats.executable), Empty::refused, "Program to start as our own NATS server", "a program"),
        text("nats.credentials", AT(nats.credentials), Empty::allowed, "File with the NKey seed to connect with",
             "a file, or empty"),

        as_secret(text("store.postgres", AT(store.postgres), Empty::allowed,
                       "PostgreSQL to store in; empty stores in SQLite files", "a libpq connection string, or empty")),

        choice("log.level", AT(log.level), {"debug", "info", "warn", "error", "off"}, "Least level that is logged"),
        choice("log.format", AT(log.format), {"auto", "json", "text"}, "How lines are logged; auto is text on a terminal"),

        whole("portfolio.collar_basis_points", AT(portfolio.collar_basis_points), 0, 10000,
              "How far from the quote a market order may trade"),
        whole("portfolio.quote_max_age_seconds", AT(portfolio.quote_max_age_seconds), 1, 31536000,
              "Age at which a quote no longer prices market orders"),

        whole("runtime.batch", AT(runtime.batch), 1, 10000, "Messages per transaction"),
        whole("runtime.in_flight", AT(runtime.in_flight), 1, 65536, "Messages published and not yet acknowledged, per service"),

        demo_symbols(),
        whole("demo.quotes_per_second", AT(demo.quotes_per_second), 1, 1000, "How often the demo's market quotes each symbol"),

        api_keys(),
    };
}

#undef AT

std::string derived_name(std::string_view prefix, std::string_view name, bool upper, char separator) {
    std::string result{prefix};
    for (char c : name) {
        const bool letter = c >= 'a' && c <= 'z';
        if (letter && upper) result += static_cast<char>(c - 'a' + 'A');
        else result += letter ? c : separator;
    }
    return result;
}
}  // namespace

const std::vector<Setting>& settings() {
    static const auto all = make_settings();
    return all;
}

const Setting* find(std::string_view name) {
    const auto found = std::ranges::find(settings(), name, &Setting::name);
    return found == settings().end() ? nullptr : &*found;
}

std::string environment_name(const Setting& setting) { return derived_name("ANDVARI_", setting.name, true, '_'); }
std::string flag_name(const Setting& setting) { return derived_name("--", setting.name, false, '-'); }

}  // namespace andvari::configuration
