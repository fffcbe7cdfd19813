// Bytes as digits of a few bits each, the first bit first, without padding (RFC 4648): what base32 and base64url are made of.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace andvari {

template <int Bits>
class Digits {
public:
    /// `alphabet`: 2^Bits characters, each once.
    constexpr explicit Digits(std::string_view alphabet) : alphabet_{alphabet} {
        values_.fill(-1);
        for (std::size_t i = 0; i < alphabet.size(); ++i)
            values_[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    }

    std::string write(std::string_view bytes) const {
        std::string text;
        text.reserve((bytes.size() * 8 + Bits - 1) / Bits);
        std::uint32_t held = 0;
        int bits = 0;
        for (const char byte : bytes) {
            held = held << 8 | static_cast<unsigned char>(byte);
            for (bits += 8; bits >= Bits; bits -= Bits) text += alphabet_[held >> (bits - Bits) & mask];
        }
        if (bits > 0) text += alphabet_[held << (Bits - bits) & mask];
        return text;
    }

    /// Nothing unless `text` is exactly what `write` writes.
    std::optional<std::string> read(std::string_view text) const {
        std::string bytes;
        bytes.reserve(text.size() * Bits / 8);
        std::uint32_t held = 0;
        int bits = 0;
        for (const char digit : text) {
            const int value = values_[static_cast<unsigned char>(digit)];
            if (value < 0) return std::nullopt;
            held = held << Bits | static_cast<std::uint32_t>(value);
            bits += Bits;
            if (bits >= 8) bytes += static_cast<char>(held >> (bits -= 8));
        }
        // Digits that carry nothing, and bits that would be lost, have another spelling.
        if (bits >= Bits || (held & ((1u << bits) - 1)) != 0) return std::nullopt;
        return bytes;
    }

private:
    static constexpr std::uint32_t mask = (1u << Bits) - 1;
    std::string_view alphabet_;
    std::array<std::int8_t, 256> values_{};
};

}  // namespace andvari
