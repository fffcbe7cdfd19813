#include "shared/mail/mail.hpp"

#include <algorithm>

#include "shared/encoding/utf8.hpp"
#include "shared/identity/email_address.hpp"

namespace andvari::mail {
namespace {

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; }

bool is_subject(std::string_view text) {
    const auto length = code_points(text);
    return length && *length <= longest_subject && std::ranges::none_of(text, is_control);
}

bool is_text(std::string_view text) {
    const auto forbidden = [](char c) { return is_control(c) && c != '\n' && c != '\t'; };
    return text.size() <= longest_text && code_points(text) && std::ranges::none_of(text, forbidden);
}

}  // namespace

std::optional<MailRefusal> refuse(const Mail& mail) {
    if (!is_email_address(mail.to)) return MailRefusal::mail_address_malformed;
    if (!is_subject(mail.subject)) return MailRefusal::mail_subject_malformed;
    if (!is_text(mail.text)) return MailRefusal::mail_text_malformed;
    return std::nullopt;
}

}  // namespace andvari::mail
