#include "gateway/api/event_streams.hpp"

#include <set>

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
constexpr std::size_t enough = 128 * 1024;
// Who has for so long never had all of it is told to come back, and resumes where it was. Less than the time that a connection
// has for writing: a reader that was cut off without a word would not know why.
constexpr std::chrono::milliseconds patience{5000};
constexpr std::string_view portfolio_source = "portfolio/0", order_source = "order/0";

std::chrono::milliseconds time_until(Instant moment) {
    return std::chrono::milliseconds{std::max<std::int64_t>(0, (moment.microseconds - Instant::now().microseconds) / 1000 + 1)};
}

}  // namespace

EventStreams::EventStreams(Worker& worker) : worker_{worker} {}
EventStreams::~EventStreams() = default;

std::optional<Problem> EventStreams::open(Wish wish, const MakeOutlet& make_outlet) {
    if (readers_.size() >= worker_.backend.settings.streams)
        return unavailable("too_many_streams", "There are too many live streams; try again later.");
    const auto activity = worker_.models.open(Model::activity);
    if (!activity) return activity.error();
    for (const auto model : {Model::accounts, Model::orders})
        if (const auto db = worker_.models.open(model); !db) return db.error();
    const auto reader = std::make_shared<Reader>();
    reader->after = wish.after ? std::move(*wish.after) : ActivityView::positions(**activity);
    reader->wish = std::move(wish);
    const auto on_gone = [this, weak = std::weak_ptr{reader}] {
        readers_.remove(weak.lock());
        watch();
    };
    const auto on_drained = [this, weak = std::weak_ptr{reader}] {
        if (const auto drained = weak.lock()) feed(drained);
    };
    reader->outlet = make_outlet(on_gone, on_drained);
    if (const auto expires = reader->wish.caller->expires)
        reader->expiry = worker_.loop.after(time_until(*expires), [this, weak = std::weak_ptr{reader}] {
            if (const auto expired = weak.lock()) check(expired);
        });
    readers_.push_back(reader);
    watch();
    feed(reader);
    return std::nullopt;
}

void EventStreams::watch() {
    worker_.backend.meters.streams().set(static_cast<double>(readers_.size()));
    if (readers_.empty()) {
        activity_ = accounts_ = orders_ = access_ = heartbeat_ = nullptr;
    } else if (!activity_) {
        activity_ = worker_.listener.on_progress(Model::activity, [this] { feed_all(); });
        accounts_ = worker_.listener.on_progress(Model::accounts, [this] { feed_all(); });
        orders_ = worker_.listener.on_progress(Model::orders, [this] { feed_all(); });
        access_ = worker_.listener.on_progress(Model::access, [this] { check_all(); });
        heartbeat_ = worker_.loop.after(worker_.backend.settings.heartbeat, [this] { heartbeat(); });
    }
}

void EventStreams::feed_all() {
    for (const auto& reader : std::list{readers_}) feed(reader);
}

void EventStreams::feed(const ReaderPointer& reader) {
    if (reader->outlet->unsent() == 0) reader->patience = nullptr;
    if (reader->outlet->unsent() >= enough) return;
    const bool more = feed_page(*reader);
    be_patient_with(reader);
    // One page at a time, so that a reader who has much to catch up on does not hold up the others.
    if (!more) return;
    worker_.loop.post([this, weak = std::weak_ptr{reader}] {
        if (const auto still = weak.lock()) feed(still);
    });
}

void EventStreams::be_patient_with(const ReaderPointer& reader) {
    if (reader->outlet->unsent() == 0 || reader->patience) return;
    reader->patience = worker_.loop.after(patience, [this, weak = std::weak_ptr{reader}] {
        const auto still = weak.lock();
        if (!still) return;
        if (still->outlet->unsent() == 0) still->patience = nullptr;
        else end(still, "too_slow", "Too slow. Come back with the id of the last event.");
    });
}

