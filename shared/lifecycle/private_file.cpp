#include "shared/lifecycle/private_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <stdexcept>

namespace andvari {

void write_private(const std::string& path, std::string_view content) {
    const auto beside = path + ".new";
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error{"cannot write " + beside};
    const bool written =
        ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written) throw std::runtime_error{"cannot write " + beside};
    std::filesystem::rename(beside, path);
}

}  // namespace andvari
