#include "services/stock/service.hpp"

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
    using State = Instrument;
    using Command = stock::Command;
    using Fact = stock::Fact;
    using Outside = std::variant<List>;
    using Reacts = eventing::Inputs<security::Fact>;
    static constexpr std::int64_t snapshot_every = 1'000;

    /// permission_denied without manage_instruments.
    std::optional<Refusal> authorise(const List&, const Given& given) const {
        return rights.refuse(given, Permission::manage_instruments);
    }
    std::optional<std::string> learn(const security::Fact& fact) { return rights.learn(fact); }
    std::vector<Command> react(const security::Fact&) const { return {}; }
    std::optional<Command> from_market(std::string_view kind, const Symbol& symbol, std::string_view body,
                                       json::Document& document, Instant now) {
        if (kind == "quote") return TakeQuote{symbol, read_or_refuse<Quote>(body, document), now};
        if (kind == "bar") return TakeBar{symbol, read_or_refuse<Bar>(body, document)};
        return std::nullopt;
    }

    Rights rights;
};
}  // namespace

eventing::MakeHosted host() {
    return [](eventing::Journal& journal) { return std::make_unique<eventing::TypedContext<Context>>(Context{}, journal); };
}

}  // namespace andvari::stock
