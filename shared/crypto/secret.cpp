#include "shared/crypto/secret.hpp"

#include <algorithm>
#include <utility>

#include "shared/crypto/libsodium.hpp"

namespace andvari::crypto {

void wipe(std::string& text) noexcept {
    text.resize(text.capacity());  // Within the buffer that it has: nothing is allocated.
    sodium_memzero(text.data(), text.size());
    text.clear();
}

Secret::Secret(std::string_view bytes) : bytes_{bytes.empty() ? nullptr : new char[bytes.size()]}, size_{bytes.size()} {
    std::ranges::copy(bytes, bytes_.get());
}

Secret Secret::taken_from(std::string&& text) {
    Secret secret{text};
    wipe(text);
    return secret;
}

Secret::Secret(Secret&& other) noexcept : bytes_{std::move(other.bytes_)}, size_{std::exchange(other.size_, 0)} {}

Secret& Secret::operator=(Secret&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    return *this;
}

Secret::~Secret() {
    if (bytes_) sodium_memzero(bytes_.get(), size_);
}

bool equal_in_constant_time(std::string_view left, std::string_view right) {
    return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

bool operator==(const Secret& left, const Secret& right) { return equal_in_constant_time(left.view(), right.view()); }

}  // namespace andvari::crypto
