// The services and the projector in this process, on a nats-server of their own: for tests from the bus's side. Alice, Bob and
// Mallory are members.
#pragma once

#include <condition_variable>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "services/auth/credentials_view.hpp"
#include "services/auth/service.hpp"
#include "services/engine/service.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/order/service.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/history_view.hpp"
#include "services/portfolio/service.hpp"
#include "services/security/access_view.hpp"
#include "services/security/service.hpp"
#include "services/stock/quotes_view.hpp"
#include "services/stock/service.hpp"
#include "services/stock/stock_view.hpp"
#include "services/user/service.hpp"
#include "shared/bus/declarations.hpp"
#include "shared/bus/server_process.hpp"
#include "shared/bus/topology_keeper.hpp"
#include "shared/bus/users.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"
#include "shared/eventing/projector.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::testing {

class Folder {
public:
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::string path = (std::filesystem::temp_directory_path() / ("andvari-spine-" + new_id())).string();
};

/// An outcome as its sender sees it.
struct Answer {
    std::string type;
    std::string body;
};

/// Waits for answers and for read models by what they say, never by time.
class Spine {
public:
    enum class Bus { guarded, open };
    /// Keeps its databases in `where`, or as SQLite files in a folder of its own. On an open bus anybody may do everything: for
    /// tests that take the part of several users at once.
    explicit Spine(std::optional<store::Location> where = std::nullopt, Bus bus = Bus::guarded)
        : bus_{bus},
          location_{where.value_or(store::Location{folder_.path, {}, {}})},
          keys_{bus::make_user_keys(folder_.path + "/users", bus::default_users())},
          server_{std::make_unique<bus::NatsServer>(bus::ServerSettings{
              .folder = folder_.path + "/nats",
              .accounts = bus == Bus::open ? std::string{} : bus::server_accounts(bus::default_users(), keys_),
              .supervise = true})},
          topology_{std::make_unique<bus::TopologyKeeper>(as("admin"), std::string{bus::default_topology()})} {
        connection_ = bus::connect(as("admin"));
        publisher_ = bus::make_publisher(connection_);
        answers_ = connection_->subscribe("ans.*", [this](bus::Message m) {
            const std::lock_guard lock{mutex_};
            received_[std::string{m.subject().substr(4)}] = {std::string{m.header("ce-type")}, std::string{m.body()}};
            changed_.notify_all();
        });
        notices_ = connection_->subscribe("view.*", [this](bus::Message) {
            const std::lock_guard lock{mutex_};
            ++notice_;
            changed_.notify_all();
        });
        // What was said while the connection was broken is looked up instead.
        back_ = connection_->on_reconnect([this] {
            const std::lock_guard lock{mutex_};
            ++notice_;
            changed_.notify_all();
        });
        start();
        for (const auto* user : {"alice", "bob", "mallory"}) admit(user);
    }
    ~Spine() { stop(); }

    void start() {
        add("stock", stock::host());
        add("order", order::host());
        add("engine", engine::host());
        add("portfolio", portfolio::host({}));
        add("auth", auth::host());
        add("security", security::host());
        add("user", user::host());
        eventing::ProjectorSettings settings{as("projector"), location(), {}, 1000};
        settings.views = {make<stock::StockView>,        make<order::OrdersView>,      make<engine::TradesView>,
                          make<portfolio::AccountsView>, make<eventing::CommandsView>, make<eventing::ActivityView>,
                          make<auth::CredentialsView>,   make<security::AccessView>,   make<portfolio::HistoryView>,
                          make<stock::QuotesView>};
        parts_->add(std::make_shared<eventing::Projector>("projector", settings, *metrics_, *health_, [](std::string) {}));
        parts_->start();
    }
    void stop() {
        parts_->stop();
        parts_ = std::make_unique<Parts>();
    }

    bus::NatsServer& server() { return *server_; }
    /// The server ends and comes back without anything of what it kept; the streams are there again, empty, when this returns.
    void lose_the_bus() {
        server_->stop();
        std::filesystem::remove_all(server_->folder() / "jetstream");
        server_->start();
        bus::apply_topology(*bus::connect(as("admin")), bus::default_topology());
    }
    /// Connects with a user's own rights.
    bus::Options as(std::string_view user) const {
        if (bus_ == Bus::open) return {.url = server_->url(), .name = std::string{user}};
        return bus::options_of(bus::user_named(bus::default_users(), user), server_->url(), folder_.path + "/users");
    }
    bus::Connection& connection() { return *connection_; }
    std::shared_ptr<bus::Connection> shared_connection() { return connection_; }
    const store::Location& location() const { return location_; }

