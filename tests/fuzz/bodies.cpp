// The bodies of requests at the gateway. The first byte chooses which.
#include "gateway/api/bodies.hpp"
#include "events/security.hpp"
#include "shared/json/write.hpp"
#include "shared/schema/schema.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using namespace andvari::gateway;

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
    auto request = read_body<Request>(document, text);
    if (!request) {
        promise(!request.error().reason.empty(), "a refusal has a reason");
        return std::nullopt;
    }
    // As the desk will read it, where the request goes on to it.
    const auto written = json::write(*request);
    const auto again = json::read<Request>(document, written);
    promise(again.has_value() && json::write(*again) == written, "what is sent on says the same");
    return std::move(*request);
}

void attack_money(std::string_view text) {
    const auto request = read<MoveMoney>(text);
    if (!request) return;
    promise_fits(portfolio::Deposit{{"alice"}, request->amount, request->currency});
    promise_fits(portfolio::Withdraw{{"alice"}, request->amount, request->currency});
}

void attack_reason(std::string_view text) {
    const auto request = read<Reason>(text);
    if (!request) return;
    promise_fits(security::Deactivate{{"alice"}, request->reason});
    promise_fits(user::Erase{{"alice"}, request->reason});
}

/// The bodies about instruments; the second byte chooses which.
void attack_instrument(std::string_view input) {
    if (input.empty()) return;
    const Symbol aapl{"AAPL"};
    const auto text = input.substr(1);
    switch (input.front()) {
        case 'n':
            if (const auto request = read<DefineInstrument>(text))
                promise_fits(stock::List{aapl, request->name, request->currency});
            return;
        case 'r':
            if (const auto rules = read<stock::Rules>(text)) promise_fits(stock::SetRules{aapl, *rules});
            return;
        case 's':
            if (const auto request = read<AnnounceSplit>(text))
                promise_fits(stock::AnnounceSplit{aapl, request->ratio, request->effective});
            return;
        case 'd':
            if (const auto request = read<AnnounceDividend>(text))
                promise_fits(stock::AnnounceDividend{aapl, request->per_share, request->ex, request->pays});
            return;
        default:
            if (const auto request = read<HaltInstrument>(text)) promise_fits(stock::Halt{aapl, request->reason});
    }
}

}  // namespace

void attack(std::string_view input) {
    if (input.empty()) return;
    const auto text = input.substr(1);
    switch (input.front()) {
        case 'o':
            if (const auto request = read<PlaceOrder>(text)) promise_fits(command_of(*request));
            return;
        case 'a':
            if (const auto request = read<OpenAccount>(text))
                promise_fits(command_of(*request, request->id.value_or(AccountId{"made-here"})));
            return;
        case 'g':
            if (const auto request = read<RoleGrant>(text))
                promise_fits(security::Grant{{"alice"}, request->role, request->reason});
            return;
        case 'f':
            if (const auto request = read<RoleDefinition>(text))
                promise_fits(security::DefineRole{"role", request->permissions, request->reason});
            return;
        case 'i': return attack_instrument(text);
        case 'd': return attack_reason(text);
        case 'r': return void(read<secrets::Register>(text));
        case 'l': return void(read<LogInRequest>(text));
        case 'k': return void(read<secrets::CreateKey>(text));
        case 'n': return void(read<ProfileChange>(text));
        case 'p': return void(read<user::Preferences>(text));
        default: return attack_money(text);
    }
}

}  // namespace andvari::fuzz
