#include "shared/encoding/base32.hpp"

#include "shared/encoding/digits.hpp"

namespace andvari {
namespace {
constexpr Digits<5> base32{"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"};
}  // namespace

std::string to_base32(std::string_view bytes) { return base32.write(bytes); }
std::optional<std::string> from_base32(std::string_view text) { return base32.read(text); }

}  // namespace andvari
