#include "services/auth/desk/offering.hpp"

#include <algorithm>

#include "shared/encoding/utf8.hpp"

namespace andvari::desk {

void offer_verification(Workbench& bench, const UserId& user, const std::string& email, const Sender& sender) {
    const auto token = new_mailed_token(user);
    const auto hash = parse_mailed_token(token)->hash;
    const auto expires = Instant::now().plus_seconds(verification_seconds);
    const auto outcome = bench.commands.give(auth::OfferVerification{user, hash, expires}, sender);
    if (outcome && !outcome->refused) bench.mails.verification(email, token);
}

std::string offer_reset(Workbench& bench, const UserId& user, std::int64_t seconds, const Sender& sender) {
    auto token = new_mailed_token(user);
    const auto hash = parse_mailed_token(token)->hash;
    const auto outcome = bench.commands.give(auth::OfferReset{user, hash, Instant::now().plus_seconds(seconds)}, sender);
    return outcome && !outcome->refused ? token : std::string{};
}

void tell_of_another_registration(Workbench& bench, const UserId& user, const std::string& email, const Sender& sender) {
    const auto row = bench.credentials.find(user);
    if (row && row->verified) return bench.mails.registered_already(email);
    const auto token = offer_reset(bench, user, reset_seconds, sender);
    if (!token.empty()) bench.mails.registered_again(email, token);
}

Answer password_refused(crypto::PasswordRefusal refusal) {
    constexpr std::array<std::string_view, 4> reasons{"The password is not UTF-8.", "The password has less than 8 characters.",
                                                      "The password has more than 256 characters.",
                                                      "The password is one that many people use, or the e-mail address."};
    return refused(std::string{json::name_of(refusal)}, std::string{reasons[static_cast<std::size_t>(refusal)]});
}

bool is_line(std::string_view text, std::size_t least, std::size_t most) {
    const auto count = code_points(text);
    const auto is_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
    return count && *count >= least && *count <= most && std::ranges::none_of(text, is_control);
}

}  // namespace andvari::desk
