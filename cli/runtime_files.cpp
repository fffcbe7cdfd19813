#include "cli/runtime_files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>

#include "shared/identity/ids.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "shared/lifecycle/private_file.hpp"

namespace andvari::cli {
namespace {
namespace fs = std::filesystem;

std::string running_path(const std::string& data) { return data + "/running.json"; }

std::optional<std::string> content_of(const std::string& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) return std::nullopt;
    return std::string{std::istreambuf_iterator<char>{file}, {}};
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
