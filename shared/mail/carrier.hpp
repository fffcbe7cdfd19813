// Who takes a letter away: a folder, or a server.
#pragma once

#include <stdexcept>
#include <stop_token>
#include <string>
#include <string_view>

#include "shared/mail/letter.hpp"

namespace andvari::mail {

/// What became of a letter that was not taken. The sentence names neither its receiver nor its text, so that it can be logged.
class NotDelivered : public std::runtime_error {
public:
    enum class Again { worthwhile, pointless };
    NotDelivered(const std::string& reason, Again again) : std::runtime_error{reason}, again_{again} {}
    bool worth_another_try() const { return again_ == Again::worthwhile; }

private:
    Again again_;
};

class Carrier {
public:
    virtual ~Carrier() = default;
    /// Returns when the letter is out of our hands or safely filed; may take seconds, and ends soon, by NotDelivered, when
    /// told to give up. One letter at a time.
    virtual void deliver(const Letter&, std::stop_token give_up) = 0;
    /// Removes what it keeps of letters to that address, in capitals or not. Another thread may call it while a letter to
    /// somebody else is delivered.
    virtual void remove_letters_to(std::string_view address) = 0;
};

}  // namespace andvari::mail
