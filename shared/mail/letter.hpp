// A mail as it is sent or filed: RFC 5322 with MIME (RFC 2045).
#pragma once

#include <string>

#include "shared/mail/mail.hpp"
#include "shared/time/instant.hpp"

namespace andvari::mail {

struct Letter {
    Mail mail;
    std::string from;  ///< An address.
    std::string id;    ///< Of letters, digits and hyphens: names it in logs and in the Message-ID.
    Instant written;
};

enum class Reader {
    person,  ///< 8bit: as it reads, wherever that is allowed.
    server,  ///< 7bit or quoted-printable: what every server takes.
};

/// Lines end with CRLF. The mail is one that refuse() does not refuse, and so nothing in it can end a header.
std::string compose(const Letter&, Reader);

}  // namespace andvari::mail