/// True where there may be more.
bool EventStreams::feed_page(Reader& reader) {
    const auto accounts = worker_.models.open(Model::accounts);
    const auto activity = worker_.models.open(Model::activity);
    if (!accounts || !activity) return false;
    const auto& wish = reader.wish;
    eventing::ActivityQuery query;
    if (wish.account) query.accounts = {*wish.account};
    else if (wish.caller->sees_everything) query.all_accounts = true;
    else query.accounts = portfolio::AccountsView::ids_of(**accounts, wish.caller->actor, most_accounts);
    query.after = reader.after;
    query.limit = page;
    const auto rows = ActivityView::after(**activity, query);
    std::set<std::string_view> held_back;  // Sources: what follows waits as well.
    for (const auto& row : rows) {
        if (held_back.contains(row.source) || !is_shown(reader, row)) {
            held_back.insert(row.source);
            continue;
        }
        reader.after[row.source] = row.sequence;
        reader.outlet->tell(row, reader.after);
    }
    reader.outlet->flush();
    return rows.size() == static_cast<std::size_t>(page) && held_back.empty();
}

/// An account that the read model of accounts does not show yet is not known to be the caller's. So facts of the portfolio wait
/// until that model has come as far: then no fact of a new account is passed over.
bool EventStreams::is_shown(const Reader& reader, const eventing::ActivityRow& row) const {
    const auto& progress = worker_.backend.progress;
    if (row.source == portfolio_source) return row.sequence <= progress.position(Model::accounts, "portfolio");
    if (row.source == order_source && reader.wish.orders_shown) return row.sequence <= progress.position(Model::orders, "order");
    return true;
}

void EventStreams::check(const ReaderPointer& reader) {
    auto caller = worker_.authentication.again(reader->wish.caller);
    if (caller) reader->wish.caller = std::move(*caller);
    else if (caller.error().code == token_expired().code)
        end(reader, "token_expired", "The access token expired. Come back with another one and the id of the last event.");
    else if (caller.error().status == 401) end(reader, "signed_out", "The session, key or user is no longer good.");
}

void EventStreams::check_all() {
    for (const auto& reader : std::list{readers_}) check(reader);
    watch();
}

void EventStreams::end(const ReaderPointer& reader, std::string_view event, std::string_view why) {
    const auto held = reader;  // It may be the list's own.
    held->outlet->end(event, why);
    readers_.remove(held);
}

void EventStreams::end_all() {
    while (!readers_.empty())
        end(readers_.front(), "stopping", "The server is stopping. Come back with the id of the last event.");
    watch();
}

void EventStreams::heartbeat() {
    check_all();
    if (readers_.empty()) return;
    for (const auto& reader : readers_)
        if (reader->outlet->unsent() == 0) reader->outlet->keep_alive();
    heartbeat_ = worker_.loop.after(worker_.backend.settings.heartbeat, [this] { heartbeat(); });
    watch();
}

namespace {

/// From the field Last-Event-ID, or, for who cannot send one, the parameter of the same meaning.
Result<std::optional<EventPosition>> position_asked_for(const Call& call) {
    const auto field = call.request.field("Last-Event-ID");
    const auto* name = parameter(call, "after");
    if (field.empty() && !name) return std::optional<EventPosition>{};
    auto after = parse_event_id(field.empty() ? *name : field);
    if (after) return after;
    return field.empty() ? parameter_problem("after", "is not the id of an event")
                         : field_problem("Last-Event-ID", "is not the id of an event");
}

}  // namespace

std::optional<Problem> stream_events(Call& call) {
    auto after = position_asked_for(call);
    if (!after) return after.error();
    const auto make_outlet = [&call](std::function<void()> on_gone, std::function<void()> on_drained) {
        call.response->content_type = "text/event-stream";
        call.worker.backend.meters.count(call.timing, call.response->status);
        return server_sent_events(call.later()->stream(*call.response, std::move(on_gone), std::move(on_drained)));
    };
    return call.worker.events->open({call.caller, std::move(*after), {}}, make_outlet);
}

std::optional<Problem> open_socket(Call& call) {
    if (auto problem = check_upgrade(call)) return problem;
    auto after = position_asked_for(call);
    if (!after) return after.error();
    const auto make_outlet = [&call](std::function<void()> on_gone, std::function<void()> on_drained) {
        call.worker.backend.meters.count(call.timing, 101);
        return socket_messages(call.later()->socket({}, {{}, std::move(on_gone), std::move(on_drained)}));
    };
    return call.worker.events->open({call.caller, std::move(*after), {}}, make_outlet);
}

}  // namespace andvari::gateway
