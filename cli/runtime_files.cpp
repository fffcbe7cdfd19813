#include "cli/runtime_files.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "shared/identity/ids.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"

namespace andvari::cli {
namespace {
namespace fs = std::filesystem;

std::string running_path(const std::string& data) { return data + "/running.json"; }

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
}

// Whole or not at all: a reader never sees half of it.
void write_private(const std::string& path, const std::string& content) {
    const auto beside = path + ".new";
    const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error{"cannot write " + beside};
    const bool written =
        ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) && ::fsync(file) == 0;
    ::close(file);
    if (!written) throw std::runtime_error{"cannot write " + beside};
    fs::rename(beside, path);
}
}  // namespace

void write_running(const std::string& data, const Running& running) { write_private(running_path(data), json::write(running)); }

std::optional<Running> read_running(const std::string& data) {
    const auto text = content_of(running_path(data));
    if (!text) return std::nullopt;
    const auto running = json::read<Running>(*text);
    return running ? std::optional{*running} : std::nullopt;
}

void remove_running(const std::string& data) noexcept {
    std::error_code ignored;
    fs::remove(running_path(data), ignored);
}

std::string demo_key(const std::string& data) {
    const auto path = data + "/demo.key";
    if (const auto kept = content_of(path); kept && is_token(*kept)) return *kept;
    // The last 62 random bits of two ids: nobody guesses them.
    const auto key = "demo-" + new_id().substr(19) + new_id().substr(19);
    write_private(path, key);
    return key;
}

}  // namespace andvari::cli
