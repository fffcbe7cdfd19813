// What can be set, typed, with its defaults. Where each value comes from is load.hpp's business, its name and range
// settings.hpp's.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "shared/observability/log.hpp"

namespace andvari {

struct Configuration {
    std::string data = "data";  ///< The folder that holds everything which is kept.

    struct Http {
        std::string address = "127.0.0.1";
        std::int64_t port = 8080;  ///< 0: any free one.
        std::string public_url;    ///< Where people reach it, for mails; empty: its address and port.
        std::string certificate;   ///< PEM file with the certificate and its chain; empty: plain HTTP.
        std::string private_key;   ///< PEM file with its key, without a password.
        std::int64_t threads = 1;
        std::int64_t connections = 2000;
        std::int64_t connections_per_address = 64;
        std::int64_t requests_per_connection = 1000;  ///< Then it is closed; 0: any number.
        std::int64_t head_bytes = 8 * 1024;           ///< Request line and headers together.
        std::int64_t body_bytes = 16 * 1024;
        std::int64_t head_seconds = 5;     ///< For a whole head, from its first byte.
        std::int64_t body_seconds = 10;    ///< For a body; one that is long may take longer.
        std::int64_t idle_seconds = 30;    ///< Between requests of one connection.
        std::int64_t wait_seconds = 60;    ///< The most that `Prefer: wait` is granted.
        std::vector<std::string> hosts;    ///< Names in the Host field that are answered; empty: any.
        std::vector<std::string> origins;  ///< Whose pages may ask from a browser; empty: only ours.
    } http;

    /// Requests a minute; 0: as many as they like.
    struct Limits {
        std::int64_t requests_per_minute = 12'000;          ///< Of a user.
        std::int64_t key_requests_per_minute = 6'000;       ///< Of an API key.
        std::int64_t address_requests_per_minute = 24'000;  ///< Of an address; of IPv6 a /64.
        std::int64_t sign_in_per_minute = 30;               ///< Of an address, to sign in.
    } limits;

    enum class ClientCertificates { not_asked, demanded };

    struct Nats {
        std::string url;           ///< Empty: a nats-server of our own, as a child.
        std::int64_t port = 4222;  ///< Of our own server; 0: any free one.
        std::string executable = "nats-server";
        std::string
            credentials;  ///< With `url`: a folder with a seed file for each user, or one seed file for all; empty for none.
        std::string certificate;  ///< PEM file: our own server's, which encrypts by it; with `url`, what is shown to that server.
        std::string private_key;  ///< PEM file that belongs to `certificate`.
        std::string authority;    ///< PEM file of authorities that certificates must descend from; empty: the machine's.
        ClientCertificates client_certificates = ClientCertificates::not_asked;  ///< By our own server.
    } nats;

    struct Store {
        std::string postgres;  ///< libpq connection string; empty: SQLite files under `data`.
    } store;

    struct Auth {
        std::string admin_email = "admin@localhost";  ///< Of the first administrator.
        std::int64_t access_token_seconds = 600;      ///< How long an access token is good.
        std::int64_t hashing_threads = 0;             ///< Threads that hash passwords; 0: half of the machine's cores.
        std::int64_t hashing_queue = 16;              ///< Requests that may wait for them.
    } auth;

    struct Mail {
        std::string smtp;                        ///< "smtp://host:port" or "smtps://host:port"; empty: files under `data`/outbox.
        std::string from = "andvari@localhost";  ///< Whom mails are from.
        std::string user;                        ///< Empty for a server that asks for none.
        std::string password;
        std::string authorities;  ///< PEM file with the certificates to trust; empty: the system's.
    } mail;

    struct Log {
        log::Level level = log::Level::info;
        log::Format format = log::Format::automatic;
    } log;

    struct MarketHours {
        enum class Calendar { always, new_york };  ///< always: it never closes.
        enum class Clock { wall, feed };           ///< What time it is there: ours, or that of the latest quote.
        Calendar calendar = Calendar::always;
        Clock clock = Clock::wall;
    } market;

    struct Engine {
        std::int64_t slippage_basis_points = 0;  ///< How much worse than the quote it is for who comes to it.
    } engine;

    struct Portfolio {
        std::int64_t collar_basis_points = 500;    ///< How far from the quote a market order may trade.
        std::int64_t quote_max_age_seconds = 60;   ///< Older quotes do not price market orders.
        std::int64_t fx_max_age_seconds = 86'400;  ///< Older rates convert no money.
        std::int64_t settlement_days = 0;          ///< Sessions after a sale until its money may leave the account.
        // What the house takes for an order, all of its trades together; money is in the account's currency.
        std::string fee_per_order = "0";
        std::string fee_per_share = "0";
        std::int64_t fee_basis_points = 0;  ///< Of the value.
        std::string fee_least = "0";        ///< But never less than this.
    } portfolio;

    struct Runtime {
        std::int64_t batch = 500;  ///< Messages per transaction.
    } runtime;

    struct Demo {
        std::vector<std::string> symbols{"AAPL", "SPX"};
        std::int64_t speed = 780;  ///< Seconds of open market in one second; 780 makes a day of half a minute.
    } demo;

    /// API key → on whose behalf it acts: "owner:<name>", or "system:operator".
    std::map<std::string, std::string> keys;
};

}  // namespace andvari
