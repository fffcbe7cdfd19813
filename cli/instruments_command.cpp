#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

#include "cli/administration.hpp"
#include "cli/command_sender.hpp"
#include "services/stock/stock_view.hpp"

namespace andvari::cli {
namespace {
using stock::StockView;

// Reading what was typed. Each throws std::invalid_argument that says how it should look.

Symbol symbol_of(const std::string& text) {
    if (!is_symbol(text)) throw std::invalid_argument{fmt::format("'{}' is not a symbol, such as AAPL or BRK.B", text)};
    return {text};
}

template <class Amount>
Amount amount_of(std::string_view name, const std::string& text) {
    const auto amount = Amount::parse(text);
    if (!amount)
        throw std::invalid_argument{
            fmt::format("{} '{}' is not a decimal such as 0.01, with at most {} decimals", name, text, Amount::scale)};
    return *amount;
}

template <class Amount>
std::optional<Amount> rule_of(std::string_view name, const std::string& text) {
    return text.empty() ? std::nullopt : std::optional{amount_of<Amount>(name, text)};
}

std::optional<bool> yes_or_no(std::string_view name, const std::string& text) {
    if (text.empty()) return std::nullopt;
    if (text != "yes" && text != "no") throw std::invalid_argument{fmt::format("{} is yes or no, not '{}'", name, text)};
    return text == "yes";
}

Instant time_of(std::string_view name, const std::string& text) {
    const auto time = Instant::parse(text);
    if (!time) throw std::invalid_argument{fmt::format("{} '{}' is not a time such as 2026-01-31T14:30:00Z", name, text)};
    return *time;
}

stock::Ratio ratio_of(const std::string& text) {
    stock::Ratio ratio;
    const auto read = [](const char* from, const char* to, std::int64_t& number) {
        const auto [end, error] = std::from_chars(from, to, number);
        return error == std::errc{} && end == to;
    };
    const auto end = text.data() + text.size();
    const auto colon = std::find(text.data(), end, ':');
    if (colon == end || !read(text.data(), colon, ratio.numerator) || !read(colon + 1, end, ratio.denominator))
        throw std::invalid_argument{fmt::format("'{}' is not a ratio such as 7:1, seven new shares for each old one", text)};
    return ratio;
}

stock::Rules rules_of(const InstrumentArguments& i) {
    stock::Rules rules{rule_of<Price>("--tick", i.tick), rule_of<Quantity>("--lot", i.lot),
                       rule_of<Money>("--least-notional", i.least_notional), yes_or_no("--tradable", i.tradable),
                       yes_or_no("--fractionable", i.fractionable)};
    // What is not named is no rule any more, so that nobody should get there by naming nothing.
    if ((rules == stock::Rules{}) != i.no_rules)
        throw std::invalid_argument{
            "name the rules that orders must keep to from now on, or --none; `andvari instruments show` tells "
            "those of now"};
    return rules;
}

// Showing.

std::string text_of(const stock::Rules& rules) {
    std::string text;
    const auto add = [&](std::string_view name, const std::string& value) {
        text.append(text.empty() ? "" : ", ").append(name).append(" ").append(value);
    };
    if (rules.tick) add("tick", rules.tick->text());
    if (rules.lot) add("lot", rules.lot->text());
    if (rules.least_notional) add("least notional", rules.least_notional->text());
    if (rules.tradable) add("tradable", *rules.tradable ? "yes" : "no");
    if (rules.fractionable) add("fractionable", *rules.fractionable ? "yes" : "no");
    return text.empty() ? "none" : text;
}

std::string text_of(const stock::ActionRow& action) {
    const auto what = action.ratio
                          ? fmt::format("{}:{}", action.ratio->numerator, action.ratio->denominator)
                          : fmt::format("{} {}", action.per_share.value_or(Money{}).text(), action.currency.value_or(""));
    return fmt::format("{:<8}  {:<16}  {:<27}  {:<27}  {:<9}  {}", json::name_of(action.kind), what, action.effective.text(),
                       action.pays ? action.pays->text() : "-",
                       action.due         ? "due"
                       : action.cancelled ? "cancelled"
                                          : "to come",
                       action.id);
}

/// Calls `visit` for each row of all pages. `read` answers the page after a row, or the first one after null.
void each_row(auto&& read, auto&& visit) {
    for (auto rows = read(nullptr); !rows.empty(); rows = read(&rows.back()))
        for (const auto& row : rows) visit(row);
}
constexpr std::int64_t page = 200;

/// Gives the command, and says what is so now.
template <class C>
int change(const Configuration& configuration, StopSignal& stop, const C& command, const std::string& done) {
    const Attached attached{configuration, stop, "gateway"};
    CommandSender{attached}.send(to_token(command.symbol), command);
    fmt::print("{} {}\n", command.symbol.text, done);
    return 0;
}
}  // namespace

int instruments_list(const Configuration& configuration, StopSignal& stop, const Administration&) {
    const Attached attached{configuration, stop, "gateway"};
    const auto db = open_read_model(attached.location(), "stock");
    fmt::print("{:<13}  {:<8}  {:<6}  {:<40}  {}\n", "SYMBOL", "CURRENCY", "HALTED", "NAME", "RULES");
    each_row(
        [&](const stock::InstrumentRow* after) { return StockView::instruments(*db, after ? after->symbol.text : "", page); },
        [](const stock::InstrumentRow& row) {
            fmt::print("{:<13}  {:<8}  {:<6}  {:<40}  {}\n", row.symbol.text, row.currency, row.halted ? "yes" : "no", row.name,
                       text_of(row.rules));
        });
    return 0;
}

int instruments_show(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const auto symbol = symbol_of(a.instrument.symbol);
    const Attached attached{configuration, stop, "gateway"};
    const auto db = open_read_model(attached.location(), "stock");
    const auto row = StockView::instrument(*db, symbol);
    if (!row)
        throw std::invalid_argument{
            fmt::format("there is no instrument '{}'; `andvari instruments list` shows those there are", symbol.text)};
    fmt::print("symbol    {}\nname      {}\ncurrency  {}\n", row->symbol.text, row->name, row->currency);
    fmt::print("halted    {}{}\n", row->halted ? "yes" : "no", row->halt_reason ? ": " + *row->halt_reason : "");
    fmt::print("rules     {}\n", text_of(row->rules));
    if (const auto quote = StockView::quote(*db, symbol))
        fmt::print("quote     {} × {} to {} × {}, at {}\n", quote->bid.text(), quote->bid_size.text(), quote->ask.text(),
                   quote->ask_size.text(), quote->time.text());
    bool first = true;
    each_row(
        [&](const stock::ActionRow* after) {
            return StockView::actions(*db, symbol, after ? std::optional{after->place} : std::nullopt, page);
        },
        [&](const stock::ActionRow& action) {
            if (std::exchange(first, false))
                fmt::print("\n{:<8}  {:<16}  {:<27}  {:<27}  {:<9}  {}\n", "ACTION", "", "EFFECTIVE", "PAYS", "STATUS", "ID");
            fmt::print("{}\n", text_of(action));
        });
    return 0;
}

int instruments_acts(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const Attached attached{configuration, stop, "gateway"};
    const auto db = open_read_model(attached.location(), "stock");
    fmt::print("{:<27}  {:<18}  {:<13}  {:<43}  {}\n", "TIME", "ACT", "SYMBOL", "BY", "WHY");
    for (const auto& act : StockView::acts(*db, std::nullopt, a.limit))
        fmt::print("{:<27}  {:<18}  {:<13}  {:<43}  {}\n", act.time.text(), act.act, act.symbol.text, act.actor,
                   act.reason.value_or("-"));
    return 0;
}

int instruments_define(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const auto& i = a.instrument;
    return change(configuration, stop, stock::List{symbol_of(i.symbol), i.name, i.currency}, "is known as " + i.name);
}

int instruments_rules(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const stock::SetRules command{symbol_of(a.instrument.symbol), rules_of(a.instrument)};
    return change(configuration, stop, command, "has these rules: " + text_of(command.rules));
}

int instruments_halt(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, stock::Halt{symbol_of(a.instrument.symbol), a.reason}, "is halted");
}

int instruments_resume(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    return change(configuration, stop, stock::Resume{symbol_of(a.instrument.symbol)}, "trades again, from its next quote on");
}

int instruments_split(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const auto& i = a.instrument;
    const stock::AnnounceSplit command{symbol_of(i.symbol), ratio_of(i.ratio), time_of("--effective", i.effective)};
    return change(configuration, stop, command, fmt::format("is split {} at {}", i.ratio, command.effective.text()));
}

int instruments_dividend(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const auto& i = a.instrument;
    const stock::AnnounceDividend command{symbol_of(i.symbol), amount_of<Money>("the amount", i.per_share), time_of("--ex", i.ex),
                                          i.pays.empty() ? std::nullopt : std::optional{time_of("--pays", i.pays)}};
    return change(configuration, stop, command,
                  fmt::format("pays {} a share to who holds it at {}", i.per_share, command.ex.text()));
}

int instruments_cancel(const Configuration& configuration, StopSignal& stop, const Administration& a) {
    const auto& action = a.instrument.action;
    return change(configuration, stop, stock::CancelAction{symbol_of(a.instrument.symbol), action},
                  "has no action " + action + " to come");
}

}  // namespace andvari::cli
