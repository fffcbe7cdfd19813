// Mails that the machine writes, and the port by which they leave.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "shared/json/fields.hpp"

namespace andvari::mail {

struct Mail {
    std::string to;       ///< An address, see is_email_address.
    std::string subject;  ///< One line of UTF-8, at most longest_subject code points.
    std::string text;     ///< UTF-8, at most longest_text bytes; lines end with "\n".
};
constexpr std::size_t longest_subject = 200, longest_text = 64 * 1024;

/// Why a mail is not taken.
enum class MailRefusal {
    mail_address_malformed,
    mail_subject_malformed,  ///< With a line end or another control character, not UTF-8, or too long.
    mail_text_malformed,     ///< With a control character beside tabs and "\n", not UTF-8, or too long.
    mail_queue_full,         ///< Too many wait already: come again later.
};

/// All but the last of these, in their order.
std::optional<MailRefusal> refuse(const Mail&);

/// Any thread may use it.
class Mailer {
public:
    virtual ~Mailer() = default;
    /// Takes the mail over, to be sent by and by, and never waits. A mail that in the end cannot be sent is logged, without its
    /// address and its text.
    [[nodiscard]] virtual std::optional<MailRefusal> send(Mail) = 0;
    /// Nothing to this address waits or is kept here any more when it returns, in capitals or not. It waits while one is just
    /// leaving, at most for a second or two.
    virtual void delete_mails_to(std::string_view address) = 0;
};

}  // namespace andvari::mail

template <>
struct andvari::json::EnumNames<andvari::mail::MailRefusal> {
    static constexpr std::array<std::string_view, 4> names{"mail_address_malformed", "mail_subject_malformed",
                                                           "mail_text_malformed", "mail_queue_full"};
};
