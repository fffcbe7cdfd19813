// Mails that hold what others wrote: a line with the receiver, a line with the subject, the text.
#include <algorithm>

#include "shared/encoding/base64url.hpp"
#include "shared/mail/letter.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

constexpr std::string_view names[] = {
    "Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"};
constexpr std::string_view word_begin = "=?UTF-8?B?", word_end = "?=";

std::string from_base64(std::string text) {
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(std::find(text.begin(), text.end(), '='), text.end());
    return from_base64url(text).value_or("not base64");
}

/// A header's text as a reader of mails shows it.
std::string shown(std::string_view text) {
    if (!text.starts_with(word_begin)) return std::string{text};
    std::string out;
    while (!text.empty()) {
        auto word = take_until(text, "\r\n ");
        promise(word.size() <= 75 && word.starts_with(word_begin) && word.ends_with(word_end),
                "a folded line is an encoded word");
        word.remove_prefix(word_begin.size());
        word.remove_suffix(word_end.size());
        out += from_base64(std::string{word});
    }
    return out;
}

int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c - 'A' + 10; }

std::string from_quoted_printable(std::string_view text) {
    std::string out;
    for (; !text.empty(); text.remove_prefix(1)) {
        if (text.front() != '=') {
            out += text.front();
        } else if (text.starts_with("=\r\n")) {
            text.remove_prefix(2);
        } else {
            promise(text.size() >= 3, "a quoted byte is whole");
            out += static_cast<char>(digit(text[1]) * 16 + digit(text[2]));
            text.remove_prefix(2);
        }
    }
    return out;
}

void promise_lines(std::string_view composed, mail::Reader reader) {
    for (std::size_t i = 0; i < composed.size(); ++i) {
        promise(composed[i] != '\n' || (i > 0 && composed[i - 1] == '\r'), "lines end with CR LF");
        promise(composed[i] != '\r' || composed.substr(i).starts_with("\r\n"), "no carriage return stands alone");
        promise(reader == mail::Reader::person || static_cast<unsigned char>(composed[i]) < 0x80, "a server gets ASCII");
    }
    for (auto rest = composed; !rest.empty();) promise(take_until(rest, "\r\n").size() <= 998, "lines have a bound");
}

void attack_letter(const mail::Letter& letter, mail::Reader reader) {
    const auto composed = compose(letter, reader);
    promise_lines(composed, reader);
    std::string_view rest = composed;
    auto head = take_until(rest, "\r\n\r\n");
    std::string encoding;
    for (const auto name : names) {
        promise(take_until(head, ": ") == name, "a letter has its own headers and no others");
        auto value = std::string{take_until(head, "\r\n")};
        while (head.starts_with(' ')) value.append("\r\n").append(take_until(head, "\r\n"));
        if (name == "Subject") promise(shown(value) == letter.mail.subject, "the subject is shown as it was");
        if (name == "To") promise(value == "<" + letter.mail.to + ">", "the receiver is who it was");
        encoding = value;
    }
    promise(head.empty(), "a letter has its own headers and no others");

    auto body = encoding == "quoted-printable" ? from_quoted_printable(rest) : std::string{rest};
    std::erase(body, '\r');
    const auto& text = letter.mail.text;
    promise(body == (text.empty() || text.ends_with('\n') ? text : text + '\n'), "the text is read as it was");
}

}  // namespace

void attack(std::string_view input) {
    mail::Letter letter;
    letter.mail.to = take_until(input, "\n");
    letter.mail.subject = take_until(input, "\n");
    letter.mail.text = input;
    letter.from = "andvari@broker.example";
    letter.id = "letter-1";
    letter.written = {1'769'783'400'123'456};
    if (mail::refuse(letter.mail)) return;
    attack_letter(letter, mail::Reader::person);
    attack_letter(letter, mail::Reader::server);
}

}  // namespace andvari::fuzz
