#include "feed/history.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <optional>
#include <sstream>

#include "shared/time/instant.hpp"

namespace andvari::feed {
namespace {
constexpr std::uintmax_t largest_file = 64 * 1024 * 1024;

enum Column { date, open, high, low, close, volume, columns };
constexpr std::array<std::string_view, columns> names{"date", "open", "high", "low", "close", "volume"};

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string lower(std::string_view text) {
    std::string result{trimmed(text)};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

// Where each column stands.
using Places = std::array<std::size_t, columns>;
Places read_header(CsvReader& reader) {
    std::vector<std::string> header;
    if (!reader.next(header))
        throw reader.error("the file is empty; a header with Date, Open, High, Low, Close, Volume is needed");
    for (auto& name : header) name = lower(name);
    Places places{};
    for (std::size_t i = 0; i < columns; ++i) {
        const auto found = std::ranges::find(header, names[i]);
        if (found == header.end()) throw reader.error("the header names no column " + std::string{names[i]});
        if (std::find(found + 1, header.end(), names[i]) != header.end())
            throw reader.error("the header names two columns " + std::string{names[i]});
        places[i] = static_cast<std::size_t>(found - header.begin());
    }
    return places;
}

class Row {
public:
    Row(const CsvReader& reader, const std::vector<std::string>& fields, const Places& places)
        : reader_{reader}, fields_{fields}, places_{places} {}

    bool is_holiday() const {
        return std::ranges::all_of(std::array{open, high, low, close, volume}, [&](Column c) { return text(c) == "null"; });
    }

    TradingDay read() const {
        const TradingDay day{read_day(), read_price(open), read_price(high), read_price(low), read_price(close), read_volume()};
        if (day.high < std::max({day.open, day.low, day.close}) || day.low > std::min(day.open, day.close))
            throw reader_.error("open and close must lie between low and high");
        return day;
    }

private:
    std::string_view text(Column c) const { return trimmed(fields_[places_[c]]); }

    [[noreturn]] void fail(Column c, std::string_view wanted) const {
        throw reader_.error(std::string{names[c]} + " " + std::string{wanted} + ", not '" + std::string{text(c).substr(0, 40)} +
                            "'");
    }

    std::int64_t read_day() const {
        const auto moment = text(date).size() == 10 ? Instant::parse(std::string{text(date)} + "T00:00:00Z") : std::nullopt;
        if (!moment) fail(date, "must be a date such as 2026-01-31");
        return moment->day();
    }

    Price read_price(Column c) const {
        const auto written = text(c);
        const auto point = written.find('.');
        const auto digits = point == written.npos ? std::string_view{} : written.substr(point + 1);
        const bool plain = digits.find_first_not_of("0123456789") == digits.npos;
        const auto price = plain ? Price::parse(digits.size() > 6 ? written.substr(0, point + 7) : written) : std::nullopt;
        if (!price) fail(c, "must be a decimal number");
        if (*price < lowest_price || *price > highest_price) fail(c, "must be from 0.01 to 900000");
        return *price;
    }

    Quantity read_volume() const {
        const auto written = text(volume);
        const auto whole = written.substr(0, written.find('.'));
        const auto rest = written.substr(whole.size());
        const bool plain = rest.empty() || (rest.size() > 1 && rest.find_first_not_of("0123456789", 1) == rest.npos);
        const auto shares = plain ? detail::parse_decimal(whole, 0) : std::nullopt;
        if (!shares || *shares < 0) fail(volume, "must be a number of shares");
        return Quantity::whole(std::min(*shares, largest_volume.units() / Quantity::one));
    }

    const CsvReader& reader_;
    const std::vector<std::string>& fields_;
    const Places& places_;
};

std::string contents_of(const std::filesystem::path& file) {
    const auto name = file.filename().string();
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure)) throw CsvError{name, 0, "there is no such file"};
    if (std::filesystem::file_size(file, failure) > largest_file || failure) throw CsvError{name, 0, "is larger than 64 MiB"};
    std::ifstream in{file, std::ios::binary};
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) throw CsvError{name, 0, "cannot be read, or is empty"};
    return std::move(text).str();
}
}  // namespace

History parse_history(std::string_view text, std::string_view file) {
    CsvReader reader{text, file};
    const auto places = read_header(reader);
    const auto needed = *std::ranges::max_element(places) + 1;
    struct Entry {
        TradingDay day;
        std::size_t line;
    };
    std::vector<Entry> entries;
    std::vector<std::string> fields;
    while (reader.next(fields)) {
        if (fields.size() < needed)
            throw reader.error("has " + std::to_string(fields.size()) + " fields, too few for the header");
        const Row row{reader, fields, places};
        if (!row.is_holiday()) entries.push_back({row.read(), reader.line()});
    }
    if (entries.empty()) throw reader.error("there are no days after the header");

    std::ranges::stable_sort(entries, {}, [](const Entry& e) { return e.day.day; });
    const auto twice = std::ranges::adjacent_find(entries, {}, [](const Entry& e) { return e.day.day; });
    if (twice != entries.end())
        throw CsvError{file, (twice + 1)->line, "this date stands in line " + std::to_string(twice->line) + " already"};
    History history;
    history.reserve(entries.size());
    for (const auto& entry : entries) history.push_back(entry.day);
    return history;
}

History read_history(const std::filesystem::path& file) { return parse_history(contents_of(file), file.filename().string()); }

History between(const History& history, std::int64_t first, std::int64_t last) {
    History part;
    std::ranges::copy_if(history, std::back_inserter(part), [&](const TradingDay& d) { return d.day >= first && d.day <= last; });
    return part;
}

}  // namespace andvari::feed
