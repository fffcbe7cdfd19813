#include "shared/eventing/repair.hpp"

#include "shared/json/write.hpp"
#include "shared/observability/log.hpp"

namespace andvari::eventing {
namespace {
constexpr std::chrono::seconds between_requests{1};
}

Breaks::Breaks(std::shared_ptr<bus::Connection> connection, std::string reader)
    : connection_{std::move(connection)}, reader_{std::move(reader)} {}

void Breaks::found(const Envelope& envelope, const Position& last, Verdict verdict) {
    const auto [at, fresh] = open_.try_emplace(envelope.place.source, Break{last.sequence + 1, {}});
    if (!fresh) return;
    log::error(verdict == Verdict::hole ? "facts are missing; reading of this source stands still until they come"
                                        : "a fact does not continue its chain; reading of this source stands still",
               {{"reader", reader_},
                {"source", envelope.place.source},
                {"expected", last.sequence + 1},
                {"came", envelope.place.sequence}});
    ask(at->first, at->second);
}

void Breaks::remind() {
    const auto now = Clock::now();
    for (auto& [source, broken] : open_)
        if (broken.ask_again <= now) ask(source, broken);
}

Breaks::Clock::time_point Breaks::next() const {
    auto earliest = Clock::now() + std::chrono::hours{1};
    for (const auto& [source, broken] : open_) earliest = std::min(earliest, broken.ask_again);
    return earliest;
}

void Breaks::ask(const std::string& source, Break& broken) {
    const auto context = source.substr(0, source.find('/'));
    connection_->send("sys.republish." + context, {}, json::write(RepublishRequest{source, broken.from}));
    broken.ask_again = Clock::now() + between_requests;
}

void Breaks::mended(const std::string& source) {
    if (open_.erase(source) == 0) return;
    log::info("the missing facts came; reading goes on", {{"reader", reader_}, {"source", source}});
}

}  // namespace andvari::eventing
