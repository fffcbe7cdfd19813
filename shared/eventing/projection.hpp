// One read model with its database and how far it has come; the same code for live running and for a rebuild.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "shared/eventing/continuity.hpp"
#include "shared/eventing/view.hpp"
#include "shared/store/database.hpp"

namespace andvari::eventing {

using MakeView = std::unique_ptr<View> (*)();

/// A fact on its way into views; points to the message it came with.
struct Incoming {
    Envelope envelope;
    const bus::Delivered* delivered;
};

class Projection {
public:
    /// The name of a view's database: "view_orders".
    static std::string database_name(std::string_view view);

    /// Opens `database`, or makes it, with the view's tables. Throws StoreError.
    Projection(std::unique_ptr<View>, const store::Location&, const std::string& database, store::Durability);

    View& view() { return *view_; }
    store::Database& database() { return *db_; }
    const Positions& positions() const { return positions_; }
    const Position& position(std::string_view source) const;
    bool reads(std::string_view source) const;

    /// Applies those of `facts` that are next for this view, in one transaction with their positions. Each source's facts must
    /// come without a hole. Answers how many were new to it. On an exception nothing has changed.
    std::size_t apply(const std::vector<Incoming>& facts, json::Document&);
    /// Counts one fact as read without applying it: for one that can never be applied.
    void pass_over(const Incoming&);
    /// {"order":12,"portfolio":7}: the sequence reached in each context.
    std::string positions_text() const;

private:
    std::size_t apply_within(const std::vector<Incoming>& facts, json::Document&, Positions& reached);

    std::unique_ptr<View> view_;
    std::unique_ptr<store::Database> db_;
    Positions positions_;
};

}  // namespace andvari::eventing
