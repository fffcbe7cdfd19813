// What has been quoted: the latest 100,000 quotes of each symbol, at least.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/stock.hpp"
#include "shared/eventing/rows.hpp"
#include "shared/eventing/view.hpp"

namespace andvari::stock {

/// Where a quote stands among those of its symbol. Times never go back, but several quotes may have one.
struct QuotePlace {
    Instant time;             ///< The market's clock.
    std::uint64_t place = 0;  ///< Unique, and grows from quote to quote.
    friend auto operator<=>(const QuotePlace&, const QuotePlace&) = default;
};

struct PastQuote {
    Quote quote;
    std::uint64_t place = 0;
};

/// Which quotes of one symbol.
struct QuoteQuery {
    Symbol symbol;
    std::optional<Instant> from;  ///< Inclusive.
    std::optional<Instant> to;    ///< Exclusive.
    bool newest_first = false;
    std::optional<QuotePlace> behind;  ///< The cursor: the last quote of the page before.
    std::int64_t limit = 100;
};

class QuotesView : public eventing::View {
public:
    /// `kept` of each symbol, at least; after every `step` quotes what is older goes.
    explicit QuotesView(std::int64_t kept = 100'000, std::int64_t step = 10'000);

    /// In the order in which they came, unless the query wants it otherwise.
    static std::vector<PastQuote> list(store::Database&, const QuoteQuery&);

    std::string_view name() const override { return "quotes"; }
    std::span<const store::Migration> schema() const override;
    std::span<const std::string_view> contexts() const override;
    std::span<const std::string_view> tables() const override;
    void apply(store::Database&, const eventing::Occurrence&) override;
    void flush(store::Database&) override;
    void forget() override;

private:
    void drop_older(store::Database&, const Symbol&, const QuotePlace& newest) const;
    struct Counted {
        Symbol symbol;
        QuotePlace newest;
    };

    const std::int64_t kept_, step_;
    std::map<Symbol, std::int64_t> counts_;  ///< Of the symbols of this batch, how many quotes there have been.
    std::vector<Counted> full_;              ///< A step of theirs ended in this batch.
    eventing::Rows quote_rows_, count_rows_;
};

}  // namespace andvari::stock
