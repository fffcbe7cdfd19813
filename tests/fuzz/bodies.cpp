// The bodies of requests at the gateway. The first byte chooses which.
#include "gateway/api/requests.hpp"
#include "shared/json/write.hpp"
#include "shared/schema/schema.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

/// What the gateway accepts becomes a command; one that breaks its schema would end in the dead letters, and its sender
/// would wait for an outcome for ever.
template <class Command>
void promise_fits(const Command& command) {
    const auto mistake = schema::check(Command::type, json::write(command));
    if (mistake) std::fprintf(stderr, "%s\n", mistake->text().c_str());
    promise(!mistake, "what the gateway sends fits its schema");
}

template <class Request>
std::optional<Request> read(std::string_view text) {
    json::Document document;
    auto request = gateway::read_body<Request>(document, text);
    if (request) return std::move(*request);
    promise(!request.error().reason.empty(), "a refusal has a reason");
    return std::nullopt;
}

}  // namespace

void attack(std::string_view input) {
    if (input.empty()) return;
    const auto text = input.substr(1);
    switch (input.front()) {
        case 'o':
            if (const auto request = read<gateway::PlaceOrder>(text)) promise_fits(command_of(*request));
            return;
        case 'a':
            if (const auto request = read<gateway::OpenAccount>(text))
                promise_fits(command_of(*request, request->id.value_or(AccountId{"made-here"})));
            return;
        default:
            if (const auto request = read<gateway::MoveMoney>(text)) {
                promise_fits(portfolio::Deposit{{"alice"}, request->amount, request->currency});
                promise_fits(portfolio::Withdraw{{"alice"}, request->amount, request->currency});
            }
    }
}

}  // namespace andvari::fuzz
