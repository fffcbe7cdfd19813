#include <algorithm>
#include <thread>

#include "shared/bus/native.hpp"
#include "shared/bus/nkey.hpp"
#include "shared/identity/ids.hpp"
#include "shared/observability/log.hpp"

namespace andvari::bus {

namespace {

using Events = ConnectionImplementation::Events;
constexpr std::int64_t reconnect_wait_ms = 50, reconnect_jitter_ms = 30, write_deadline_ms = 3000, ping_interval_ms = 5000;

/// The closure that nats.c's callbacks carry. It owns a share of the events until the closed callback, which is the last.
Events& events_of(void* closure) { return **static_cast<std::shared_ptr<Events>*>(closure); }

void on_disconnected(natsConnection*, void* closure) {
    events_of(closure).tell("The connection to the bus broke; reconnecting.");
}

void on_reconnected(natsConnection*, void* closure) {
    auto& events = events_of(closure);
    ++events.generation;
    events.tell("The connection to the bus is back.");
    events.reconnected.call();
}

/// Comes last. Unless the program closed it, nats.c has given up: the server does not let this user in any more.
void on_closed(natsConnection*, void* closure) {
    events_of(closure).tell("The connection to the bus is closed for good.");
    delete static_cast<std::shared_ptr<Events>*>(closure);
}

/// A slow consumer or a permission violation: nats.c would tell it on standard error, or nobody.
void on_error(natsConnection* connection, natsSubscription*, natsStatus status, void* closure) {
    events_of(closure).tell("The bus reports: " + words_of_error(connection, status));
}

void log_notice(std::string_view sentence) { log::warn(sentence, {{"part", "bus"}}); }

/// A server that is only just starting refuses at once, so the pause between two tries is short.
NativeConnection connect_patiently(natsOptions* options, const std::string& url, std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        natsConnection* native = nullptr;
        const auto status = natsConnection_Connect(&native, options);
        if (status == NATS_OK) return NativeConnection{native};
        if (std::chrono::steady_clock::now() >= deadline) check(status, "connecting to " + url);
        std::this_thread::sleep_for(std::chrono::milliseconds{20});
    }
}

/// Where the address says tls://, nats.c also checks that the server's certificate is for the address's host.
void encrypt(natsOptions* options, const Tls& tls) {
    if (!tls.authority.empty())
        check(natsOptions_LoadCATrustedCertificates(options, tls.authority.c_str()), "the authority " + tls.authority);
    if (!tls.certificate.empty())
        check(natsOptions_LoadCertificatesChain(options, tls.certificate.c_str(), tls.private_key.c_str()),
              "the certificate " + tls.certificate + " with the key " + tls.private_key);
}

}  // namespace

std::string words_of_error(natsConnection* connection, natsStatus status) {
    natsStatus last = NATS_OK;
    if (const auto* words = nats_GetLastError(&last); last == status && words && *words) return words;
    const char* words = nullptr;
    if (natsConnection_GetLastError(connection, &words) == status && words && *words) return words;
    return natsStatus_GetText(status);
}

NativeOptions make_options(const Options& options, const std::string& name) {
    natsOptions* native = nullptr;
    check(natsOptions_Create(&native), "making options");
    NativeOptions owned{native};
    check(natsOptions_SetURL(native, options.url.c_str()), "the address " + options.url);
    check(natsOptions_SetName(native, name.c_str()), "the name");
    check(natsOptions_SetTimeout(native, 2000), "the timeout");
    check(natsOptions_SetWriteDeadline(native, write_deadline_ms), "the write deadline");
    check(natsOptions_SetPingInterval(native, ping_interval_ms), "the ping interval");
    check(natsOptions_SetMaxPingsOut(native, 2), "the pings");
    // Measured: sending at once is as fast for batches as a buffer that a PING pushes out, and faster for one message.
    check(natsOptions_SetSendAsap(native, true), "sending at once");
    check(natsOptions_SetFailRequestsOnDisconnect(native, true), "failing requests");
    if (!options.name.empty())
        check(natsOptions_SetCustomInboxPrefix(native, ("_INBOX_" + options.name).c_str()), "the inbox prefix");
    if (!options.credentials_file.empty()) {
        const auto key = read_user_key(options.credentials_file);
        check(natsOptions_SetNKeyFromSeed(native, key.public_key.c_str(), options.credentials_file.c_str()), "the key");
    }
    if (options.url.starts_with("tls://")) encrypt(native, options.tls);
    return owned;
}