    void publish(const std::string& subject, const std::string& body, bus::Headers headers = {},
                 const std::string& message_id = new_id()) {
        publisher_->publish(
            subject, message_id, std::move(headers), body, [](const bus::Stored&) {}, [](std::string_view) {});
        publisher_->flush();
    }
    /// Makes somebody a member. Returns when the services that decide what members do know it.
    /// Answers the revision of their rights.
    std::uint64_t admit(const std::string& user) {
        const auto admitted =
            ask("cmd.security." + user + ".admit", security::Admit{{user}, "a test"}, new_id(), "system:test").body;
        const auto revision = json::read<security::Admitted>(admitted).value().revision;
        known_to_all(revision, "owner:" + user);
        return revision;
    }
    /// Returns when order and portfolio know security's facts up to this revision. They are asked for what there is not: a
    /// command whose door knew more than they do waits until they have caught up.
    void known_to_all(std::uint64_t revision, const std::string& actor) {
        const auto grants = to_text({revision, PermissionSet::all()});
        ask("cmd.order.none.cancel", order::Cancel{{"none"}, {"none"}}, new_id(), actor, grants);
        ask("cmd.portfolio.none.withdraw", portfolio::Withdraw{{"none"}, Money::whole(1), "USD"}, new_id(), actor, grants);
    }
    /// Sends a command and waits for its outcome.
    template <class C>
    Answer ask(const std::string& subject, const C& command, const std::string& id = new_id(),
               const std::string& actor = "owner:alice", const std::string& grants = {}) {
        bus::Headers headers{{"ce-id", id}, {"ce-type", std::string{C::type}}, {"ce-actor", actor}};
        if (!grants.empty()) headers.emplace_back("ce-grants", grants);
        publish(subject, json::write(command), std::move(headers));
        return answer(id);
    }
    Answer answer(const std::string& id) {
        std::unique_lock lock{mutex_};
        if (!changed_.wait_for(lock, patience, [&] { return received_.contains(id); }))
            throw std::runtime_error{"no answer to " + id};
        return received_[id];
    }
    /// Opens a read model again and again, whenever one was changed, until `read` gives something.
    template <class Read>
    auto seen(const std::string& view, Read&& read) {
        const auto until = std::chrono::steady_clock::now() + patience;
        for (;;) {
            std::uint64_t before = 0;
            {
                const std::lock_guard lock{mutex_};
                before = notice_;
            }
            const auto db = store::open(location(), "view_" + view, store::Durability::relaxed, store::Access::read_only);
            if (auto result = read(*db)) return result;
            std::unique_lock lock{mutex_};
            if (!changed_.wait_until(lock, until, [&] { return notice_ != before; }))
                throw std::runtime_error{"not seen in " + view};
        }
    }

    void quote(const std::string& symbol, const std::string& bid, const std::string& ask, const std::string& size = "1000") {
        const stock::Quote q{*Price::parse(bid), *Price::parse(ask), *Quantity::parse(size), *Quantity::parse(size),
                             Instant::now()};
        publish("mkt.quote." + symbol, json::write(q));
        seen("stock", [&](auto& db) -> std::optional<bool> {
            const auto row = stock::StockView::quote(db, {symbol});
            return row && row->time == q.time ? std::optional{true} : std::nullopt;
        });
        while (!account_.empty() && !priced(symbol)) {}
    }
    void open_account(const std::string& id, Money money) {
        account_ = id;
        ask("cmd.portfolio." + id + ".open", portfolio::Open{{id}, "Test", "USD", std::nullopt});
        ask("cmd.portfolio." + id + ".deposit", portfolio::Deposit{{id}, money, "USD"});
    }

private:
    static constexpr std::chrono::seconds patience{20};

    // Whether the portfolio has heard of the quote as well: it speaks of money only when it knows the price.
    bool priced(const std::string& symbol) {
        const order::Place far_too_many{
            {account_},   {symbol},    order::Side::buy, order::Kind::market, order::TimeInForce::fok, Quantity::whole(999'999),
            std::nullopt, std::nullopt};
        return ask("cmd.order." + account_ + ".place", far_too_many).body.find("insufficient_cash") != std::string::npos;
    }
    template <class V>
    static std::unique_ptr<eventing::View> make() {
        return std::make_unique<V>();
    }
    void add(std::string name, eventing::MakeHosted hosted) {
        eventing::ServiceSettings settings{as(name), location()};
        parts_->add(
            std::make_shared<eventing::Service>(name, std::move(hosted), settings, *metrics_, *health_, [](std::string) {}));
    }

    const Bus bus_;
    Folder folder_;
    store::Location location_;
    std::string account_;  ///< The one opened last.
    bus::PublicKeys keys_;
    std::unique_ptr<bus::NatsServer> server_;
    std::unique_ptr<bus::TopologyKeeper> topology_;
    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<bus::Publisher> publisher_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<std::string, Answer> received_;
    std::uint64_t notice_ = 0;
    std::unique_ptr<bus::Subscription> answers_, notices_;
    std::shared_ptr<void> back_;
    std::unique_ptr<metrics::Registry> metrics_ = std::make_unique<metrics::Registry>();
    std::unique_ptr<Health> health_ = std::make_unique<Health>("test");
    std::unique_ptr<Parts> parts_ = std::make_unique<Parts>();
};

}  // namespace andvari::testing
