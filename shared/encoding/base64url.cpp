#include "shared/encoding/base64url.hpp"

#include "shared/encoding/digits.hpp"

namespace andvari {
namespace {
constexpr Digits<6> base64url{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};
}  // namespace

std::string to_base64url(std::string_view bytes) { return base64url.write(bytes); }
std::optional<std::string> from_base64url(std::string_view text) { return base64url.read(text); }

}  // namespace andvari
