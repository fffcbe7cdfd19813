#include "shared/store/sqlite_files.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <set>
#include <system_error>

#include "shared/identity/ids.hpp"
#include "shared/store/sqlite.hpp"

namespace andvari::store::sqlite {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& what, const std::string& path, int error = errno) {
    throw StoreError{what + " " + path + ": " + std::generic_category().message(error)};
}

fs::path link_path(const std::string& folder, std::string_view name) { return fs::path{folder} / (std::string{name} + ".db"); }

/// The files that the links of the folder lead to.
std::set<std::string> files_in_use(const std::string& folder) {
    std::set<std::string> result;
    for (const auto& entry : fs::directory_iterator{folder})
        if (entry.is_symlink()) result.insert(fs::read_symlink(entry.path()).filename());
    return result;
}

/// "<name>.<id>.db" out of that with any suffix; empty when `file` is not a generation of `name`.
std::string generation_of(const std::string& file, std::string_view name) {
    if (!file.starts_with(std::string{name} + ".")) return {};
    const auto dot = file.find('.', name.size() + 1);
    if (dot == std::string::npos || file.compare(dot, 3, ".db") != 0) return {};
    return file.substr(0, dot + 3);
}

}  // namespace

FolderLock::FolderLock(const std::string& folder)
    : folder_{folder}, descriptor_{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)} {
    if (descriptor_ < 0) fail("cannot open folder", folder);
    while (::flock(descriptor_, LOCK_EX) != 0) {
        if (errno == EINTR) continue;
        const int error = errno;
        ::close(descriptor_);
        fail("cannot lock folder", folder, error);
    }
}

FolderLock::~FolderLock() { ::close(descriptor_); }

void FolderLock::sync() const {
    if (::fsync(descriptor_) != 0) fail("cannot write out folder", folder_);
}

std::string current_file(const std::string& folder, std::string_view name) {
    const fs::path link = link_path(folder, name);
    char target[256];
    const auto size = ::readlink(link.c_str(), target, sizeof target);
    if (size < 0) return errno == EINVAL ? link.filename().string() : std::string{};
    const fs::path file = fs::path{std::string(target, static_cast<std::size_t>(size))}.filename();
    std::error_code ignored;
    return fs::exists(fs::path{folder} / file, ignored) ? file.string() : std::string{};
}

bool in_use(const std::string& folder, const std::string& file) {
    if (!fs::is_regular_file(fs::symlink_status(fs::path{folder} / file))) return false;
    return is_token(fs::path{file}.stem().string()) || files_in_use(folder).contains(file);
}

std::string current_or_new_file(const std::string& folder, std::string_view name) {
    if (auto file = current_file(folder, name); !file.empty()) return file;
    std::error_code error;
    fs::create_directories(folder, error);
    if (error) fail("cannot make folder", folder, error.value());
    const FolderLock lock{folder};
    if (auto file = current_file(folder, name); !file.empty()) return file;
    const std::string file = std::string{name} + "." + new_id() + ".db";
    const fs::path path = fs::path{folder} / file;
    // For the owner's eyes only; SQLite gives the files beside it the same mode.
    const int descriptor = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
    if (descriptor < 0) fail("cannot make", path);
    ::close(descriptor);
    point(lock, folder, name, file);
    return file;
}

void point(const FolderLock& lock, const std::string& folder, std::string_view name, const std::string& file) {
    const fs::path link = link_path(folder, name);
    const fs::path fresh = link.string() + ".new";
    ::unlink(fresh.c_str());
    if (::symlink(file.c_str(), fresh.c_str()) != 0) fail("cannot make link", fresh);
    if (::rename(fresh.c_str(), link.c_str()) != 0) fail("cannot rename to", link);
    lock.sync();
}

void remove_link(const FolderLock& lock, const std::string& folder, std::string_view name) {
    const fs::path link = link_path(folder, name);
    if (::unlink(link.c_str()) != 0 && errno != ENOENT) fail("cannot remove", link);
    lock.sync();
}

void remove_file(const FolderLock&, const std::string& folder, const std::string& file) {
    for (const char* suffix : {"-wal", "-shm", "-journal", ""}) {
        const fs::path path = fs::path{folder} / (file + suffix);
        // Where the file was a plain one, its name is a link by now, which stays.
        if (*suffix == '\0' && fs::is_symlink(path)) continue;
        if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail("cannot remove", path);
    }
}

void sweep(const FolderLock& lock, const std::string& folder, std::string_view name) {
    const auto used = files_in_use(folder);
    std::set<std::string> unused;
    for (const auto& entry : fs::directory_iterator{folder}) {
        const auto file = generation_of(entry.path().filename(), name);
        if (!file.empty() && !used.contains(file)) unused.insert(file);
    }
    for (const auto& file : unused) remove_file(lock, folder, file);
}

bool exists(const std::string& folder, std::string_view name) { return !current_file(folder, name).empty(); }

std::string generation(const std::string& folder, std::string_view name) { return current_file(folder, name); }

void drop(const std::string& folder, std::string_view name) {
    std::error_code ignored;
    if (!fs::is_directory(folder, ignored)) return;
    const FolderLock lock{folder};
    const auto file = current_file(folder, name);
    remove_link(lock, folder, name);
    if (!file.empty()) remove_file(lock, folder, file);
    sweep(lock, folder, name);
}

}  // namespace andvari::store::sqlite
