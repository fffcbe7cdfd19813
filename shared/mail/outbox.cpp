#include "shared/mail/outbox.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "shared/encoding/ascii.hpp"
#include "shared/observability/log.hpp"

namespace andvari::mail {
namespace {

namespace fs = std::filesystem;
constexpr std::string_view letter_ending = ".eml", unfinished_ending = ".part";

[[noreturn]] void fail(const char* what) {
    throw NotDelivered{std::string{what} + ": " + std::strerror(errno), NotDelivered::Again::worthwhile};
}

void write_all(int file, std::string_view text) {
    while (!text.empty()) {
        const auto written = ::write(file, text.data(), text.size());
        if (written < 0 && errno != EINTR) fail("a mail cannot be written");
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(0, written)));
    }
    if (::fsync(file) != 0) fail("a mail cannot be written to the disk");
}

/// With the mode 0600, and there afterwards whatever happens to the machine.
void write_file(const fs::path& path, std::string_view text) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0) fail("a mail cannot be filed");
    try {
        write_all(file, text);
    } catch (...) {
        ::close(file);
        ::unlink(path.c_str());
        throw;
    }
    ::close(file);
}

/// "2026-11-21T10:16:47.309280Z" without what is awkward in a file's name.
std::string name_of(const Letter& letter) {
    auto time = letter.written.text();
    std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
    return time + "-" + letter.id;
}

std::vector<fs::path> files_in(const fs::path& folder, std::string_view ending) {
    std::vector<fs::path> files;
    std::error_code absent;
    for (const auto& entry : fs::directory_iterator{folder, absent})
        if (entry.path().extension() == ending) files.push_back(entry.path());
    return files;
}

/// In lower case; empty where the file is no letter of ours.
std::string receiver_of(const fs::path& file) {
    constexpr std::string_view begin = "to: <", end = ">\r";
    std::ifstream in{file, std::ios::binary};
    for (std::string line; std::getline(in, line) && line != "\r";) {
        const auto lowered = lower_case(line);
        if (lowered.starts_with(begin) && lowered.ends_with(end))
            return lowered.substr(begin.size(), lowered.size() - begin.size() - end.size());
    }
    return {};
}

}  // namespace

Outbox::Outbox(fs::path folder) : folder_{std::move(folder)} {
    for (const auto& file : files_in(folder_, unfinished_ending)) fs::remove(file);
}

void Outbox::deliver(const Letter& letter, std::stop_token) {
    if (::mkdir(folder_.c_str(), S_IRWXU) != 0 && errno != EEXIST) fail("the folder for mails cannot be made");
    const auto name = name_of(letter);
    const auto unfinished = folder_ / (name + std::string{unfinished_ending}),
               file = folder_ / (name + std::string{letter_ending});
    write_file(unfinished, compose(letter, Reader::person));
    if (::rename(unfinished.c_str(), file.c_str()) != 0) fail("a mail cannot be filed");
    log::info("a mail is in the outbox", {{"file", file.string()}});
}

void Outbox::remove_letters_to(std::string_view address) {
    const auto wanted = lower_case(address);
    for (const auto& file : files_in(folder_, letter_ending))
        if (receiver_of(file) == wanted) fs::remove(file);
}

}  // namespace andvari::mail
