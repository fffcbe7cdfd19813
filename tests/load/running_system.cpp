#include "tests/load/running_system.hpp"

#include <fmt/format.h>

#include <chrono>
#include <fstream>
#include <stdexcept>

#include "events/order.hpp"
#include "events/portfolio.hpp"
#include "events/stock.hpp"
#include "shared/bus/users.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::load {
namespace {
constexpr std::chrono::seconds start_patience{30}, outcome_patience{10};

// What a running Andvari writes into its data folder.
struct Running {
    std::string bus, users, http;
    static constexpr auto fields = json::fields(json::field("bus", &Running::bus), json::field("users", &Running::users),
                                                json::field("http", &Running::http));
};

Command command(std::string subject, const auto& body) { return {new_id(), std::move(subject), json::write(body)}; }
}  // namespace

RunningSystem::RunningSystem(std::string build, std::filesystem::path folder)
    : build_{std::move(build)}, folder_{std::move(folder)} {
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    start();
    connection_ = connect();
    publisher_ = bus::make_publisher(connection_);
    outcomes_ = connection_->subscribe("ans.*", [this](const bus::Message& message) { hear(message); });
    fund();
}

RunningSystem::~RunningSystem() {
    outcomes_.reset();
    publisher_.reset();
    connection_.reset();
    process_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void RunningSystem::start() {
    const auto data = folder_ / "data";
    const auto log = (folder_ / "andvari.log").string();
    process_ = std::make_unique<Child>(std::vector<std::string>{build_ + "/cli/andvari",
                                                                "up",
                                                                "--data",
                                                                data.string(),
                                                                "--http-port",
                                                                "0",
                                                                "--nats-port",
                                                                "0",
                                                                "--log-level",
                                                                "warn",
                                                                "--portfolio-quote-max-age-seconds",
                                                                "31536000",
                                                                "--limits-requests-per-minute",
                                                                "1000000000",
                                                                "--limits-address-requests-per-minute",
                                                                "1000000000",
                                                                "--limits-sign-in-per-minute",
                                                                "0",
                                                                "--http-connections-per-address",
                                                                "1200"},
                                       Environment{{"ANDVARI_KEYS", std::string{key} + "=operator"}}, log);
    std::mutex never;
    std::condition_variable nobody;
    const auto deadline = std::chrono::steady_clock::now() + start_patience;
    for (std::unique_lock lock{never}; !std::filesystem::exists(data / "running.json");) {
        nobody.wait_for(lock, std::chrono::milliseconds{20});  // No event tells of a file of another process portably.
        if (process_->ended() || std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error{"andvari did not start, see " + log};
    }
    std::ifstream file{data / "running.json"};
    const auto running = json::read<Running>(std::string{std::istreambuf_iterator<char>{file}, {}}).value();
    bus_ = running.bus;
    users_ = running.users;
    http_ = running.http;
}

std::shared_ptr<bus::Connection> RunningSystem::connect() const {
    return bus::connect(bus::options_of(bus::user_named(bus::default_users(), "admin"), bus_, users_));
}

std::string RunningSystem::account(std::size_t number) { return fmt::format("customer-{:03}", number); }
std::string RunningSystem::symbol(std::size_t number) { return fmt::format("BENCH{}", number); }

void RunningSystem::publish(const Command& c) { publisher_->publish(c.subject, c.id, {{"ce-id", c.id}}, c.body, {}, {}); }

void RunningSystem::hear(const bus::Message& message) {
    constexpr std::size_t prefix = 4;  // "ans."
    const std::lock_guard lock{mutex_};
    if (awaited_ != message.subject().substr(prefix)) return;
    outcome_ = message.header("ce-type");
    outcome_body_ = message.body();
    changed_.notify_all();
}

void RunningSystem::demand(const Command& c, std::string_view expected) {
    std::unique_lock lock{mutex_};
    awaited_ = c.id;
    outcome_.clear();
    lock.unlock();
    publish(c);
    lock.lock();
    changed_.wait_for(lock, outcome_patience, [&] { return !outcome_.empty(); });
    awaited_.clear();
    if (outcome_ != expected)
        throw std::runtime_error{c.subject + " came to '" + outcome_ + "' " + outcome_body_ + ", see " +
                                 (folder_ / "andvari.log").string()};
}

Command RunningSystem::order(std::size_t account_number, std::size_t symbol_number, bool buy) {
    const order::Place place{{account(account_number)},
                             {symbol(symbol_number)},
                             buy ? order::Side::buy : order::Side::sell,
                             order::Kind::market,
                             order::TimeInForce::day,
                             Quantity::whole(1),
                             std::nullopt,
                             std::nullopt};
    return command("cmd.order." + place.account.text + ".place", place);
}

Command RunningSystem::limit_buy(std::size_t account_number, std::size_t symbol_number, Price price) {
    const order::Place place{{account(account_number)},
                             {symbol(symbol_number)},
                             order::Side::buy,
                             order::Kind::limit,
                             order::TimeInForce::gtc,
                             Quantity::whole(1),
                             price,
                             std::nullopt};
    return command("cmd.order." + place.account.text + ".place", place);
}

Command RunningSystem::deposit(std::size_t number) {
    const portfolio::Deposit deposit{{account(number)}, Money::whole(1), "USD"};
    return command("cmd.portfolio." + deposit.account.text + ".deposit", deposit);
}

void RunningSystem::quote_everything() {
    for (std::size_t i = 0; i < symbols; ++i) quote(i, Price::whole(99), Price::whole(100));
}

void RunningSystem::quote(std::size_t symbol_number, Price bid, Price ask) {
    const stock::Quote quote{bid, ask, largest_quantity, largest_quantity, Instant::now()};
    publisher_->publish("mkt.quote." + symbol(symbol_number), new_id(), {}, json::write(quote), {}, {});
}

void RunningSystem::fund() {
    for (std::size_t i = 0; i < accounts; ++i) {
        const portfolio::Open open{{account(i)}, "A benchmark's account", "USD", "benchmark"};
        demand(command("cmd.portfolio." + open.account.text + ".open", open), portfolio::Opened::type);
        const portfolio::Deposit deposit{{account(i)}, Money::whole(1'000'000'000), "USD"};
        demand(command("cmd.portfolio." + deposit.account.text + ".deposit", deposit), portfolio::Deposited::type);
    }
    quote_everything();
    // An order needs a quote: the last of these is known to the portfolio once one of its symbol is accepted.
    const auto deadline = std::chrono::steady_clock::now() + start_patience;
    for (std::size_t i = 0; i < symbols;) {
        try {
            demand(order(0, i, true), order::Accepted::type);
            ++i;
        } catch (const std::runtime_error&) {
            if (std::chrono::steady_clock::now() > deadline) throw;
        }
    }
}

}  // namespace andvari::load
