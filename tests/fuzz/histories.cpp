// Histories of prices as CSV.
#include <algorithm>

#include "feed/history.hpp"
#include "shared/time/instant.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using Records = std::vector<std::vector<std::string>>;

Records records_of(std::string_view text) {
    feed::CsvReader reader{text, "input.csv"};
    Records records;
    std::size_t line = 0;
    for (std::vector<std::string> fields; reader.next(fields); records.push_back(fields)) {
        promise(!fields.empty() && fields.size() <= feed::CsvReader::most_fields, "a record has fields, within bounds");
        promise(reader.line() > line, "each record has a line of its own");
        line = reader.line();
    }
    return records;
}

std::string written(const Records& records) {
    std::string text;
    for (const auto& record : records) {
        for (std::size_t i = 0; i < record.size(); ++i) {
            text += i == 0 ? "\"" : ",\"";
            for (const char c : record[i]) text.append(c == '"' ? 2 : 1, c);
            text += '"';
        }
        text += "\r\n";
    }
    return text;
}

std::string written(const feed::History& history) {
    std::string text = "Date,Open,High,Low,Close,Volume\n";
    for (const auto& day : history)
        text.append(Instant{day.day * 86'400'000'000}.date())
            .append(",")
            .append(day.open.text())
            .append(",")
            .append(day.high.text())
            .append(",")
            .append(day.low.text())
            .append(",")
            .append(day.close.text())
            .append(",")
            .append(day.volume.text())
            .append("\n");
    return text;
}

void attack_records(std::string_view input) {
    const auto records = records_of(input);
    // Quotes take room, and a record may have been as long as one may be.
    if (input.size() < feed::CsvReader::longest_record / 4)
        promise(records_of(written(records)) == records, "records that are written again are the same");
}

void attack_history(std::string_view input) {
    const auto history = feed::parse_history(input, "input.csv");
    promise(!history.empty(), "a history is never empty");
    for (std::size_t i = 0; i < history.size(); ++i) {
        const auto& day = history[i];
        promise(i == 0 || history[i - 1].day < day.day, "days are in order, each once");
        promise(day.low <= std::min(day.open, day.close) && day.high >= std::max(day.open, day.close),
                "open and close lie between low and high");
        promise(day.low >= feed::lowest_price && day.high <= feed::highest_price, "prices keep to their bounds");
        promise(!day.volume.negative() && day.volume <= feed::largest_volume, "volumes keep to their bounds");
    }
    promise(feed::parse_history(written(history), "again.csv") == history, "a history that is written again is the same");
}

template <class Attack>
void unless_refused(Attack attack, std::string_view input) {
    try {
        attack(input);
    } catch (const feed::CsvError& error) {
        promise(std::string_view{error.what()}.starts_with("input.csv:"), "a mistake is named with its file and line");
    }
}

}  // namespace

void attack(std::string_view input) {
    unless_refused(attack_records, input);
    unless_refused(attack_history, input);
}

}  // namespace andvari::fuzz
