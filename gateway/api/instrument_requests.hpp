// The bodies of requests that administer instruments. The rules of a symbol are read as events/exchange.hpp has them.
#pragma once

#include <optional>
#include <string>

#include "events/stock.hpp"
#include "shared/json/read.hpp"

namespace andvari::gateway {

struct DefineInstrument {
    std::string name;
    std::string currency;
    static constexpr auto fields =
        json::fields(json::field("name", &DefineInstrument::name), json::field("currency", &DefineInstrument::currency));
};

struct HaltInstrument {
    std::string reason;
    static constexpr auto fields = json::fields(json::field("reason", &HaltInstrument::reason));
};

struct AnnounceSplit {
    stock::Ratio ratio;
    Instant effective;
    static constexpr auto fields =
        json::fields(json::field("ratio", &AnnounceSplit::ratio), json::field("effective", &AnnounceSplit::effective));
};

struct AnnounceDividend {
    Money per_share;
    Instant ex;
    std::optional<Instant> pays;
    static constexpr auto fields =
        json::fields(json::field("per_share", &AnnounceDividend::per_share), json::field("ex", &AnnounceDividend::ex),
                     json::field("pays", &AnnounceDividend::pays));
};

// What the contract's schemas ask beyond the types (see bodies.hpp). What a value may mean is the service's business.
std::optional<json::Mistake> check(const DefineInstrument&);
std::optional<json::Mistake> check(const stock::Rules&);
std::optional<json::Mistake> check(const HaltInstrument&);
std::optional<json::Mistake> check(const AnnounceSplit&);
std::optional<json::Mistake> check(const AnnounceDividend&);

}  // namespace andvari::gateway
