// The outbox: a folder with a readable file for each mail, for where there is no mail server.
#pragma once

#include <filesystem>

#include "shared/mail/carrier.hpp"

namespace andvari::mail {

/// Files are named <time>-<id>.eml and only their owner may read them: mails hold tokens. A file is there whole or not at all.
class Outbox : public Carrier {
public:
    /// The folder is made at the first letter. What a crash left half written is removed.
    explicit Outbox(std::filesystem::path folder);
    /// Logs the file's name, and neither receiver nor text. NotDelivered where the folder cannot be written.
    void deliver(const Letter&, std::stop_token) override;
    void remove_letters_to(std::string_view address) override;

private:
    std::filesystem::path folder_;
};

}  // namespace andvari::mail
