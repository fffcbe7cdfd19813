#include "feed/csv.hpp"

namespace andvari::feed {

CsvError::CsvError(std::string_view file, std::size_t line, std::string_view reason)
    : std::runtime_error{std::string{file} + ":" + std::to_string(line) + ": " + std::string{reason}} {}

CsvReader::CsvReader(std::string_view text, std::string_view file) : text_{text}, file_{file} {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text_.starts_with(byte_order_mark)) text_.remove_prefix(byte_order_mark.size());
}

CsvError CsvReader::error(std::string_view reason) const { return {file_, line_, reason}; }

bool CsvReader::at_line_end() const {
    return position_ == text_.size() || text_[position_] == '\n' || text_.substr(position_, 2) == "\r\n";
}

void CsvReader::skip_line_end() {
    if (position_ == text_.size()) return;
    position_ += text_[position_] == '\r' ? 2 : 1;
    ++next_line_;
}

// Moves over one character of a field.
void CsvReader::advance() {
    if (text_[position_] == '\n') ++next_line_;
    if (++position_ - record_begin_ > longest_record) throw error("the record is longer than 64 KiB: is a quote missing?");
}

std::string CsvReader::quoted_field() {
    std::string value;
    advance();
    while (true) {
        if (position_ == text_.size()) throw error("a quoted field does not end");
        const char c = text_[position_];
        advance();
        if (c != '"') {
            value += c;
        } else if (position_ < text_.size() && text_[position_] == '"') {
            value += '"';
            advance();
        } else {
            return value;
        }
    }
}

std::string CsvReader::field() {
    if (position_ < text_.size() && text_[position_] == '"') return quoted_field();
    std::string value;
    while (!at_line_end() && text_[position_] != ',') {
        if (text_[position_] == '"') throw error("a quote stands inside a field that does not begin with one");
        value += text_[position_];
        advance();
    }
    return value;
}

bool CsvReader::next(std::vector<std::string>& fields) {
    while (position_ < text_.size() && at_line_end()) skip_line_end();
    if (position_ == text_.size()) return false;
    record_begin_ = position_;
    line_ = next_line_;
    fields.clear();
    while (true) {
        fields.push_back(field());
        if (at_line_end()) break;
        if (text_[position_] != ',') throw error("something stands between a quoted field and the next comma");
        if (fields.size() == most_fields) throw error("there are more than 256 fields");
        advance();
    }
    skip_line_end();
    return true;
}

}  // namespace andvari::feed
