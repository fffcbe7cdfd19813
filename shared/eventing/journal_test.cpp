#include "shared/eventing/journal.hpp"

#include <doctest/doctest.h>

#include <filesystem>

using namespace andvari;
using namespace andvari::eventing;

namespace {
struct Folder {
    std::string path = (std::filesystem::temp_directory_path() / ("andvari-journal-" + new_id())).string();
    Folder() { std::filesystem::create_directories(path); }
    ~Folder() { std::filesystem::remove_all(path); }
    store::Location location() const { return {path, {}, {}}; }
};

Journal open(const Folder& folder) { return {store::open(folder.location(), "order", store::Durability::full), "order"}; }

const Cause cause{"cmd-1", "cmd-1", "owner:alice", "", "print-1"};

void place(Journal& journal, std::string_view aggregate, std::int64_t version, const std::string& answers = {}) {
    journal.append(aggregate, version, "andvari.order.placed.v1", "evt.order.alice.placed", Instant{5}, cause, answers, "{}");
}
}  // namespace

TEST_SUITE("journal") {
    TEST_CASE("facts get dense places and a chain that a reader can follow") {
        const Folder folder;
        auto journal = open(folder);
        store::Transaction transaction{journal.database()};
        place(journal, "o1", 1);
        place(journal, "o2", 1);
        place(journal, "o1", 2);
        transaction.commit();

        Position reader;
        for (const auto& record : journal.read(0, 100)) {
            CHECK(judge(reader, record.envelope, record.body) == Verdict::next);
            advance(reader, record.envelope, "", 0);
        }
        CHECK(reader.sequence == 3);
        CHECK(reader.chain == journal.last().chain);
    }
    TEST_CASE("what was read back is what was appended") {
        const Folder folder;
        auto journal = open(folder);
        store::Transaction transaction{journal.database()};
        place(journal, "o1", 1, "cmd-1");
        const auto appended = journal.take_appended();
        transaction.commit();
        const auto read = journal.read(0, 1);
        REQUIRE(read.size() == 1);
        CHECK(read[0].envelope.id == "order/0:1:1");
        CHECK(read[0].envelope.fingerprint == "print-1");
        CHECK(read[0].envelope.place.chain == appended[0].envelope.place.chain);
        CHECK(to_headers(read[0].envelope) == to_headers(appended[0].envelope));
    }
    TEST_CASE("two writers can never both win a version") {
        const Folder folder;
        auto journal = open(folder);
        store::Transaction transaction{journal.database()};
        place(journal, "o1", 1);
        CHECK_THROWS_AS(place(journal, "o1", 1), store::Conflict);
    }
    TEST_CASE("a rollback takes the places back") {
        const Folder folder;
        auto journal = open(folder);
        {
            store::Transaction transaction{journal.database()};
            place(journal, "o1", 1);
        }
        journal.reload();
        CHECK(journal.last().sequence == 0);
        CHECK(journal.take_appended().empty());
        store::Transaction transaction{journal.database()};
        place(journal, "o1", 1);
        transaction.commit();
        CHECK(journal.last().sequence == 1);
    }
    TEST_CASE("a command is known by its id and content after it was noted, also to a later opening") {
        const Folder folder;
        {
            auto journal = open(folder);
            store::Transaction transaction{journal.database()};
            CHECK_FALSE(journal.seen("cmd-1").has_value());
            journal.note("cmd-1", "print-1", Instant{1});
            transaction.commit();
        }
        auto journal = open(folder);
        CHECK(journal.seen("cmd-1") == "print-1");
    }
    TEST_CASE("a fact that answers an earlier command carries that command's fingerprint") {
        const Folder folder;
        auto journal = open(folder);
        store::Transaction transaction{journal.database()};
        journal.note("earlier", "its-print", Instant{1});
        place(journal, "o1", 1, "earlier");
        transaction.commit();
        CHECK(journal.read(0, 1)[0].envelope.fingerprint == "its-print");
    }
    TEST_CASE("positions, replicas and snapshots keep only the latest") {
        const Folder folder;
        auto journal = open(folder);
        store::Transaction transaction{journal.database()};
        Position position{1, 9, {}, "then", 90};
        journal.save("engine/0", position);
        position.sequence = 10;
        journal.save("engine/0", position);
        journal.remember("andvari.stock.quoted.v1", "AAPL", "old");
        journal.remember("andvari.stock.quoted.v1", "AAPL", "new");
        journal.save_snapshot("AAPL", 5, "five");
        journal.save_snapshot("AAPL", 9, "nine");
        transaction.commit();

        CHECK(journal.load_positions().at("engine/0").sequence == 10);
        std::vector<std::string> remembered;
        journal.each_remembered([&](std::string_view, std::string_view body) { remembered.emplace_back(body); });
        CHECK(remembered == std::vector<std::string>{"new"});
        REQUIRE(journal.snapshot("AAPL").has_value());
        CHECK(journal.snapshot("AAPL")->version == 9);
    }
}
