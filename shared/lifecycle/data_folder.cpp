#include "shared/lifecycle/data_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace andvari {
namespace {
// Who holds the lock wrote its process id into the file.
std::string holder(int file) {
    char text[32];
    const auto length = pread(file, text, sizeof text - 1, 0);
    if (length <= 0) return "another process";
    text[length] = '\0';
    return "process " + std::string{text, std::strcspn(text, "\n")};
}

[[noreturn]] void fail(const std::filesystem::path& folder, const std::string& why) {
    throw DataFolderError{"the data folder " + folder.string() + " " + why};
}
}  // namespace

DataFolder::DataFolder(const std::filesystem::path& folder) : folder_{folder} {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) fail(folder, "cannot be made: " + error.message());

    const auto file = folder / "andvari.lock";
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (lock_ < 0) fail(folder, std::string{"cannot be written: "} + std::strerror(errno));
    if (flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        const auto who = holder(lock_);
        const bool busy = errno == EWOULDBLOCK;
        close(lock_);
        fail(folder, busy ? "is in use by " + who + "; give this one another by --data, or stop that one first"
                          : std::string{"cannot be locked: "} + std::strerror(errno));
    }
    const auto id = std::to_string(getpid()) + "\n";
    if (ftruncate(lock_, 0) != 0 || pwrite(lock_, id.data(), id.size(), 0) != static_cast<ssize_t>(id.size())) {
        const std::string why = std::strerror(errno);
        close(lock_);
        fail(folder, "cannot be written: " + why);
    }
}

// The file stays: removing it would let a third process lock a new file while a second one waits on the old.
DataFolder::~DataFolder() { close(lock_); }

}  // namespace andvari
