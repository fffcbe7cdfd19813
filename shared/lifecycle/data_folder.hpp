// The folder that holds everything a process keeps, and the lock that lets only one process use it.
#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>

namespace andvari {

class DataFolderError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

class DataFolder {
public:
    /// Makes the folder where it is missing and locks <folder>/andvari.lock. The system gives the lock up when the process ends,
    /// however it ends. Throws DataFolderError, in one clear line, when another process has it or the folder cannot be used.
    explicit DataFolder(const std::filesystem::path& folder);
    ~DataFolder();
    DataFolder(const DataFolder&) = delete;
    DataFolder& operator=(const DataFolder&) = delete;

    const std::filesystem::path& path() const { return folder_; }

private:
    std::filesystem::path folder_;
    int lock_ = -1;
};

}  // namespace andvari
