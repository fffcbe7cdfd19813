#include "gateway/alpaca/market_stream.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "events/engine.hpp"
#include "events/stock.hpp"
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/fields.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/market_codec.hpp"
#include "gateway/alpaca/market_data.hpp"
#include "gateway/alpaca/sessions.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

enum Channel : std::size_t {
    trades,
    quotes,
    bars,
    updated_bars,
    daily_bars,
    statuses,
    lulds,
    corrections,
    cancel_errors,
    imbalances
};
constexpr std::array<std::string_view, 10> channel_names{"trades",   "quotes", "bars",        "updatedBars",  "dailyBars",
                                                         "statuses", "lulds",  "corrections", "cancelErrors", "imbalances"};
constexpr std::size_t most_symbols = 10'000;
// So much may wait for a reader, beside what a message needs that says so.
constexpr std::size_t most_unsent = 1024 * 1024 - 4096;

std::string error(int code, std::string_view message) {
    return R"([{"T":"error","code":)" + std::to_string(code) + R"(,"msg":")" + std::string{message} + R"("}])";
}

/// One message of the stream, and whom it concerns.
struct Told {
    Channel channel;
    std::string symbol, json;
};

std::optional<Told> told_by(const MarketFact& fact) {
    Told told;
    if (fact.type == stock::Quoted::type) {
        const auto quoted = json::read<stock::Quoted>(fact.body);
        if (!quoted) return std::nullopt;
        told = {quotes, quoted->symbol.text, {}};
        append_quote(told.json, quoted->quote, "q", told.symbol);
    } else if (fact.type == stock::BarClosed::type) {
        const auto closed = json::read<stock::BarClosed>(fact.body);
        if (!closed) return std::nullopt;
        const bool daily = closed->bar.interval == stock::Interval::day;
        told = {daily ? daily_bars : bars, closed->symbol.text, {}};
        append_bar(told.json, closed->bar, daily ? "d" : "b", told.symbol);
    } else if (fact.type == stock::StatusChanged::type) {
        const auto changed = json::read<stock::StatusChanged>(fact.body);
        if (!changed) return std::nullopt;
        told = {statuses, changed->symbol.text, {}};
        append_status(told.json, *changed);
    } else return std::nullopt;
    return told;
}

}  // namespace

class MarketStream final : public Session {
public:
    explicit MarketStream(Call& call)
        : Session{call}, packed_{http::equal_ignoring_case(call.request.field("Content-Type"), "application/msgpack")} {}

    void take(const std::vector<Told>& all) {
        std::string gathered;
        for (const auto& told : all) {
            const auto& wanted = wanted_[told.channel];
            if (!wanted.contains(told.symbol) && !wanted.contains("*")) continue;
            gathered.append(gathered.empty() ? "[" : ",").append(told.json);
            // Kept below what clients take as one message.
            if (gathered.size() > 32 * 1024) say(std::exchange(gathered, {}) + "]");
        }
        if (!gathered.empty()) say(gathered + "]");
    }

private:
    void say(const std::string& json) {
        if (!socket_) return;
        if (socket_->unsent() + json.size() > most_unsent) {
            send(error(407, "slow client"));
            return close(http::Closing::try_again_later, "slow client");
        }
        send(json);
    }
    void send(const std::string& json) {
        if (packed_) socket_->send(http::MessageKind::binary, to_messagepack(json));
        else socket_->send(http::MessageKind::text, json);
    }

    void on_begun() override { say(R"([{"T":"success","msg":"connected"}])"); }
    void on_come_in() override { say(R"([{"T":"success","msg":"authenticated"}])"); }
    void on_overdue() override {
        say(error(404, "auth timeout"));
        close(http::Closing::policy_violation, "auth timeout");
    }
    void on_shut_out() override { close(http::Closing::policy_violation, "signed_out"); }

    void on_message(http::MessageKind kind, std::string_view message) override {
        const bool json = kind == http::MessageKind::text || message.starts_with('{');
        const auto fields = json ? Fields::parse(message) : Fields::parse_messagepack(message);
        if (!fields) return say(error(400, "invalid syntax"));
        const auto action = fields->text("action").value_or("");
        if (action == "auth") return authenticate(*fields);
        if (action != "subscribe" && action != "unsubscribe") return say(error(400, "invalid syntax"));
        if (!caller()) return say(error(401, "not authenticated"));
        change(*fields, action == "subscribe");
    }

    void authenticate(const Fields& fields) {
        if (caller()) return say(error(403, "already authenticated"));
        const auto key = fields.text("key"), secret = fields.text("secret");
        const bool good = key && secret && (*key == "oauth" ? come_in_by_token(*secret) : come_in(*key, *secret));
        if (good) return on_come_in();
        say(error(402, "auth failed"));
        close(http::Closing::policy_violation, "auth failed");
    }

    void change(const Fields& fields, bool more) {
        auto wanted = wanted_;
        std::size_t count = 0;
        for (std::size_t i = 0; i < channel_names.size(); ++i) {
            for (const auto& symbol : fields.list(channel_names[i]).value_or(std::vector<std::string>{})) {
                if (symbol != "*" && !is_symbol(symbol)) return say(error(400, "invalid syntax"));
                if (more) wanted[i].insert(symbol);
                else wanted[i].erase(symbol);
            }
            count += wanted[i].size();
        }
        if (count > most_symbols) return say(error(405, "symbol limit exceeded"));
        wanted_ = std::move(wanted);
        if (!std::exchange(told_of_the_market_, true))
            worker_.market_streams->add(std::static_pointer_cast<MarketStream>(shared_from_this()));
        std::string subscription;
        {
            JsonObject object{subscription};
            object.text("T", "subscription");
            for (std::size_t i = 0; i < channel_names.size(); ++i)
                object.raw(channel_names[i], json::write(std::vector<std::string>{wanted_[i].begin(), wanted_[i].end()}));
        }
        say('[' + subscription + ']');
    }

    const bool packed_;
    std::array<std::set<std::string, std::less<>>, channel_names.size()> wanted_;
    bool told_of_the_market_ = false;
};

void MarketStreams::add(const std::shared_ptr<MarketStream>& stream) {
    streams_.push_back(stream);
    if (!listening_)
        listening_ = worker_.backend.market_hub.listen(worker_.loop, [this](const MarketFacts& facts) { take(facts); });
}

void MarketStreams::take(const MarketFacts& facts) {
    std::vector<Told> all;
    for (const auto& fact : facts)
        if (auto told = told_by(*fact)) all.push_back(std::move(*told));
    for (const auto& weak : std::vector{streams_})
        if (const auto stream = weak.lock()) stream->take(all);
    std::erase_if(streams_, [](const auto& weak) { return weak.expired(); });
    if (streams_.empty())
        worker_.loop.post([this] {
            if (streams_.empty()) listening_ = nullptr;
        });
}

std::optional<Problem> open_market_stream(Call& call) { return Session::begin(call, std::make_shared<MarketStream>(call)); }

}  // namespace andvari::gateway::alpaca
