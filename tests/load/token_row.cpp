#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "tests/load/person.hpp"
#include "tests/load/rows.hpp"
#include "tests/load/wrk.hpp"

namespace andvari::load {

// The same order is read with a person's access token, which is verified (once, then found among the known ones), held against
// what has been revoked, and against the person's rights and accounts; and with the operator's configured key, which is compared
// and may see everything.
Measured measure_token(RunningSystem& system) {
    constexpr int rounds = 9;
    Measured m{.key = "token",
               .what = "GET of one order with a person's access token, 64 connections",
               .limit = "the same GET with a configured key, which is only compared",
               .unit = "requests/s",
               .goal = 0.87};
    const Person person{system, "bench-token@example.org"};
    person.post("/api/v1/accounts", R"({"id":"bench-token","name":"Token","currency":"USD"})");
    person.post("/api/v1/accounts/bench-token/deposits", R"({"amount":"1000","currency":"USD"})");
    const auto placed = nlohmann::json::parse(person.post(
        "/api/v1/orders", fmt::format(R"({{"account":"bench-token","symbol":"{}","side":"buy","type":"limit","limit_price":"1",)"
                                      R"("time_in_force":"gtc","quantity":"1"}})",
                                      RunningSystem::symbol(0))));
    const auto url = system.http() + "/api/v1/orders/" + placed.at("id").get<std::string>();
    const auto key = "Authorization: Bearer " + std::string{RunningSystem::key};
    wrk(url, key);
    wrk(url, person.authorization());
    for (int round = 0; round < rounds; ++round) {
        const auto compared = wrk(url, key);
        const auto verified = wrk(url, person.authorization());
        m.limits.push_back(compared.per_second);
        m.ours.push_back(verified.per_second);
        m.more["limit_p99_milliseconds"].push_back(compared.p99_milliseconds);
        m.more["p99_milliseconds"].push_back(verified.p99_milliseconds);
    }
    return m;
}

}  // namespace andvari::load
