#include "cli/log_reader.hpp"

namespace andvari::cli {
namespace {
constexpr std::size_t batch = 5000;
constexpr std::chrono::seconds patience{15};
}  // namespace

LogReader::LogReader(std::shared_ptr<bus::Connection> connection, std::string stream, std::stop_token stop)
    : stream_{std::move(stream)},
      stop_{std::move(stop)},
      reader_{bus::read(std::move(connection), {.stream = stream_, .batch = batch}, [this](bus::Delivered delivered) {
          inbound_.push({0, std::move(delivered)});
      })} {}

bool LogReader::step(std::chrono::steady_clock::time_point until, const Visit& visit) {
    const std::stop_callback wake{stop_, [this] { inbound_.stop(); }};
    const auto arrivals = inbound_.pop(batch, until);
    if (stop_.stop_requested()) throw Interrupted{};
    for (const auto& arrival : arrivals) {
        const auto sequence = arrival.delivered.stream_sequence;
        if (sequence <= reached_) continue;
        visit(arrival.delivered);
        reached_ = sequence;
        emptied_ = arrival.delivered.pending == 0;
    }
    reader_->taken(arrivals.size());
    return !arrivals.empty();
}

void LogReader::read_to(std::uint64_t last, const Visit& visit) {
    while (reached_ < last && !emptied_)
        if (!step(std::chrono::steady_clock::now() + patience, visit))
            throw std::runtime_error{"the stream " + stream_ + " gives nothing after " + std::to_string(reached_) + " of " +
                                     std::to_string(last)};
}

void LogReader::follow(std::chrono::steady_clock::time_point until, const Visit& visit, const std::function<bool()>& enough) {
    while (!enough() && std::chrono::steady_clock::now() < until) step(until, visit);
}

}  // namespace andvari::cli
