#include "gateway/alpaca/sessions.hpp"

#include "gateway/api/worker.hpp"

namespace andvari::gateway::alpaca {
namespace {

constexpr std::chrono::seconds time_to_come_in{5}, checked_every{60};

}  // namespace

Session::Session(Call& call)
    : worker_{call.worker},
      access_{call.timing.route->access},
      peer_{call.request.peer},
      network_{call.request.network},
      loopback_{call.request.loopback},
      encrypted_{call.request.encrypted},
      account_{call.account} {}

std::optional<Problem> Session::begin(Call& call, std::shared_ptr<Session> session) {
    if (auto problem = check_upgrade(call)) return problem;
    auto& worker = call.worker;
    if (worker.sessions.size() >= worker.backend.settings.streams)
        return unavailable("too_many_streams", "There are too many live streams; try again later.");
    // Who says with the handshake who they are must be right about it.
    auto caller = worker.authentication.caller_of(call.request, Authentication::Clock::now());
    if (!caller) return caller.error();
    if (*caller)
        if (auto problem = refuse(session->access_, **caller)) return problem;
    session->caller_ = std::move(*caller);

    worker.backend.meters.count(call.timing, 101);
    const std::weak_ptr weak{session};
    const auto on_message = [weak](http::MessageKind kind, std::string_view message) {
        if (const auto self = weak.lock(); self && self->socket_) self->on_message(kind, message);
    };
    const auto on_gone = [weak] {
        if (const auto self = weak.lock()) self->leave();
    };
    const auto on_drained = [weak] {
        if (const auto self = weak.lock(); self && self->socket_) self->on_drained();
    };
    worker.sessions.insert(session);
    session->socket_ = call.later()->socket({}, {on_message, on_gone, on_drained});
    session->set_deadline();
    session->on_begun();
    if (session->caller_) {
        session->watch();
        session->on_come_in();
    }
    return std::nullopt;
}

void Session::set_deadline() {
    deadline_ = worker_.loop.after(time_to_come_in, [weak = weak_from_this()] {
        if (const auto self = weak.lock(); self && !self->caller_) self->on_overdue();
    });
}

bool Session::come_in(std::string_view key, std::string_view secret) {
    return come_in_with({{"APCA-API-KEY-ID", key}, {"APCA-API-SECRET-KEY", secret}});
}
bool Session::come_in_by_token(std::string_view token) {
    const auto field = "Bearer " + std::string{token};
    return come_in_with({{"Authorization", field}});
}

bool Session::come_in_with(std::vector<http::Field> fields) {
    http::Request request;
    request.method = http::Method::get;
    request.fields = std::move(fields);
    request.peer = peer_;
    request.network = network_;
    request.loopback = loopback_;
    request.encrypted = encrypted_;
    const auto now = Authentication::Clock::now();
    std::string ignored;
    // Trying keys costs what a request costs.
    if (worker_.backend.limits.admit_address(request, now, {ignored})) return false;
    const auto caller = worker_.authentication.caller_of(request, now);
    if (!caller || !*caller || refuse(access_, **caller)) return false;
    caller_ = *caller;
    watch();
    return true;
}

/// From now on they are asked again whenever the read model of access moves, and now and then.
void Session::watch() {
    access_watch_ = worker_.listener.on_progress(Model::access, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->check();
    });
    deadline_ = worker_.loop.after(checked_every, [weak = weak_from_this()] {
        if (const auto self = weak.lock()) self->check(), self->watch();
    });
}

void Session::check() {
    if (!socket_ || !caller_) return;
    auto caller = worker_.authentication.again(caller_);
    if (caller && !refuse(access_, **caller)) caller_ = std::move(*caller);
    else if (caller || caller.error().status == 401) on_shut_out();
}

void Session::close(http::Closing code, std::string_view reason) {
    if (!socket_) return;
    socket_->close(code, reason);
    // Not at once: whoever calls may be one of its own functions.
    worker_.loop.post([self = shared_from_this()] { self->leave(); });
}

void Session::stop() { close(http::Closing::going_away, "stopping"); }

void Session::leave() {
    socket_ = nullptr;
    deadline_ = access_watch_ = nullptr;
    worker_.sessions.erase(shared_from_this());
}

}  // namespace andvari::gateway::alpaca
