#include "shared/store/dialect.hpp"

#include <strings.h>

#include <algorithm>

namespace andvari::store {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c & 0x80) != 0; }
bool is_word(char c) { return is_word_start(c) || is_digit(c) || c == '$'; }

bool equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && strncasecmp(a.data(), b.data(), a.size()) == 0;
}

std::string_view cast_of(Kind kind) {
    switch (kind) {
        case Kind::integer: return "::bigint";
        case Kind::text: return "::text";
        case Kind::blob: return "::bytea";
        case Kind::unknown: break;
    }
    return "";
}

class Translation {
public:
    Translation(std::string_view sql, std::span<const Kind> kinds) : sql_{sql}, kinds_{kinds} { out_.reserve(sql.size() + 64); }

    std::string run() {
        while (at_ < sql_.size()) next();
        return std::move(out_);
    }

private:
    void next() {
        const char c = sql_[at_];
        if (c == '\'' || c == '"') copy_until(sql_.find(c, at_ + 1), 1);
        else if (sql_.substr(at_).starts_with("--")) copy_until(sql_.find('\n', at_), 1);
        else if (sql_.substr(at_).starts_with("/*")) copy_until(sql_.find("*/", at_ + 2), 2);
        else if (c == '?' && at_ + 1 < sql_.size() && is_digit(sql_[at_ + 1])) placeholder();
        else if (is_word_start(c)) word();
        else if (is_digit(c)) out_ += take([](char d) { return is_word(d); });
        else out_ += sql_[at_++];
    }

    void copy_until(std::size_t end, std::size_t length) {
        end = end == std::string_view::npos ? sql_.size() : end + length;
        out_ += sql_.substr(at_, end - at_);
        at_ = end;
    }

    template <class Accept>
    std::string_view take(Accept accept) {
        const auto start = at_;
        while (at_ < sql_.size() && accept(sql_[at_])) ++at_;
        return sql_.substr(start, at_ - start);
    }

    void placeholder() {
        ++at_;
        const std::string number{take(is_digit)};
        const auto index = std::stoul(number);
        out_ += "$" + number;
        if (index >= 1 && index <= kinds_.size()) out_ += cast_of(kinds_[index - 1]);
    }

    void word() {
        const auto text = take(is_word);
        if (equal(text, "integer")) out_ += "bigint";
        else if (equal(text, "blob")) out_ += "bytea";
        else if (!(equal(text, "without") && skip_rowid())) out_ += text;
    }

    bool skip_rowid() {
        const auto before = at_;
        take([](char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; });
        if (equal(take(is_word), "rowid")) return true;
        at_ = before;
        return false;
    }

    std::string_view sql_;
    std::span<const Kind> kinds_;
    std::size_t at_ = 0;
    std::string out_;
};

}  // namespace

std::string to_postgres(std::string_view sql, std::span<const Kind> kinds) { return Translation{sql, kinds}.run(); }

bool changes_rows(std::string_view sql) {
    const auto start = std::min(sql.find_first_not_of(" \t\r\n"), sql.size());
    const auto first = sql.substr(start, std::min(sql.find_first_of(" \t\r\n(", start), sql.size()) - start);
    return std::ranges::any_of(std::initializer_list<std::string_view>{"insert", "update", "delete", "with"},
                               [&](std::string_view word) { return equal(word, first); });
}

}  // namespace andvari::store
