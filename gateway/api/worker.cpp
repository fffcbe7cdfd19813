#include "gateway/api/worker.hpp"

#include <algorithm>

#include "gateway/alpaca/market_stream.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/sessions.hpp"
#include "gateway/api/event_streams.hpp"
#include "gateway/api/router.hpp"
#include "gateway/api/sequence_token.hpp"
#include "gateway/api/submission.hpp"

namespace andvari::gateway {
namespace {

std::optional<Problem> check_parameters(const Call& call, std::string_view allowed) {
    if (allowed == any_parameter) return std::nullopt;
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

/// As the API that the path belongs to tells it.
void tell(http::Response& response, const Problem& problem, std::string_view path) {
    if (alpaca::is_path(path)) alpaca::write(response, problem);
    else write(response, problem);
}

Problem no_such_route() { return {.code = "no_such_resource", .status = 404, .detail = "There is nothing under this path."}; }

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
      publisher{bus::make_publisher(connection)},
      desk{*connection, *publisher},
      market_hub{*connection} {}

Worker::Worker(Backend& b, http::Loop& l)
    : backend{b},
      loop{l},
      models{b.location, b.progress, l},
      persons{b.location},
      uses{*this},
      authentication{b.keys, b.progress, models, persons, uses},
      listener{b.progress, l, b.settings.waiting},
      events{std::make_unique<EventStreams>(*this)},
      market_streams{std::make_unique<alpaca::MarketStreams>(*this)} {}

Worker::~Worker() = default;

void Worker::drain() {
    events->end_all();
    for (const auto& session : std::unordered_set{sessions}) session->stop();
}

void Worker::flush_soon() {
    if (std::exchange(flushing_, true)) return;
    loop.post([this] {
        flushing_ = false;
        backend.publisher->flush();
    });
}

void Worker::send(const Command& command, const Caller& caller) {
    const auto ignore = [](const auto&) {};
    try {
        if (backend.publisher->try_publish(command.subject, command.id.text, eventing::to_headers(envelope_of(command, caller)),
                                           command.body, ignore, ignore))
            flush_soon();
    } catch (const bus::BusError&) {
        // The gateway is stopping.
    }
}

void Worker::handle(const http::Request& request, http::Response& response, http::Exchange& exchange) {
    Call call{*this, request, &response, &exchange, nullptr, nullptr, {}, {}, {}, {nullptr, std::chrono::steady_clock::now()}};
    auto problem = dispatch(call, call.timing.route);
    if (problem) tell(response, *problem, request.path);
    if (problem || !call.answered_later) backend.meters.count(call.timing, response.status);
}

std::optional<Problem> Worker::dispatch(Call& call, const Route*& route) {
    const auto& request = call.request;
    auto& standing = call.exchange->standing_fields();
    backend.cors.allow(request, standing);
    if (alpaca::is_path(request.path)) standing.append("X-Request-ID: ").append(new_id()).append("\r\n");
    const QuotaLines quota{standing, standing.size(), alpaca::is_path(request.path)};
    if (auto problem = backend.limits.admit_address(request, call.timing.begun, quota)) return problem;
    if (request.method == http::Method::options) return answer_options(call);
    const auto path = path_below_account(call);
    auto found = match(routes(), request.method, path);
    if (!found.route) return found.allow.empty() ? no_such_route() : wrong_method(std::move(found.allow));
    route = found.route;
    if (auto problem = find_caller(call, *route)) return problem;
    if (const auto& caller = call.caller) {
        const auto key = caller->key ? std::string_view{caller->key->text} : std::string_view{};
        if (auto problem = backend.limits.admit_caller(caller->actor, key, call.timing.begun, quota)) return problem;
        if (auto problem = refuse(route->access, *caller)) return problem;
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

std::string_view Worker::path_below_account(Call& call) {
    constexpr std::string_view accounts = "/accounts/";
    const auto path = call.request.path;
    if (!path.starts_with(accounts) || !alpaca::is_path(path)) return path;
    const auto end = path.find('/', accounts.size());
    call.account = AccountId{std::string{path.substr(accounts.size(), end - accounts.size())}};
    return path.substr(end);
}

std::optional<Problem> Worker::find_caller(Call& call, const Route& route) {
    const auto who = route.access.who;
    if (who == Access::Who::anybody || who == Access::Who::by_message ||
        (who == Access::Who::this_machine && call.request.loopback))
        return std::nullopt;
    auto caller = authentication.caller_of(call.request, Authentication::Clock::now());
    if (!caller) return caller.error();
    if (!*caller) return not_signed_in();
    call.caller = std::move(*caller);
    return std::nullopt;
}

std::optional<Problem> Worker::answer_options(Call& call) {
    const auto allow =
        call.request.path == "*" ? "GET, HEAD, POST, DELETE, OPTIONS, PUT, PATCH" : allowed_methods(routes(), call.request.path);
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
            if (shows(model, place.context())) targets.push_back({model, std::string{place.context()}, place.sequence});
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
        // Who was shut out meanwhile gets nothing.
        auto problem = find_caller(late->call, route);
        if (!problem && late->call.caller) problem = refuse(route.access, *late->call.caller);
        if (!problem)
            problem = reached ? route.endpoint(late->call)
                              : unavailable("not_yet_visible", "The read model has not come that far yet.");
        if (!problem && late->call.answered_later) return;
        if (problem) tell(late->response, *problem, late->call.request.path);
        backend.meters.count(late->call.timing, late->response.status);
        late->call.pending->answer(late->response);
    };
    if (!listener.when_reached(std::move(targets), backend.settings.visible_time, go_on)) go_on(false);
    return std::nullopt;
}

}  // namespace andvari::gateway
