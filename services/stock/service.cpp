#include "services/stock/service.hpp"

#include <algorithm>

#include "services/stock/domain.hpp"
#include "shared/access/rights.hpp"
#include "shared/eventing/typed_context.hpp"

namespace andvari::stock {
namespace {
template <class T>
T read_or_refuse(std::string_view body, json::Document& document) {
    auto value = json::read<T>(document, body);
    if (!value) throw eventing::Unusable{value.error().text()};
    return *std::move(value);
}

struct Context {
    using State = stock::State;
    using Command = stock::Command;
    using Fact = stock::Fact;
    using Outside = std::variant<List, Halt, Resume, SetRules, AnnounceSplit, AnnounceDividend, CancelAction>;
    using Reacts = eventing::Inputs<security::Fact>;
    static constexpr std::int64_t snapshot_every = 1'000;

    /// permission_denied without manage_instruments.
    template <class C>
    std::optional<Refusal> authorise(const C&, const Given& given) const {
        return rights.refuse(given, Permission::manage_instruments);
    }
    std::optional<std::string> learn(const security::Fact& fact) { return rights.learn(fact); }
    std::vector<Command> react(const security::Fact&) const { return {}; }
    std::vector<Command> from_market(std::string_view kind, std::string_view name, std::string_view body,
                                     json::Document& document, Instant now) const {
        if (kind == "clock") return clock(std::string{name}, read_or_refuse<Clock>(body, document).time, now);
        const auto symbol = symbol_of_token(name);
        if (!is_symbol(symbol.text)) throw eventing::Unusable{"the subject's symbol is malformed"};
        if (kind == "fx") return {TakeFx{symbol.text, read_or_refuse<FxRate>(body, document), now}};
        if (kind == "bar") return {TakeBar{symbol, read_or_refuse<Bar>(body, document)}};
        if (kind == "status") return {TakeStatus{symbol, read_or_refuse<Status>(body, document)}};
        if (kind != "quote") return {};
        const TakeQuote quote{symbol, read_or_refuse<Quote>(body, document), now};
        if (settings.clock != MarketClock::quotes) return {quote};
        // The phase of a quote is known before the quote. A market's clock never goes ahead of ours.
        return {Tick{std::string{new_york}, std::min(quote.quote.time, now)}, quote};
    }

    /// A tick counts only for a market whose clock is told.
    std::vector<Command> clock(std::string market, Instant time, Instant now) const {
        if (settings.clock != MarketClock::told) throw eventing::Unusable{"this market's clock is not told"};
        return {Tick{std::move(market), std::min(time, now)}};
    }

    Settings settings;
    Rights rights;
};
}  // namespace

eventing::MakeHosted host(Settings settings) {
    return [settings](eventing::Journal& journal) {
        return std::make_unique<eventing::TypedContext<Context>>(Context{settings, {}}, journal);
    };
}

}  // namespace andvari::stock
