#include "cli/feed_command.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <cstdio>

#include "cli/attach.hpp"
#include "feed/history.hpp"
#include "feed/replay.hpp"

namespace andvari::cli {
namespace {
std::optional<double> speed_of(const std::string& text) {
    if (text == "max") return std::nullopt;
    double speed = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), speed);
    if (error != std::errc{} || end != text.data() + text.size() || !(speed > 0))
        throw std::invalid_argument{fmt::format("--speed must be a positive number or 'max', not '{}'", text)};
    return speed;
}

// One line that is written over on a terminal; otherwise a line now and then.
void show(const feed::Progress& p, bool terminal) {
    const auto eta = p.remaining ? fmt::format("{} s left", p.remaining->count()) : std::string{"…"};
    fmt::print("{}{:3} %  {}  {} messages, {:.0f}/s, {}{}", terminal ? "\r" : "", p.percent(), p.market_time.date(), p.published,
               p.per_second, eta, terminal ? "   " : "\n");
    std::fflush(stdout);
}
}  // namespace

int feed_replay_command(const Configuration& configuration, StopSignal& stop, const FeedReplay& wanted) {
    const auto speed = speed_of(wanted.speed);
    if (!is_symbol(wanted.symbol))
        throw std::invalid_argument{fmt::format("'{}' is not a symbol such as AAPL or BRK.B", wanted.symbol)};
    const Symbol symbol{wanted.symbol};
    feed::Generator generator{feed::read_history(wanted.file), static_cast<int>(wanted.quotes_per_day),
                              feed::Afterwards::silence};

    const Attached attached{configuration, stop, "feed"};
    const bool terminal = ::isatty(STDOUT_FILENO) == 1;
    const auto publisher = bus::make_publisher(attached.bus());
    feed::Replay replay{*publisher,
                        std::move(generator),
                        {.symbol = symbol, .speed = speed, .on_progress = [&](const feed::Progress& p) { show(p, terminal); }}};
    if (const auto last = feed::last_quoted(*attached.bus(), symbol)) {
        fmt::print("{} was quoted up to {} before; going on from there.\n", symbol.text, last->text());
        replay.resume_after(*last);
    }
    const bool finished = replay.run(stop.token());
    fmt::print("{}\n", finished ? (terminal ? "\nAll is published." : "All is published.")
                                : "\nStopped; the same command goes on from here.");
    return finished ? 0 : 130;
}

}  // namespace andvari::cli
