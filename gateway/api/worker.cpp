#include "gateway/api/worker.hpp"

#include <algorithm>

#include "gateway/api/event_streams.hpp"
#include "gateway/api/router.hpp"
#include "gateway/api/sequence_token.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"

namespace andvari::gateway {
namespace {

/// Whether a read model shows facts of this context.
bool reads(Model model, std::string_view context) {
    static const std::array<std::span<const std::string_view>, models> contexts{
        stock::StockView{}.contexts(),        order::OrdersView{}.contexts(),      engine::TradesView{}.contexts(),
        portfolio::AccountsView{}.contexts(), eventing::CommandsView{}.contexts(), eventing::ActivityView{}.contexts()};
    const auto known = contexts[static_cast<std::size_t>(model)];
    return std::ranges::find(known, context) != known.end();
}

std::optional<Problem> check_parameters(const Call& call, std::string_view allowed) {
    for (const auto& [name, value] : call.query) {
        const auto at = allowed.find(name);
        const bool known = at != std::string_view::npos && !name.empty() && (at == 0 || allowed[at - 1] == ' ') &&
                           (at + name.size() == allowed.size() || allowed[at + name.size()] == ' ');
        if (!known) return parameter_problem(name, "is not known here");
    }
    return std::nullopt;
}

Problem wrong_method(std::string allow) {
    return {.code = "method_not_allowed",
            .status = 405,
            .detail = "This resource does not know that method.",
            .allow = std::move(allow)};
}

Problem no_such_route() { return {.code = "no_such_resource", .status = 404, .detail = "There is nothing under this path."}; }

Problem unknown_key() {
    return {.code = "unauthorized", .status = 401, .detail = "An API key is needed: Authorization: Bearer <key>."};
}

}  // namespace

Backend::Backend(GatewaySettings s, std::shared_ptr<bus::Connection> c, store::Location l, Hooks h, metrics::Registry& registry)
    : settings{std::move(s)},
      location{std::move(l)},
      hooks{std::move(h)},
      keys{settings.keys},
      cors{settings.origins},
      limits{settings.limits},
      connection{std::move(c)},
      progress{*connection},
      outcomes{*connection},
      meters{registry},
      publisher{bus::make_publisher(connection)} {}

Worker::Worker(Backend& b, http::Loop& l)
    : backend{b},
      loop{l},
      models{b.location, b.progress, l},
      listener{b.progress, l, b.settings.waiting},
      events{std::make_unique<EventStreams>(*this)} {}

Worker::~Worker() = default;

void Worker::drain() { events->end_all(); }

void Worker::flush_soon() {
    if (std::exchange(flushing_, true)) return;
    loop.post([this] {
        flushing_ = false;
        backend.publisher->flush();
    });
}

void Worker::handle(const http::Request& request, http::Response& response, http::Exchange& exchange) {
    Call call{*this, request, &response, &exchange, nullptr, nullptr, {}, {}, {nullptr, std::chrono::steady_clock::now()}};
    auto problem = dispatch(call, call.timing.route);
    if (problem) write(response, *problem);
    if (problem || !call.answered_later) backend.meters.count(call.timing, response.status);
}

std::optional<Problem> Worker::dispatch(Call& call, const Route*& route) {
    const auto& request = call.request;
    auto& standing = call.exchange->standing_fields();
    backend.cors.allow(request, standing);
    const QuotaLines quota{standing};
    if (auto problem = backend.limits.admit_address(request, call.timing.begun, quota)) return problem;
    if (request.method == http::Method::options) return answer_options(call);
    auto found = match(routes(), request.method, request.path);
    if (!found.route) return found.allow.empty() ? no_such_route() : wrong_method(std::move(found.allow));
    route = found.route;
    if (!route->open) {
        call.caller = backend.keys.find(request.field("Authorization"));
        if (!call.caller) return unknown_key();
        if (auto problem = backend.limits.admit_caller(call.caller->actor, {}, call.timing.begun, quota)) return problem;
    }
    for (std::size_t i = 0; i < found.path.size(); ++i) {
        auto decoded = http::decode(found.path[i]);
        if (!decoded) return no_such_route();
        call.path[i] = std::move(*decoded);
    }
    if (!request.query.empty()) {
        auto query = http::parse_query(request.query);
        if (!query)
            return Problem{
                .code = "malformed_query", .status = 400, .detail = "The query is malformed, or has a parameter twice."};
        call.query = std::move(*query);
        if (auto problem = check_parameters(call, route->parameters)) return problem;
    }
    if (route->models != 0)
        if (const auto tokens = request.field("Andvari-Min-Sequence"); !tokens.empty())
            return answer_when_visible(call, *route, tokens);
    return route->endpoint(call);
}

std::optional<Problem> Worker::answer_options(Call& call) {
    const auto allow =
        call.request.path == "*" ? "GET, HEAD, POST, DELETE, OPTIONS" : allowed_methods(routes(), call.request.path);
    if (allow.empty()) return no_such_route();
    call.response->status = 204;
    call.response->content_type = {};
    call.response->add("Allow", allow);
    backend.cors.allow_request(call.request, allow, *call.response);
    return std::nullopt;
}

std::optional<Problem> Worker::answer_when_visible(Call& call, const Route& route, std::string_view tokens) {
    const auto places = parse_tokens(tokens);
    if (!places) return field_problem("Andvari-Min-Sequence", "must be values of Andvari-Sequence, separated by commas");
    std::vector<Target> targets;
    for (std::size_t i = 0; i < andvari::gateway::models; ++i) {
        const auto model = static_cast<Model>(i);
        if (!(route.models & asks(model))) continue;
        if (const auto db = models.open(model); !db) return db.error();  // Also notes how far it has come.
        for (const auto& place : *places)
            if (reads(model, place.context())) targets.push_back({model, std::string{place.context()}, place.sequence});
    }
    if (std::ranges::all_of(targets, [&](const Target& target) { return backend.progress.reached(target); }))
        return route.endpoint(call);

    struct Late {
        Call call;
        http::Response response;
    };
    auto pending = call.later();
    const auto late = std::make_shared<Late>(std::move(call));  // The request stays valid until it is answered.
    late->call.pending = std::move(pending);
    late->call.exchange = nullptr;
    late->call.response = &late->response;
    late->call.answered_later = false;
    const auto go_on = [this, late, &route](bool reached) {
        auto problem =
            reached ? route.endpoint(late->call) : unavailable("not_yet_visible", "The read model has not come that far yet.");
        if (!problem && late->call.answered_later) return;
        if (problem) write(late->response, *problem);
        backend.meters.count(late->call.timing, late->response.status);
        late->call.pending->answer(late->response);
    };
    if (!listener.when_reached(std::move(targets), backend.settings.visible_time, go_on)) go_on(false);
    return std::nullopt;
}

}  // namespace andvari::gateway
