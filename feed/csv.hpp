// Comma-separated values by RFC 4180: quoted fields may hold commas, quotes (doubled) and line ends.
#pragma once

#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace andvari::feed {

/// What is wrong with a file, and where: "aapl.csv:17: …".
class CsvError : public std::runtime_error {
public:
    CsvError(std::string_view file, std::size_t line, std::string_view reason);
};

/// Reads records one after the other. The text must outlive it. Line ends are LF or CRLF; a byte order mark is skipped;
/// lines with nothing on them are skipped, too.
class CsvReader {
public:
    static constexpr std::size_t longest_record = 64 * 1024;  ///< In bytes.
    static constexpr std::size_t most_fields = 256;

    CsvReader(std::string_view text, std::string_view file);

    /// Reads the next record into `fields`. False at the end. Throws CsvError.
    bool next(std::vector<std::string>& fields);
    /// Where the record just read begins, from 1.
    std::size_t line() const { return line_; }
    /// A CsvError at this record.
    CsvError error(std::string_view reason) const;

private:
    std::string field();
    std::string quoted_field();
    bool at_line_end() const;
    void skip_line_end();
    void advance();

    std::string_view text_;
    std::string file_;
    std::size_t position_ = 0;
    std::size_t record_begin_ = 0;
    std::size_t line_ = 1;       // Of the record.
    std::size_t next_line_ = 1;  // Of the position.
};

}  // namespace andvari::feed