ConnectionImplementation::ConnectionImplementation(Options options, std::chrono::milliseconds patience)
    : options_{std::move(options)}, events_{std::make_shared<Events>()} {
    events_->notice = options_.on_notice ? options_.on_notice : log_notice;
    auto native_options = make_options(options_, options_.name);
    auto* raw = native_options.get();
    auto closure = std::make_unique<std::shared_ptr<Events>>(events_);
    check(natsOptions_SetMaxReconnect(raw, -1), "reconnecting");
    check(natsOptions_SetReconnectWait(raw, reconnect_wait_ms), "reconnecting");
    check(natsOptions_SetReconnectJitter(raw, reconnect_jitter_ms, reconnect_jitter_ms), "reconnecting");
    // Nothing is kept while there is no connection: what must arrive is sent again by whoever waits for its answer.
    check(natsOptions_SetReconnectBufSize(raw, 1), "reconnecting");
    check(natsOptions_SetDisconnectedCB(raw, &on_disconnected, closure.get()), "callbacks");
    check(natsOptions_SetReconnectedCB(raw, &on_reconnected, closure.get()), "callbacks");
    check(natsOptions_SetClosedCB(raw, &on_closed, closure.get()), "callbacks");
    check(natsOptions_SetErrorHandler(raw, &on_error, closure.get()), "callbacks");
    native_ = connect_patiently(raw, options_.url, patience);
    closure.release();
}

ConnectionImplementation::~ConnectionImplementation() {
    events_->fall_silent();
    natsConnection_Close(native_.get());
}

void ConnectionImplementation::Events::tell(std::string_view sentence) {
    const std::lock_guard lock{mutex};
    if (notice) notice(sentence);
}

void ConnectionImplementation::Events::fall_silent() {
    const std::lock_guard lock{mutex};
    notice = nullptr;
}

bool ConnectionImplementation::send(std::string_view subject, const Headers& headers, std::string_view body) {
    return send_buffered(subject, {}, headers, body);
}

bool ConnectionImplementation::send_buffered(std::string_view subject, std::string_view reply, const Headers& headers,
                                             std::string_view body) {
    if (!connected()) return false;
    const auto message = make_message(std::string{subject}, std::string{reply}, headers, body);
    return natsConnection_PublishMsg(native_.get(), message.get()) == NATS_OK;
}

/// Every message leaves when it is sent (see make_options), in one system call each.
void ConnectionImplementation::flush() {}

Message ConnectionImplementation::request(std::string_view subject, std::string_view body, std::chrono::milliseconds timeout) {
    natsMsg* answer = nullptr;
    const std::string to{subject};
    check(natsConnection_Request(&answer, native_.get(), to.c_str(), body.data(), static_cast<int>(body.size()), timeout.count()),
          "asking " + to);
    return Message{answer};
}

std::unique_ptr<Subscription> ConnectionImplementation::subscribe(std::string_view subject,
                                                                  std::function<void(Message)> on_message) {
    return std::make_unique<NativeSubscription>(native_.get(), std::string{subject}, std::move(on_message));
}

std::string ConnectionImplementation::new_inbox() {
    return (options_.name.empty() ? "_INBOX" : "_INBOX_" + options_.name) + "." + new_id();
}

bool ConnectionImplementation::connected() const { return natsConnection_Status(native_.get()) == NATS_CONN_STATUS_CONNECTED; }

std::uint64_t ConnectionImplementation::generation() const { return events_->generation; }

std::shared_ptr<void> ConnectionImplementation::on_reconnect(std::function<void()> function) {
    return events_->reconnected.add(std::move(function));
}

void ConnectionImplementation::notice(std::string_view sentence) const { events_->tell(sentence); }

void ConnectionImplementation::remember_topology(std::string_view declaration) {
    const std::lock_guard lock{topology_mutex_};
    topology_ = declaration;
}

void ConnectionImplementation::restore_topology(std::string_view missing_stream) noexcept {
    try {
        std::string declaration;
        {
            const std::lock_guard lock{topology_mutex_};
            declaration = topology_;
        }
        if (declaration.empty()) send(topology_subject, {}, missing_stream);
        else apply_topology(*this, declaration);
    } catch (const std::exception& e) {
        notice(std::string{"The streams could not be made again: "} + e.what());
    }
}

ConnectionImplementation& implementation(Connection& connection) { return static_cast<ConnectionImplementation&>(connection); }

std::shared_ptr<Connection> connect(const Options& options, std::chrono::milliseconds patience) {
    return std::make_shared<ConnectionImplementation>(options, patience);
}

}  // namespace andvari::bus
