#include "shared/eventing/projection.hpp"

#include <algorithm>

#include "shared/eventing/journal.hpp"
#include "shared/json/write.hpp"
#include "shared/lifecycle/crash_point.hpp"

namespace andvari::eventing {
namespace {
std::string_view context_of_source(std::string_view source) { return source.substr(0, source.find('/')); }
}  // namespace

std::string Projection::database_name(std::string_view view) { return "view_" + std::string{view}; }

Projection::Projection(std::unique_ptr<View> view, const store::Location& location, const std::string& database,
                       store::Durability durability)
    : view_{std::move(view)}, db_{store::open(location, database, durability)} {
    // The positions come first, so that the view's own migrations may grow in number.
    std::vector<store::Migration> migrations{{1, positions_schema}};
    for (const auto& migration : view_->schema()) migrations.push_back({migration.number + 1, migration.sql});
    store::migrate(*db_, migrations);
    positions_ = load_positions(*db_);
}

const Position& Projection::position(std::string_view source) const {
    static const Position nowhere;
    const auto found = positions_.find(source);
    return found == positions_.end() ? nowhere : found->second;
}

bool Projection::reads(std::string_view source) const {
    return std::ranges::find(view_->contexts(), context_of_source(source)) != view_->contexts().end();
}

std::size_t Projection::apply(const std::vector<Incoming>& facts, json::Document& document) {
    Positions reached;
    std::size_t count = 0;
    try {
        store::Transaction transaction{*db_};
        count = apply_within(facts, document, reached);
        view_->flush(*db_);
        for (const auto& [source, position] : reached) save_position(*db_, source, position);
        crash_point("in_projection");
        transaction.commit();
    } catch (...) {
        view_->forget();
        throw;
    }
    for (auto& [source, position] : reached) positions_[source] = std::move(position);
    return count;
}

std::size_t Projection::apply_within(const std::vector<Incoming>& facts, json::Document& document, Positions& reached) {
    std::size_t count = 0;
    for (const auto& fact : facts) {
        const auto& source = fact.envelope.place.source;
        auto found = reached.find(source);
        if (found == reached.end()) {
            if (!reads(source)) continue;
            found = reached.emplace(source, position(source)).first;
        }
        if (fact.envelope.place.sequence <= found->second.sequence) continue;
        view_->apply(*db_, {fact.envelope, fact.delivered->message.body(), document});
        advance(found->second, fact.envelope, *fact.delivered->stream_created, fact.delivered->stream_sequence);
        ++count;
    }
    return count;
}

void Projection::pass_over(const Incoming& fact) {
    auto next = position(fact.envelope.place.source);
    advance(next, fact.envelope, *fact.delivered->stream_created, fact.delivered->stream_sequence);
    store::Transaction transaction{*db_};
    save_position(*db_, fact.envelope.place.source, next);
    transaction.commit();
    positions_[fact.envelope.place.source] = next;
}

std::string Projection::positions_text() const {
    std::map<std::string, std::uint64_t> reached;
    for (const auto& [source, position] : positions_) reached[std::string{context_of_source(source)}] = position.sequence;
    return json::write(reached);
}

}  // namespace andvari::eventing
