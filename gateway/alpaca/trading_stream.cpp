// /stream: what happens to the account's orders, as it happens.
#include <algorithm>

#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/fields.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/sessions.hpp"
#include "gateway/alpaca/trade_updates.hpp"
#include "gateway/alpaca/trading_account.hpp"
#include "gateway/api/event_streams.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::string_view updates = "trade_updates";

std::string authorization(std::string_view status, std::string_view action) {
    return "{\"stream\":\"authorization\",\"data\":{\"status\":\"" + std::string{status} + "\",\"action\":\"" +
           std::string{action} + "\"}}";
}

class TradingStream final : public Session {
public:
    explicit TradingStream(Call& call) : Session{call} {}

private:
    /// Texts in binary frames, as Alpaca has it; its clients read both.
    void say(std::string_view text) {
        if (socket_) socket_->send(http::MessageKind::binary, text);
    }

    void on_message(http::MessageKind, std::string_view message) override {
        const auto fields = Fields::parse(message);
        if (!fields) return close(http::Closing::unsupported_data, "not JSON");
        const auto action = fields->text("action").value_or("");
        if (action == "authenticate" || action == "auth") return authenticate(*fields, action);
        if (action != "listen") return;
        if (!caller()) return say(authorization("unauthorized", "listen"));
        const auto streams = fields->list("data.streams").value_or(std::vector<std::string>{});
        listen(std::ranges::find(streams, updates) != streams.end());
    }

    void authenticate(const Fields& fields, std::string_view action) {
        const auto member = [&](std::string_view name) {
            auto text = fields.text("data." + std::string{name});
            return text ? text : fields.text(name);
        };
        const auto token = member("oauth_token");
        const auto key = member("key_id"), secret = member("secret_key");
        const auto plain_key = fields.text("key"), plain_secret = fields.text("secret");
        const bool good = token                       ? come_in_by_token(*token)
                          : key && secret             ? come_in(*key, *secret)
                          : plain_key && plain_secret ? come_in(*plain_key, *plain_secret)
                                                      : false;
        say(authorization(good ? "authorized" : "unauthorized", action));
        if (!good) close(http::Closing::policy_violation, "unauthorized");
    }

    void listen(bool to_updates) {
        if (to_updates && !listening_) {
            if (const auto problem = open_feed()) return close(http::Closing::try_again_later, problem->code);
            listening_ = true;
        }
        say(listening_ ? R"({"stream":"listening","data":{"streams":["trade_updates"]}})"
                       : R"({"stream":"listening","data":{"streams":[]}})");
    }

    std::optional<Problem> open_feed() {
        const auto trading = trading_account(worker_, *caller(), account());
        if (!trading) return trading.error();
        const auto say_it = [weak = weak_from_this()](std::string_view text) {
            if (const auto self = std::static_pointer_cast<TradingStream>(weak.lock())) self->say(text);
        };
        const auto unsent = [weak = weak_from_this()]() -> std::size_t {
            const auto self = std::static_pointer_cast<TradingStream>(weak.lock());
            return self && self->socket_ ? self->socket_->unsent() : 0;
        };
        const auto end = [weak = weak_from_this()](std::string_view event) {
            if (const auto self = std::static_pointer_cast<TradingStream>(weak.lock())) self->close(closing_of(event), event);
        };
        const auto make_outlet = [&](std::function<void()> on_gone, std::function<void()> on_drained) {
            drained_ = std::move(on_drained);
            leave_feed_ = std::shared_ptr<void>{nullptr, [on_gone](void*) { on_gone(); }};
            return trade_updates(worker_, {say_it, unsent, end});
        };
        return worker_.events->open({caller(), std::nullopt, trading->id, true}, make_outlet);
    }

    /// What waited in the read model for the client goes on.
    void on_drained() override {
        if (drained_) drained_();
    }
    void on_come_in() override { say(authorization("authorized", "authenticate")); }
    void on_overdue() override { close(http::Closing::policy_violation, "not authenticated in time"); }
    void on_shut_out() override { close(http::Closing::policy_violation, "signed_out"); }

    bool listening_ = false;
    std::function<void()> drained_;
    std::shared_ptr<void> leave_feed_;  ///< Its end takes the reader out of the streams.
};

}  // namespace

std::optional<Problem> open_trading_stream(Call& call) { return Session::begin(call, std::make_shared<TradingStream>(call)); }

}  // namespace andvari::gateway::alpaca
