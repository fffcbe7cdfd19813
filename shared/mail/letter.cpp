#include "shared/mail/letter.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "shared/mail/mime.hpp"

namespace andvari::mail {
namespace {

constexpr std::size_t longest_line = 998;  // Without its end (RFC 5322, 2.1.1).

/// RFC 5322, 3.3, such as "Sat, 21 Nov 2026 10:16:47 +0000".
std::string date_of(Instant moment) {
    return fmt::format("{:%a, %d %b %Y %H:%M:%S} +0000", fmt::gmtime(static_cast<std::time_t>(moment.microseconds / 1'000'000)));
}

bool lines_are_short(std::string_view text) {
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        if (end - begin > longest_line) return false;
        begin = end + 1;
    }
    return true;
}

std::string with_line_ends(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\n') out += '\r';
        out += c;
    }
    if (!text.empty() && text.back() != '\n') out += "\r\n";
    return out;
}

struct Body {
    std::string_view encoding;
    std::string text;
};

Body body_of(std::string_view text, Reader reader) {
    const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!lines_are_short(text) || (!ascii && reader == Reader::server)) return {"quoted-printable", quoted_printable(text)};
    return {ascii ? "7bit" : "8bit", with_line_ends(text)};
}

}  // namespace

std::string compose(const Letter& letter, Reader reader) {
    const auto body = body_of(letter.mail.text, reader);
    const auto domain = std::string_view{letter.from}.substr(letter.from.find('@') + 1);
    return fmt::format(
        "Date: {}\r\n"
        "From: Andvari <{}>\r\n"
        "To: <{}>\r\n"
        "Subject: {}\r\n"
        "Message-ID: <{}@{}>\r\n"
        "Auto-Submitted: auto-generated\r\n"  // RFC 3834: nobody's holiday answers it.
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: {}\r\n"
        "\r\n"
        "{}",
        date_of(letter.written), letter.from, letter.mail.to, header_text(letter.mail.subject), letter.id, domain, body.encoding,
        body.text);
}

}  // namespace andvari::mail
