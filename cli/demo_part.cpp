#include "cli/demo_part.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "cli/system.hpp"
#include "cli/view_watch.hpp"
#include "events/portfolio.hpp"
#include "feed/currencies.hpp"
#include "feed/demo.hpp"
#include "feed/replay.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/security/access_view.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/envelope.hpp"
#include "shared/json/write.hpp"
#include "shared/observability/log.hpp"

namespace andvari::cli {
namespace {
constexpr std::chrono::seconds patience{20};
constexpr Money demo_money = Money::whole(100'000);

class DemoPart final : public Part {
public:
    explicit DemoPart(Host& host) : host_{host} {}
    std::string_view name() const override { return "demo"; }

    void start() override {
        connection_ = bus::connect(host_.bus("demo"));
        ViewWatch accounts{*connection_, host_.location(), "accounts"};
        ViewWatch stocks{*connection_, host_.location(), "stock"};
        ViewWatch access{*connection_, host_.location(), "access"};
        commands_ = bus::make_publisher(connection_);
        list_instruments();
        fund_account(grants_of_owner(access));
        for (auto& instrument : wanted()) play(std::move(instrument));
        tell_rates();

        if (!accounts.wait_for(
                [](auto& db) {
                    const auto account = portfolio::AccountsView::account(db, {std::string{demo_account}});
                    return account && account->cash.positive();
                },
                patience))
            throw std::runtime_error{"the demo account did not get its money in time"};
        const auto begun = Instant::now();
        for (const auto& text : host_.configuration.demo.symbols)
            if (!stocks.wait_for(
                    [&](auto& db) {
                        const auto quote = stock::StockView::quote(db, {text});
                        return quote && quote->received.plus_seconds(5) >= begun;
                    },
                    patience))
                throw std::runtime_error{fmt::format("no quote of {} came in time", text)};
    }

    void stop(Deadline) override {
        for (auto& player : players_) player.request_stop();
        for (auto& publisher : feeds_) publisher->stop();
        players_.clear();
        if (commands_) commands_->stop();
    }

private:
    std::vector<feed::DemoInstrument> wanted() const {
        std::vector<feed::DemoInstrument> result;
        for (auto& instrument : feed::demo_instruments())
            for (const auto& symbol : host_.configuration.demo.symbols)
                if (instrument.symbol.text == symbol) result.push_back(instrument);
        if (result.size() != host_.configuration.demo.symbols.size())
            throw std::runtime_error{"demo.symbols names an instrument that the demo has no history of"};
        return result;
    }

    // The ids are always the same, so that every start says the same commands and only the first has an effect.
    template <class C>
    void command(const std::string& key, std::string_view verb, const std::string& id, std::string_view actor, const C& content,
                 const std::string& grants = {}) {
        eventing::Envelope envelope;
        envelope.id = id;
        envelope.type = C::type;
        envelope.time = Instant::now();
        envelope.actor = actor;
        envelope.grants = grants;
        envelope.place.source = "demo";
        commands_->publish(
            fmt::format("cmd.{}.{}.{}", subject_context(envelope.type), key, verb), id, eventing::to_headers(envelope),
            json::write(content), [](const bus::Stored&) {},
            [](std::string_view reason) {
                log::error("a command of the demo was refused", {{"reason", reason}});
            });
        commands_->flush();
    }
    static std::string_view subject_context(std::string_view type) { return eventing::subject_token(type, 1); }

    void list_instruments() {
        for (const auto& instrument : wanted())
            command(to_token(instrument.symbol), "list", "demo-list-" + to_token(instrument.symbol), "system:demo",
                    stock::List{instrument.symbol, instrument.name, "USD"});
    }
    // With what is known of the owner's rights, so that a service that has heard less waits rather than refuses.
    static std::string grants_of_owner(ViewWatch& access) {
        std::string grants;
        const auto owner = [&](store::Database& db) {
            const auto row = security::AccessView::access(db, {std::string{user_of(demo_owner)}});
            if (row) grants = to_text({row->revision, row->permissions});
            return row.has_value();
        };
        if (!access.wait_for(owner, patience)) throw std::runtime_error{"the demo's owner was not admitted in time"};
        return grants;
    }
    void fund_account(const std::string& grants) {
        const AccountId account{std::string{demo_account}};
        command(account.text, "open", "demo-open", demo_owner, portfolio::Open{account, "Demo", "USD", std::nullopt}, grants);
        command(account.text, "deposit", "demo-deposit", demo_owner, portfolio::Deposit{account, demo_money, "USD"}, grants);
    }

    void play(feed::DemoInstrument instrument) {
        feeds_.push_back(bus::make_publisher(connection_, {.in_flight = 64}));
        auto& publisher = *feeds_.back();
        players_.emplace_back([this, &publisher, instrument = std::move(instrument)](std::stop_token stop) {
            try {
                feed::Replay replay{publisher,
                                    feed::Generator{instrument.history, 40, feed::Afterwards::again},
                                    {.symbol = instrument.symbol, .speed = static_cast<double>(host_.configuration.demo.speed)}};
                if (const auto last = feed::last_quoted(*connection_, instrument.symbol)) replay.resume_after(*last);
                replay.run(stop);
            } catch (const std::exception& e) {
                if (!stop.stop_requested())
                    log::error("the demo's market stands still", {{"symbol", instrument.symbol.text}, {"reason", e.what()}});
            }
        });
    }

    /// At once, and each minute.
    void tell_rates() {
        feeds_.push_back(bus::make_publisher(connection_, {.in_flight = 64}));
        players_.emplace_back([&publisher = *feeds_.back()](std::stop_token stop) {
            std::mutex mutex;
            std::condition_variable_any stopped;
            std::unique_lock lock{mutex};
            while (!stop.stop_requested()) {
                try {
                    for (const auto& rate : feed::demo_rates(Instant::now())) publish(publisher, feed::message_of(rate));
                    publisher.flush();
                } catch (const std::exception& e) {
                    if (!stop.stop_requested()) log::error("the demo's rates stand still", {{"reason", e.what()}});
                }
                stopped.wait_for(lock, stop, std::chrono::minutes{1}, [] { return false; });
            }
        });
    }
    static void publish(bus::Publisher& publisher, const feed::Message& message) {
        publisher.publish(
            message.subject, message.id, bus::Headers{}, message.body, [](const bus::Stored&) {},
            [](std::string_view reason) {
                log::error("a rate of the demo was refused", {{"reason", reason}});
            });
    }

    Host& host_;
    std::shared_ptr<bus::Connection> connection_;
    std::unique_ptr<bus::Publisher> commands_;
    std::vector<std::unique_ptr<bus::Publisher>> feeds_;
    std::vector<std::jthread> players_;
};
}  // namespace

std::shared_ptr<Part> make_demo_part(Host& host) { return std::make_shared<DemoPart>(host); }

}  // namespace andvari::cli
