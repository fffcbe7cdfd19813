// Which file stands for a database's name.
//
// "<name>.db" is a symbolic link to "<name>.<id>.db", a file whose name is never used again. SQLite follows the link
// once, and keeps its -wal and -shm beside the file, under the file's own name. So a database is replaced by renaming a
// link: whoever has the old file open keeps all three files, though they have no name any more, and nobody can
// ever apply one file's -wal to another, which is how replacing a file under WAL goes wrong.
#pragma once

#include <string>
#include <string_view>

namespace andvari::store::sqlite {

/// Held while names change; several processes may use one folder. Throws StoreError.
class FolderLock {
public:
    explicit FolderLock(const std::string& folder);
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;
    ~FolderLock();
    /// Makes the names durable.
    void sync() const;

private:
    std::string folder_;
    int descriptor_;
};

/// The file's name in the folder, empty where there is none. A plain file "<name>.db" (from a backup) stands for itself.
std::string current_file(const std::string& folder, std::string_view name);
/// True when some name stands for the file.
bool in_use(const std::string& folder, const std::string& file);
/// The file that `name` stands for, made empty where there is none. Answers its name in the folder.
std::string current_or_new_file(const std::string& folder, std::string_view name);
/// Points `name` at `file`, in place of what it was.
void point(const FolderLock&, const std::string& folder, std::string_view name, const std::string& file);
/// Removes a name, and leaves what it stood for.
void remove_link(const FolderLock&, const std::string& folder, std::string_view name);
/// Removes a file that no name stands for any more, with what SQLite keeps beside it.
void remove_file(const FolderLock&, const std::string& folder, const std::string& file);
/// Removes what a crash may have left: the generations made as `name` that no name stands for.
void sweep(const FolderLock&, const std::string& folder, std::string_view name);

}  // namespace andvari::store::sqlite
