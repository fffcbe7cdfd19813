#include "shared/encoding/base64.hpp"

#include "shared/encoding/digits.hpp"

namespace andvari {

std::string to_base64(std::string_view bytes) {
    static constexpr Digits<6> base64{"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"};
    auto text = base64.write(bytes);
    while (text.size() % 4 != 0) text += '=';
    return text;
}

}  // namespace andvari
