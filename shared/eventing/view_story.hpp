// For the tests of views: facts as a log would carry them, told to a view in a database of its own.
#pragma once

#include <stdlib.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "events/auth.hpp"
#include "events/engine.hpp"
#include "events/portfolio.hpp"
#include "events/security.hpp"
#include "events/stock.hpp"
#include "events/user.hpp"
#include "shared/eventing/digest.hpp"
#include "shared/eventing/journal.hpp"
#include "shared/eventing/view.hpp"
#include "shared/json/write.hpp"

namespace andvari::test {

inline Money usd(std::int64_t whole) { return Money::whole(whole); }
inline Price at(std::int64_t whole) { return Price::whole(whole); }
inline Quantity units(std::int64_t whole) { return Quantity::whole(whole); }

struct Told {
    eventing::Envelope envelope;
    std::string body;
};

/// Facts in the order of their telling. Each context counts its own sequence; the clock moves on a second with each fact.
class Story {
public:
    template <class F>
    Story& tell(const std::string& key, const F& fact, const std::string& answers = {}) {
        std::string_view type = F::type;
        const auto context = type.substr(8, type.find('.', 8) - 8);
        Told told;
        auto& e = told.envelope;
        e.type = type;
        e.subject = "evt." + std::string{context} + "." + key + ".fact";
        e.time = start.plus_seconds(static_cast<std::int64_t>(facts.size()));
        e.place.source = std::string{context} + "/0";
        e.place.sequence = ++sequences_[e.place.source];
        e.id = e.place.source + ":1:" + std::to_string(e.place.sequence);
        e.correlation = "correlation-" + key;
        e.actor = "owner:alice";
        e.answers = answers;
        if (!answers.empty()) e.fingerprint = "fingerprint-" + answers;
        told.body = json::write(fact);
        facts.push_back(std::move(told));
        return *this;
    }

    static constexpr Instant start{1'700'000'000'000'000};
    std::vector<Told> facts;

private:
    std::map<std::string, std::uint64_t> sequences_;
};

/// The same facts with each context's own order kept, but all of one context before the next.
inline Story one_context_after_the_other(const Story& story) {
    std::map<std::string, std::vector<Told>, std::greater<>> by_source;
    for (const auto& told : story.facts) by_source[told.envelope.place.source].push_back(told);
    Story result;
    for (const auto& [source, facts] : by_source) result.facts.insert(result.facts.end(), facts.begin(), facts.end());
    return result;
}

class Folder {
public:
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "andvari-views-XXXXXX";
        if (!::mkdtemp(name.data())) throw std::runtime_error{"cannot make a folder"};
        path = name;
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    ~Folder() { std::filesystem::remove_all(path); }
    std::string path;
};

/// A view with its database.
template <class V>
class Shown {
public:
    Shown() : Shown{store::Location{}} {}
    explicit Shown(const Story& story, std::size_t batch = 1) : Shown{} { hear(story, batch); }
    /// Elsewhere than in a folder of its own.
    explicit Shown(store::Location location, store::Durability durability = store::Durability::relaxed) {
        if (location.postgres.empty()) location.folder = folder_.path;
        db_ = store::open(location, "view", durability);
        db_->script(eventing::positions_schema);  // As Projection does.
        store::migrate(*db_, view.schema());
    }

    /// Applies the facts of the view's contexts, so many in each transaction.
    void hear(const Story& story, std::size_t batch = 1) {
        std::size_t next = 0;
        while (next < story.facts.size()) {
            store::Transaction transaction{*db_};
            for (std::size_t i = 0; i < batch && next < story.facts.size(); ++i) apply(story.facts[next++]);
            view.flush(*db_);
            transaction.commit();
        }
    }
    void apply(const Told& told) {
        const auto context = eventing::subject_token(told.envelope.subject, 1);
        for (auto wanted : view.contexts())
            if (wanted == context) view.apply(*db_, {told.envelope, told.body, document_});
    }
    std::string digest() { return eventing::digest(*db_, view); }
    store::Database& db() { return *db_; }

    V view;

private:
    Folder folder_;
    std::unique_ptr<store::Database> db_;
    json::Document document_;
};

/// However the facts are cut into batches, and however contexts interleave, the rows are the same.
template <class V>
bool same_rows_however_it_is_told(const Story& story) {
    const auto one_by_one = Shown<V>{story, 1}.digest();
    return one_by_one == Shown<V>{story, 7}.digest() && one_by_one == Shown<V>{story, 100'000}.digest() &&
           one_by_one == Shown<V>{one_context_after_the_other(story), 1}.digest() &&
           one_by_one == Shown<V>{one_context_after_the_other(story), 100}.digest();
}

/// Alice buys from the market and sells half to Bob, in `rounds` rounds; every fifth order is cancelled, every seventh rejected.
Story trading(int rounds);

/// Alice registers, logs in and makes a key; Bob is made an administrator; Carol was admitted, deactivated, and is active again;
/// Mallory has come, and was erased.
Story people();

}  // namespace andvari::test
