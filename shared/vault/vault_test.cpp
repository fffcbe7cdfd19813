#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "shared/identity/ids.hpp"
#include "shared/store/database.hpp"

namespace andvari::vault {
namespace {
struct Store {
    store::Location location{(std::filesystem::temp_directory_path() / ("andvari-vault-" + new_id())).string(), {}, {}};
    ~Store() { std::filesystem::remove_all(location.folder); }
};
}  // namespace
}  // namespace andvari::vault

#include "shared/vault/vault_suite.hpp"

namespace andvari::vault {
namespace {

/// Every file of the folder, one after the other.
std::string bytes_on_disk(const std::string& folder) {
    std::string all;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.is_symlink()) continue;
        std::ifstream file{entry.path(), std::ios::binary};
        all.append(std::istreambuf_iterator<char>{file}, {});
    }
    return all;
}

struct Crowd : Opened {
    std::vector<UserId> people;
    std::vector<std::string> keys;
    std::mt19937 chance{17};
    Crowd() {
        for (int i = 0; i < 120; ++i) people.push_back({derive_id({"person", std::to_string(chance())})});
        for (const auto& person : people) keys.emplace_back(vault->make(person).bytes().view());
    }
    /// How many of the keys have a run of eight bytes in the files.
    static std::ptrdiff_t found(const std::vector<std::string>& keys, const std::string& disk) {
        return std::ranges::count_if(keys, [&](const std::string& key) {
            for (std::size_t at = 0; at < key.size(); at += 8)
                if (disk.find(key.substr(at, 8)) != std::string::npos) return true;
            return false;
        });
    }
};

TEST_CASE_FIXTURE(Crowd, "no byte of a destroyed key is left in the database's files, while readers have them open") {
    const auto door = Vault::open_to_read(location);
    CHECK(door->find(people[0]));
    const std::vector<std::string> all = keys;
    CHECK(found(all, bytes_on_disk(location.folder)) == 120);  // Otherwise this test could not fail.
    std::vector<std::string> destroyed;
    for (std::size_t i = 0; i < people.size(); i += 3) {
        vault->destroy(people[i]);
        destroyed.push_back(keys[i]);
    }
    CHECK(found(destroyed, bytes_on_disk(location.folder)) == 0);
    CHECK(found(all, bytes_on_disk(location.folder)) == 80);
    CHECK(door->find(people[1]));
}

TEST_CASE_FIXTURE(Crowd, "no copy of a key stays behind where others moved in the file to make room") {
    // Page splits move rows; what they leave must be overwritten as well when their turn comes.
    for (int i = 0; i < 240; ++i) vault->make({derive_id({"later", std::to_string(i)})});
    for (const auto& person : people) vault->destroy(person);
    CHECK(found(keys, bytes_on_disk(location.folder)) == 0);
}

}  // namespace
}  // namespace andvari::vault
