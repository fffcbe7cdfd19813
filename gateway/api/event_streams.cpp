#include "gateway/api/event_streams.hpp"

#include "gateway/api/worker.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/json/write.hpp"

namespace andvari::gateway {
namespace {

using eventing::ActivityView;

constexpr std::int64_t page = 200;
constexpr std::int64_t most_accounts = 1000;
// Beyond this much that a reader has not taken, what is new stays in the read model until it has.
constexpr std::size_t enough = 256 * 1024;
// A reader that was never level for so many heartbeats is told to come back, and resumes where it was.
constexpr int most_heartbeats_behind = 2;
constexpr std::string_view portfolio_source = "portfolio/0";

void append_event(std::string& out, const eventing::ActivityRow& row, const EventPosition& position) {
    out.append("id: ").append(to_event_id(position)).append("\nevent: ").append(row.type).append("\ndata: ");
    json::append(out, row);  // One line, whatever it holds.
    out.append("\n\n");
}

std::chrono::milliseconds time_until(Instant moment) {
    return std::chrono::milliseconds{std::max<std::int64_t>(0, (moment.microseconds - Instant::now().microseconds) / 1000 + 1)};
}

}  // namespace

EventStreams::EventStreams(Worker& worker) : worker_{worker} {}
EventStreams::~EventStreams() = default;

std::optional<Problem> EventStreams::open(Call& call, std::optional<EventPosition> after) {
    if (readers_.size() >= worker_.backend.settings.streams)
        return unavailable("too_many_streams", "There are too many event streams; try again later.");
    const auto activity = worker_.models.open(Model::activity);
    if (!activity) return activity.error();
    if (const auto accounts = worker_.models.open(Model::accounts); !accounts) return accounts.error();
    if (!after) after = ActivityView::positions(**activity);

    call.response->content_type = "text/event-stream";
    worker_.backend.meters.count(call.timing, call.response->status);
    const auto reader = std::make_shared<Reader>(Reader{call.caller, std::move(*after), nullptr});
    const auto on_gone = [this, weak = std::weak_ptr{reader}] {
        readers_.remove(weak.lock());
        watch();
    };
    const auto on_drained = [this, weak = std::weak_ptr{reader}] {
        if (const auto drained = weak.lock()) feed(drained);
    };
    reader->stream = call.later()->stream(*call.response, on_gone, on_drained);
    if (const auto expires = call.caller->expires)
        reader->expiry = worker_.loop.after(time_until(*expires), [this, weak = std::weak_ptr{reader}] {
            if (const auto expired = weak.lock()) check(expired);
        });
    readers_.push_back(reader);
    watch();
    reader->stream->send("retry: 2000\n\n");
    feed(reader);
    return std::nullopt;
}

void EventStreams::watch() {
    worker_.backend.meters.streams().set(static_cast<double>(readers_.size()));
    if (readers_.empty()) {
        activity_ = accounts_ = access_ = heartbeat_ = nullptr;
    } else if (!activity_) {
        activity_ = worker_.listener.on_progress(Model::activity, [this] { feed_all(); });
        accounts_ = worker_.listener.on_progress(Model::accounts, [this] { feed_all(); });
        access_ = worker_.listener.on_progress(Model::access, [this] { check_all(); });
        heartbeat_ = worker_.loop.after(worker_.backend.settings.heartbeat, [this] { heartbeat(); });
    }
}

void EventStreams::feed_all() {
    for (const auto& reader : readers_) feed(reader);
}

void EventStreams::feed(const ReaderPointer& reader) {
    reader->behind = reader->stream->unsent() > 0;
    if (reader->stream->unsent() >= enough) return;
    // One page at a time, so that a reader who has much to catch up on does not hold up the others.
    if (!feed_page(*reader)) return;
    worker_.loop.post([this, weak = std::weak_ptr{reader}] {
        if (const auto still = weak.lock()) feed(still);
    });
}

/// True where there may be more.
bool EventStreams::feed_page(Reader& reader) {
    // An account that the read model of accounts does not show yet is not known to be the caller's. So facts of the portfolio
    // wait until that model has come as far: then no fact of a new account is passed over.
    const auto visible = worker_.backend.progress.position(Model::accounts, "portfolio");
    const auto accounts = worker_.models.open(Model::accounts);
    const auto activity = worker_.models.open(Model::activity);
    if (!accounts || !activity) return false;
    eventing::ActivityQuery query;
    query.all_accounts = reader.caller->sees_everything;
    if (!query.all_accounts) query.accounts = portfolio::AccountsView::ids_of(**accounts, reader.caller->actor, most_accounts);
    query.after = reader.after;
    query.limit = page;
    const auto rows = ActivityView::after(**activity, query);
    std::string out;
    bool held_back = false;
    for (const auto& row : rows) {
        if (row.source == portfolio_source && (held_back || row.sequence > visible)) {
            held_back = true;
            continue;
        }
        reader.after[row.source] = row.sequence;
        append_event(out, row, reader.after);
    }
    if (!out.empty()) reader.stream->send(out);
    return rows.size() == static_cast<std::size_t>(page) && !held_back;
}

void EventStreams::check(const ReaderPointer& reader) {
    auto caller = worker_.authentication.again(reader->caller);
    if (caller) reader->caller = std::move(*caller);
    else if (caller.error().code == token_expired().code)
        end(reader, "token_expired", "The access token expired. Come back with another one and Last-Event-ID.");
    else if (caller.error().status == 401) end(reader, "signed_out", "The session, key or user is no longer good.");
}

void EventStreams::check_all() {
    for (const auto& reader : std::list{readers_}) check(reader);
    watch();
}

void EventStreams::end(const ReaderPointer& reader, std::string_view event, std::string_view why) {
    reader->stream->send(std::string{"event: "}.append(event).append("\ndata: {\"detail\":\"").append(why).append("\"}\n\n"));
    readers_.remove(ReaderPointer{reader});
}

void EventStreams::end_all() {
    while (!readers_.empty()) end(readers_.front(), "stopping", "The server is stopping. Come back with Last-Event-ID.");
    watch();
}

void EventStreams::heartbeat() {
    check_all();
    if (readers_.empty()) return;
    for (const auto& reader : std::list{readers_}) {
        const bool level = reader->stream->unsent() == 0;
        reader->heartbeats_behind = level || !reader->behind ? 0 : reader->heartbeats_behind + 1;
        if (reader->heartbeats_behind >= most_heartbeats_behind)
            end(reader, "too_slow", "Too slow. Come back with Last-Event-ID.");
        else if (level) reader->stream->send(":\n\n");
    }
    heartbeat_ = worker_.loop.after(worker_.backend.settings.heartbeat, [this] { heartbeat(); });
    watch();
}

std::optional<Problem> stream_events(Call& call) {
    const auto id = call.request.field("Last-Event-ID");
    if (id.empty()) return call.worker.events->open(call, std::nullopt);
    auto after = parse_event_id(id);
    if (!after) return field_problem("Last-Event-ID", "is not the id of an event");
    return call.worker.events->open(call, std::move(after));
}

}  // namespace andvari::gateway
