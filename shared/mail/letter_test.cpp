#include "shared/mail/letter.hpp"

#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "shared/encoding/utf8.hpp"
#include "shared/mail/mime.hpp"

using namespace andvari;
using namespace andvari::mail;

namespace {

const std::string moon = "\xf0\x9f\x8c\x99";
const Mail usual{"fili@example.org", "Your new password", "Hello Fili,\n\nit was changed.\n"};

Letter letter_of(Mail mail) {
    return {std::move(mail), "andvari@bank.example", "018f-letter", *Instant::parse("2026-11-21T10:16:47Z")};
}

std::size_t longest_line_of(std::string_view text) {
    std::size_t longest = 0;
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), text.find("\r\n") + 2)))
        longest = std::max(longest, text.find("\r\n"));
    return longest;
}

/// What a reader of quoted-printable sees.
std::string unquoted(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        if (text.starts_with("=\r\n")) {
            text.remove_prefix(3);
        } else if (text.starts_with("\r\n")) {
            out += '\n';
            text.remove_prefix(2);
        } else if (text.front() == '=') {
            out += static_cast<char>(std::stoi(std::string{text.substr(1, 2)}, nullptr, 16));
            text.remove_prefix(3);
        } else {
            out += text.front();
            text.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace

TEST_SUITE("mail: what may be mailed") {
    TEST_CASE("plain text to an address") {
        CHECK_FALSE(refuse(usual).has_value());
        CHECK_FALSE(refuse({"fili@example.org", moon, "\t" + moon + "\n"}).has_value());
        CHECK_FALSE(refuse({"fili@example.org", "", ""}).has_value());
    }
    TEST_CASE("no address that is none, above all with the end of a line in it") {
        for (const char* to : {"", "fili", "fili@example.org\r\nBcc: kili@example.org", "fili@example.org\n",
                               "Fili <fili@example.org>", "a@b, c@d"})
            CHECK(refuse({to, "subject", "text"}) == MailRefusal::mail_address_malformed);
    }
    TEST_CASE("no subject of more than one line") {
        for (const auto& subject : std::initializer_list<std::string>{
                 std::string{"Hello\r\nBcc: kili@example.org"}, std::string{"a\nb"}, std::string{"a\rb"}, std::string{"a\0b", 3},
                 std::string{"a\tb"}, std::string{"\xff"}, std::string(201, 'x')})
            CHECK(refuse({"fili@example.org", subject, "text"}) == MailRefusal::mail_subject_malformed);
    }
    TEST_CASE("no text with what is no text, nor too much of it") {
        for (const auto& text :
             std::initializer_list<std::string>{std::string{"a\0b", 3}, std::string{"a\rb"}, std::string{"\x1b[31m"},
                                                std::string{"\xff"}, std::string(64 * 1024 + 1, 'x')})
            CHECK(refuse({"fili@example.org", "subject", text}) == MailRefusal::mail_text_malformed);
    }
}

TEST_SUITE("mail: letters") {
    TEST_CASE("are as RFC 5322 has them") {
        CHECK(compose(letter_of(usual), Reader::person) ==
              "Date: Sat, 21 Nov 2026 10:16:47 +0000\r\n"
              "From: Andvari <andvari@bank.example>\r\n"
              "To: <fili@example.org>\r\n"
              "Subject: Your new password\r\n"
              "Message-ID: <018f-letter@bank.example>\r\n"
              "Auto-Submitted: auto-generated\r\n"
              "MIME-Version: 1.0\r\n"
              "Content-Type: text/plain; charset=utf-8\r\n"
              "Content-Transfer-Encoding: 7bit\r\n"
              "\r\n"
              "Hello Fili,\r\n\r\nit was changed.\r\n");
        CHECK(compose(letter_of(usual), Reader::server) == compose(letter_of(usual), Reader::person));
    }
    TEST_CASE("end with a line's end") {
        auto mail = usual;
        mail.text = "no end";
        CHECK(compose(letter_of(mail), Reader::person).ends_with("\r\n\r\nno end\r\n"));
    }
    TEST_CASE("beyond ASCII read as they are for people, and are quoted for servers") {
        auto mail = usual;
        mail.text = "Hello F\xc3\xaeli = " + moon + " \n";
        const auto for_people = compose(letter_of(mail), Reader::person), for_servers = compose(letter_of(mail), Reader::server);
        CHECK(for_people.find("Content-Transfer-Encoding: 8bit\r\n\r\nHello F\xc3\xaeli = " + moon + " \r\n") !=
              std::string::npos);
        CHECK(for_servers.find("Content-Transfer-Encoding: quoted-printable\r\n\r\nHello F=C3=AEli =3D =F0=9F=8C=99=20\r\n") !=
              std::string::npos);
    }
    TEST_CASE("have no line that a server would cut") {
        auto mail = usual;
        mail.text = std::string(5000, 'x') + "\nshort\n" + std::string(999, 'y');
        CHECK(longest_line_of(compose(letter_of(mail), Reader::server)) <= 76);
        CHECK(longest_line_of(compose(letter_of(mail), Reader::person)) <= 76);
        mail.text = std::string(998, 'x');
        CHECK(longest_line_of(compose(letter_of(mail), Reader::server)) == 998);
    }
}

TEST_SUITE("mail: text beyond ASCII") {
    TEST_CASE("a plain subject stays as it is, another becomes encoded words") {
        CHECK(header_text("Your new password") == "Your new password");
        CHECK(header_text("F\xc3\xaeli") == "=?UTF-8?B?RsOubGk=?=");
        CHECK(header_text("=?UTF-8?B?AAAA?=") == "=?UTF-8?B?PT9VVEYtOD9CP0FBQUE/PQ==?=");
    }
    TEST_CASE("a long one is folded between characters, never inside of one") {
        std::string subject = "x";
        for (int i = 0; i < 60; ++i) subject += moon;
        const auto words = header_text(subject);
        CHECK(longest_line_of(words + "\r\n") <= 76);
        // A word of whole characters of four bytes has 44 of the 45 that fit.
        CHECK(words.find("?=\r\n =?UTF-8?B?") != std::string::npos);
        for (auto begin = words.find("?B?"); begin != std::string::npos; begin = words.find("?B?", begin + 1))
            CHECK((words.find("?=", begin) - begin - 3) % 4 == 0);
    }
    TEST_CASE("quoted text reads as it was, in short lines of ASCII") {
        CHECK(rc::check([](const std::string& raw) {
            std::string text = raw + "\n";
            std::erase(text, '\r');
            const auto quoted = quoted_printable(text);
            RC_ASSERT(unquoted(quoted) == text);
            RC_ASSERT(longest_line_of(quoted) <= 76u);
            RC_ASSERT(std::ranges::all_of(quoted, [](char c) { return static_cast<unsigned char>(c) < 0x7f; }));
            RC_ASSERT(quoted.find(" \r\n") == std::string::npos);
        }));
        const auto long_line = quoted_printable(std::string(200, '='));
        CHECK(longest_line_of(long_line) <= 76);
        CHECK(unquoted(long_line) == std::string(200, '=') + "\n");
    }
}
