#include "feed/replay.hpp"

#include <algorithm>
#include <stdexcept>

namespace andvari::feed {
namespace {
constexpr std::chrono::milliseconds between_reports{200};
// A replay that was held up longer than this does not hurry to catch up.
constexpr std::chrono::seconds forgiven{1};
// Nobody waits longer than this for a tick, and counting further would leave the clock's range.
constexpr std::chrono::duration<double, std::micro> longest_wait{std::chrono::hours{24 * 365}};
constexpr double slowest = 0.001, fastest = 1e9;
// At full speed this many messages share a write to the server.
constexpr std::uint64_t flush_every = 64;
}  // namespace

Replay::Replay(bus::Publisher& publisher, Generator generator, ReplayOptions options)
    : publisher_{publisher}, generator_{std::move(generator)}, options_{std::move(options)} {
    if (options_.speed && !(*options_.speed >= slowest && *options_.speed <= fastest))
        throw std::invalid_argument{"the speed must be from 0.001 to 1000000000"};
    if (!is_symbol(options_.symbol.text)) throw std::invalid_argument{"'" + options_.symbol.text + "' is no symbol"};
}

void Replay::resume_after(Instant last) {
    // A quote from the future that somebody else published must not silence this feed until then.
    last_ = std::min(last, options_.now());
    generator_.skip_through(last_);
}

std::optional<Tick> Replay::next() {
    while (auto tick = generator_.next()) {
        const auto now = options_.now();
        if (tick->time > now) {
            auto* quote = std::get_if<stock::Quote>(&tick->content);
            if (!quote) continue;
            quote->time = tick->time = std::min(tick->time, std::max(now, Instant{last_.microseconds + 1}));
        }
        last_ = tick->time;
        return tick;
    }
    return std::nullopt;
}

bool Replay::wait_for(const Tick& tick, const std::stop_token& stop) {
    if (!options_.speed) return !stop.stop_requested();
    const auto now = Clock::now();
    if (!pace_) pace_ = {now, tick.elapsed};
    const std::chrono::duration<double, std::micro> since{static_cast<double>((tick.elapsed - pace_->second).count()) /
                                                          *options_.speed};
    const auto due = pace_->first + std::chrono::duration_cast<Clock::duration>(std::min(since, longest_wait));
    if (now - due > forgiven) pace_ = {now, tick.elapsed};
    if (due <= now) return !stop.stop_requested();

    publisher_.flush();
    std::unique_lock lock{acknowledged_->mutex};
    acknowledged_->changed.wait_until(lock, stop, due, [&] { return !acknowledged_->refusal.empty(); });
    return !stop.stop_requested();
}

bool Replay::publish(const Message& message, const std::stop_token& stop) {
    const auto on_end = [acknowledged = acknowledged_](std::string_view refusal) {
        {
            const std::lock_guard lock{acknowledged->mutex};
            ++acknowledged->count;
            if (acknowledged->refusal.empty()) acknowledged->refusal = refusal;
        }
        acknowledged->changed.notify_all();
    };
    while (!stop.stop_requested()) {
        std::uint64_t before = 0;
        {
            const std::lock_guard lock{acknowledged_->mutex};
            if (!acknowledged_->refusal.empty())
                throw bus::BusError{"the market's stream refused a message: " + acknowledged_->refusal};
            before = acknowledged_->count;
        }
        bus::Headers headers{
            {"ce-specversion", "1.0"}, {"ce-id", message.id}, {"ce-type", std::string{message.type}}, {"ce-source", "feed"}};
        if (publisher_.try_publish(
                message.subject, message.id, std::move(headers), message.body, [on_end](const bus::Stored&) { on_end({}); },
                on_end)) {
            if (++published_ % flush_every == 0) publisher_.flush();
            return true;
        }
        publisher_.flush();
        std::unique_lock lock{acknowledged_->mutex};
        acknowledged_->changed.wait(lock, stop, [&] { return acknowledged_->count != before; });
    }
    return false;
}

bool Replay::wait_for_all(const std::stop_token& stop) {
    publisher_.flush();
    std::unique_lock lock{acknowledged_->mutex};
    const bool all = acknowledged_->changed.wait(lock, stop, [&] { return acknowledged_->count >= published_; });
    if (!acknowledged_->refusal.empty()) throw bus::BusError{"the market's stream refused a message: " + acknowledged_->refusal};
    return all;
}

std::optional<std::chrono::seconds> Replay::remaining(double per_second) const {
    const auto left = static_cast<double>(generator_.total() - generator_.said());
    if (options_.speed) {
        const auto per_tick =
            static_cast<double>(generator_.open_market().count()) / 1e6 / static_cast<double>(generator_.total());
        return std::chrono::seconds{static_cast<std::int64_t>(left * per_tick / *options_.speed)};
    }
    if (per_second <= 0) return std::nullopt;
    return std::chrono::seconds{static_cast<std::int64_t>(left / per_second)};
}

void Replay::tell(bool finished) {
    const auto now = Clock::now();
    if (!options_.on_progress || (!finished && now - told_ < between_reports)) return;
    told_ = now;
    const auto seconds = std::chrono::duration<double>(now - begun_).count();
    const double per_second = seconds > 0 ? static_cast<double>(published_) / seconds : 0;
    options_.on_progress(
        {last_, published_, generator_.said(), generator_.total(), generator_.round(), per_second, remaining(per_second)});
}

bool Replay::run(std::stop_token stop) {
    begun_ = Clock::now();
    bool going = true;
    while (going) {
        const auto tick = next();
        if (!tick) break;
        going = wait_for(*tick, stop) && publish(message_of(options_.symbol, *tick), stop);
        if (going) tell(false);
    }
    const bool stored = going ? wait_for_all(stop) : (publisher_.flush(), false);
    tell(true);
    return stored;
}

}  // namespace andvari::feed
