#include "shared/mail/outbox.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "shared/bus/test_server.hpp"

using namespace andvari;
using namespace andvari::mail;
using bus::TemporaryFolder;

namespace {

Letter letter_to(std::string address, std::string id = "018f-letter") {
    return {{std::move(address), "Subject", "To: <kili@example.org>\n"},
            "andvari@bank.example",
            std::move(id),
            *Instant::parse("2026-11-21T10:16:47.5Z")};
}

std::vector<std::string> names_in(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) names.push_back(entry.path().filename());
    std::ranges::sort(names);
    return names;
}

unsigned mode_of(const std::filesystem::path& path) {
    struct stat status {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    return status.st_mode & 0777;
}

}  // namespace

TEST_SUITE("mail: the outbox") {
    TEST_CASE("has a file for each letter, which only its owner reads") {
        TemporaryFolder parent;
        const auto folder = parent.path / "outbox";
        Outbox outbox{folder};
        outbox.deliver(letter_to("fili@example.org"), {});
        REQUIRE(names_in(folder) == std::vector<std::string>{"20261121T101647.500000Z-018f-letter.eml"});
        const auto file = folder / names_in(folder).front();
        std::ifstream in{file, std::ios::binary};
        CHECK(std::string{std::istreambuf_iterator<char>{in}, {}} == compose(letter_to("fili@example.org"), Reader::person));
        CHECK(mode_of(file) == 0600);
        CHECK(mode_of(folder) == 0700);
    }
    TEST_CASE("forgets whom it is told to forget, and nobody else") {
        TemporaryFolder parent;
        Outbox outbox{parent.path};
        for (const auto& [address, id] : {std::pair{"fili@example.org", "1"},
                                          {"Fili@Example.org", "2"},
                                          {"kili@example.org", "3"},
                                          {"fili@example.com", "4"}})
            outbox.deliver(letter_to(address, id), {});
        std::ofstream{parent.path / "notes.eml"} << "To: <fili@example.org>\n";
        outbox.remove_letters_to("FILI@example.org");
        CHECK(names_in(parent.path) ==
              std::vector<std::string>{"20261121T101647.500000Z-3.eml", "20261121T101647.500000Z-4.eml", "notes.eml"});
        // The text of the letters names kili, too, but only a header says whom a letter is to.
        outbox.remove_letters_to("kili@example.org");
        CHECK(names_in(parent.path) == std::vector<std::string>{"20261121T101647.500000Z-4.eml", "notes.eml"});
    }
    TEST_CASE("drops at its start what a crash left half written") {
        TemporaryFolder parent;
        std::ofstream{parent.path / "20261121T101647.500000Z-1.part"} << "Date: ";
        std::ofstream{parent.path / "20261121T101647.500000Z-2.eml"} << "Date: ";
        const Outbox outbox{parent.path};
        CHECK(names_in(parent.path) == std::vector<std::string>{"20261121T101647.500000Z-2.eml"});
    }
    TEST_CASE("says that it cannot file a letter, and that it may be tried again") {
        TemporaryFolder parent;
        std::ofstream{parent.path / "outbox"} << "a file where the folder should be";
        Outbox outbox{parent.path / "outbox"};
        try {
            outbox.deliver(letter_to("fili@example.org"), {});
            FAIL("the letter was filed");
        } catch (const NotDelivered& e) {
            CHECK(e.worth_another_try());
            CHECK(std::string_view{e.what()}.find("fili") == std::string_view::npos);
        }
        outbox.remove_letters_to("fili@example.org");
    }
}
