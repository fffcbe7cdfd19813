// Bytes that do not stay in memory when they are no longer needed, and that no log line takes by mistake.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace andvari::crypto {

/// Overwrites the text, the unused part of its buffer too, and leaves it empty.
void wipe(std::string& text) noexcept;

/// Overwritten when it ends or is moved from. Copies must be asked for.
class Secret {
public:
    Secret() = default;
    /// Copies; the original is the caller's to wipe.
    explicit Secret(std::string_view bytes);
    /// Takes the text over and wipes it.
    static Secret taken_from(std::string&& text);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    Secret copy() const { return Secret{view()}; }
    /// Valid as long as this.
    std::string_view view() const { return {bytes_.get(), size_}; }
    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    /// Takes as long whether or not they are equal; only the sizes show.
    friend bool operator==(const Secret& left, const Secret& right);

private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
};

/// Takes as long whether or not they are equal; only the sizes show.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace andvari::crypto
