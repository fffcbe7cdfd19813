#include "shared/configuration/settings.hpp"

#include <algorithm>
#include <optional>

#include "shared/configuration/kinds.hpp"
#include "shared/identity/email_address.hpp"
#include "shared/identity/ids.hpp"
#include "shared/money/amount.hpp"

namespace andvari::configuration {
namespace {

// As it stands in a Host field, with the port where it is not 80.
bool is_host(std::string_view text) {
    return !text.empty() && text.size() <= 255 && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{".-:[]"}.find(c) != std::string_view::npos;
    });
}

// As a browser writes it into the Origin field: in small letters, and the port only where it is not the scheme's own.
bool is_origin(std::string_view text) {
    const auto scheme = text.starts_with("https://") ? 8 : text.starts_with("http://") ? 7 : 0;
    const auto host = text.substr(static_cast<std::size_t>(scheme));
    return scheme != 0 && is_host(host) && std::ranges::none_of(host, [](char c) { return c >= 'A' && c <= 'Z'; }) &&
           !host.ends_with(scheme == 8 ? ":443" : ":80");
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

bool is_mail_server(std::string_view url) {
    if (!url.starts_with("smtp://") && !url.starts_with("smtps://")) return url.empty();
    return is_host(url.substr(url.find("//") + 2));
}

bool is_public_url(std::string_view url) {
    if (!url.starts_with("http://") && !url.starts_with("https://")) return url.empty();
    const auto rest = url.substr(url.find("//") + 2);
    const auto printable = [](char c) { return c > ' ' && c < '\x7f' && c != '\'' && c != '"'; };
    return is_host(rest.substr(0, rest.find('/'))) && rest.back() != '/' && std::ranges::all_of(rest, printable);
}

bool is_fee(std::string_view text) {
    const auto fee = Money::parse(text);
    return fee && !fee->negative() && *fee <= Money::whole(1000);
}

Setting checked(Setting setting, bool (*allowed)(std::string_view)) {
    setting.assign = [allowed, assign = std::move(setting.assign)](Configuration& c, std::string_view value) {
        return allowed(value) && assign(c, value);
    };
    return setting;
}

Setting as_secret(Setting setting) {
    setting.secret = true;
    return setting;
}

Setting off_the_command_line(Setting setting) {
    setting.flag = false;
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
        checked(text("http.public_url", AT(http.public_url), Empty::allowed, "Where people reach the gateway, for mails",
                     "a URL such as https://broker.example, without a slash at its end, or empty for its address and port"),
                is_public_url),
        text("http.certificate", AT(http.certificate), Empty::allowed, "Certificate to serve HTTPS with; empty serves plain HTTP",
             "a PEM file, or empty"),
        text("http.private_key", AT(http.private_key), Empty::allowed, "Private key of the certificate", "a PEM file, or empty"),
        whole("http.threads", AT(http.threads), 1, 64, "Threads that serve HTTP"),
        whole("http.connections", AT(http.connections), 1, 65536, "Connections served at a time"),
        whole("http.connections_per_address", AT(http.connections_per_address), 1, 65536, "Of those, from one address"),
        whole("http.requests_per_connection", AT(http.requests_per_connection), 0, 1000000000,
              "Requests on a connection, which is closed then; 0 is no limit"),
        whole("http.head_bytes", AT(http.head_bytes), 1024, 1048576, "Largest request line and headers"),
        whole("http.body_bytes", AT(http.body_bytes), 1024, 1048576, "Largest request body"),
        whole("http.head_seconds", AT(http.head_seconds), 1, 300, "Time for a request's head to arrive"),
        whole("http.body_seconds", AT(http.body_seconds), 1, 300, "Time for its body, and a second more for each KiB that came"),
        whole("http.idle_seconds", AT(http.idle_seconds), 1, 3600, "Time that a connection may rest between requests"),
        whole("http.wait_seconds", AT(http.wait_seconds), 1, 300, "Most that a request may wait for its outcome"),
        list("http.hosts", AT(http.hosts), is_host, Empty::allowed, "Host names that are answered; none given answers any",
             "host names such as localhost"),
        list("http.origins", AT(http.origins), is_origin, Empty::allowed, "Origins whose pages may ask from a browser",
             "origins such as https://app.example, without a path"),

        whole("limits.requests_per_minute", AT(limits.requests_per_minute), 0, 1000000000, "Requests of a user; 0 is no limit"),
        whole("limits.key_requests_per_minute", AT(limits.key_requests_per_minute), 0, 1000000000,
              "Requests of an API key; 0 is no limit"),
        whole("limits.address_requests_per_minute", AT(limits.address_requests_per_minute), 0, 1000000000,
              "Requests from an address; 0 is no limit"),
        whole("limits.sign_in_per_minute", AT(limits.sign_in_per_minute), 0, 1000000000,
              "Requests from an address to sign in; 0 is no limit"),

        text("nats.url", AT(nats.url), Empty::allowed, "NATS server to use; empty starts one of our own",
             "a URL such as nats://127.0.0.1:4222, or empty"),
        whole("nats.port", AT(nats.port), 0, 65535, "Port of our own NATS server; 0 takes any free one"),
        text("nats.executable", AT(nats.executable), Empty::refused, "Program to start as our own NATS server", "a program"),
        text("nats.credentials", AT(nats.credentials), Empty::allowed,
             "NKey seeds to connect with to nats.url: a folder with one for each user, or one file for all",
             "a folder, a file, or empty"),
        text("nats.certificate", AT(nats.certificate), Empty::allowed,
             "Certificate (PEM) that our own NATS server encrypts with, or that is shown to another one", "a file, or empty"),
        text("nats.private_key", AT(nats.private_key), Empty::allowed, "Private key (PEM) of nats.certificate",
             "a file, or empty"),
        text("nats.authority", AT(nats.authority), Empty::allowed,
             "Authorities (PEM) that certificates on the bus must descend from; empty takes the machine's", "a file, or empty"),
        choice("nats.client_certificates", AT(nats.client_certificates), {"not_asked", "demanded"},
               "Whether our own NATS server demands certificates of its clients"),

        as_secret(text("store.postgres", AT(store.postgres), Empty::allowed,
                       "PostgreSQL to store in; empty stores in SQLite files", "a libpq connection string, or empty")),

        checked(text("auth.admin_email", AT(auth.admin_email), Empty::refused, "E-mail address of the first administrator",
                     "an e-mail address"),
                is_email_address),
        whole("auth.access_token_seconds", AT(auth.access_token_seconds), 1, 3600, "How long an access token is good"),
        whole("auth.hashing_threads", AT(auth.hashing_threads), 0, 64,
              "Threads that hash passwords; 0 takes half of the machine's cores"),
        whole("auth.hashing_queue", AT(auth.hashing_queue), 1, 1000,
              "Requests with a password that wait at most; more are told to come again"),

        checked(text("mail.smtp", AT(mail.smtp), Empty::allowed,
                     "Mail server; empty keeps mails as files in the folder outbox of data",
                     "a URL such as smtp://127.0.0.1:25 or smtps://mail.example.org, or empty"),
                is_mail_server),
        checked(text("mail.from", AT(mail.from), Empty::refused, "Address that mails are from", "an e-mail address"),
                is_email_address),
        text("mail.user", AT(mail.user), Empty::allowed, "User of the mail server; empty for one that asks for none"),
        off_the_command_line(as_secret(text("mail.password", AT(mail.password), Empty::allowed, "Password of that user"))),
        text("mail.authorities", AT(mail.authorities), Empty::allowed,
             "Certificates to trust the mail server by; empty trusts the system's", "a PEM file, or empty"),

        choice("log.level", AT(log.level), {"debug", "info", "warn", "error", "off"}, "Least level that is logged"),
        choice("log.format", AT(log.format), {"auto", "json", "text"}, "How lines are logged; auto is text on a terminal"),

        choice("market.calendar", AT(market.calendar), {"always", "XNYS"},
               "When the market is open; XNYS is the New York Stock Exchange's calendar"),
        choice("market.clock", AT(market.clock), {"wall", "feed"},
               "What tells the time of an exchange that closes; feed takes the times of the quotes, for replays"),

        whole("engine.slippage_basis_points", AT(engine.slippage_basis_points), 0, 1000,
              "How much worse than the quote a trade with it is for who comes to it, in hundredths of a per cent"),

        whole("portfolio.collar_basis_points", AT(portfolio.collar_basis_points), 0, 10000,
              "How far from the quote a market order may trade"),
        whole("portfolio.quote_max_age_seconds", AT(portfolio.quote_max_age_seconds), 1, 31536000,
              "Age at which a quote no longer prices market orders"),
        whole("portfolio.fx_max_age_seconds", AT(portfolio.fx_max_age_seconds), 1, 31536000,
              "Age at which a rate no longer converts money"),
        whole("portfolio.settlement_days", AT(portfolio.settlement_days), 0, 10,
              "Sessions after a sale until its money may leave the account; 0 lets it leave at once"),
        checked(text("portfolio.fee_per_order", AT(portfolio.fee_per_order), Empty::refused, "Fee for an order that trades",
                     "an amount from 0 to 1000"),
                is_fee),
        checked(text("portfolio.fee_per_share", AT(portfolio.fee_per_share), Empty::refused, "Fee for each share",
                     "an amount from 0 to 1000"),
                is_fee),
        whole("portfolio.fee_basis_points", AT(portfolio.fee_basis_points), 0, 1000,
              "Fee of an order's value, in hundredths of a per cent"),
        checked(text("portfolio.fee_least", AT(portfolio.fee_least), Empty::refused, "Least fee for an order that trades",
                     "an amount from 0 to 1000"),
                is_fee),

        whole("runtime.batch", AT(runtime.batch), 1, 10000, "Messages per transaction"),

        list("demo.symbols", AT(demo.symbols), is_symbol, Empty::refused, "Symbols that the demo's market quotes",
             "symbols such as AAPL, at least one"),
        whole("demo.speed", AT(demo.speed), 1, 1000000, "Seconds of open market in one second of the demo's market"),

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
