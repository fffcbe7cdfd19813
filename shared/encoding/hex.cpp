#include "shared/encoding/hex.hpp"

#include "shared/encoding/digits.hpp"

namespace andvari {

std::string to_hex(std::string_view bytes) {
    static constexpr Digits<4> hex{"0123456789abcdef"};
    return hex.write(bytes);
}

}  // namespace andvari
