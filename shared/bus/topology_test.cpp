#include <string>

#include "shared/bus/declarations.hpp"
#include "shared/bus/test_streams.hpp"

using namespace andvari;
using namespace andvari::bus;

namespace {

std::string info(Connection& connection, const std::string& subject) {
    return std::string{connection.request("$JS.API." + subject, "", std::chrono::seconds{5}).body()};
}

}  // namespace

TEST_SUITE("bus: streams and consumers as data") {
    TEST_CASE("the declaration that ships is accepted, twice") {
        TestServer host;
        const auto connection = host.connect();
        apply_topology(*connection, default_topology());
        const auto created = stream_state(*connection, "EVENTS")->created;
        apply_topology(*connection, default_topology());
        CHECK(stream_state(*connection, "EVENTS")->created == created);
        for (const auto* stream : {"COMMANDS", "MARKET", "SECRETS", "DLQ"}) CHECK(stream_state(*connection, stream).has_value());
        CHECK(info(*connection, "STREAM.INFO.EVENTS").find("\"deny_purge\":true") != std::string::npos);
        CHECK(info(*connection, "CONSUMER.INFO.COMMANDS.order-commands").find("\"ack_policy\":\"all\"") != std::string::npos);
        CHECK(info(*connection, "CONSUMER.INFO.MARKET.stock-market").find("\"max_ack_pending\":1000000") != std::string::npos);
    }

    TEST_CASE("a changed setting is updated in place") {
        StreamFixture fixture;
        fixture.publish(1, 5);
        std::string changed{test_topology};
        changed.replace(changed.find("\"storage\""), 0, "\"max_age\": \"2d\", ");
        changed.replace(changed.find("\"filter_subject\": \"t.>\""), 0, "\"ack_wait\": \"45s\", ");
        apply_topology(*fixture.connection, changed);
        CHECK(info(*fixture.connection, "STREAM.INFO.T").find("\"max_age\":172800000000000") != std::string::npos);
        CHECK(info(*fixture.connection, "CONSUMER.INFO.T.all").find("\"ack_wait\":45000000000") != std::string::npos);
        CHECK(stream_state(*fixture.connection, "T")->messages == 5);
    }

    TEST_CASE("what cannot be applied is refused with the server's words") {
        TestServer host;
        const auto connection = host.connect();
        CHECK_THROWS_AS(apply_topology(*connection, "not JSON"), BusError);
        CHECK_THROWS_AS(apply_topology(*connection, R"({"streams": [{"name": "a b", "subjects": ["x.>"]}]})"), BusError);
        CHECK_THROWS_WITH(
            apply_topology(*connection,
                           R"({"streams": [{"name": "A", "subjects": ["x.>"]}, {"name": "B", "subjects": ["x.>"]}]})"),
            "making the stream B: subjects overlap with an existing stream");
    }

    TEST_CASE("single messages are read by sequence and by subject") {
        StreamFixture fixture;
        fixture.publish(1, 10);
        const auto third = message_at(*fixture.connection, "T", 3);
        REQUIRE(third.has_value());
        CHECK(third->subject() == "t.odd");
        CHECK(third->body() == "3");
        CHECK(third->header("number") == "3");
        CHECK(last_message(*fixture.connection, "T", "t.*")->body() == "10");
        CHECK(last_message(*fixture.connection, "T", "t.odd")->body() == "9");
        const auto next = next_message(*fixture.connection, "T", 4, "t.odd");
        REQUIRE(next.has_value());
        CHECK(next->message.body() == "5");
        CHECK(next->stream_sequence == 5);
        CHECK_FALSE(next_message(*fixture.connection, "T", 10, "t.odd").has_value());
        CHECK_FALSE(message_at(*fixture.connection, "T", 11).has_value());
        CHECK_FALSE(last_message(*fixture.connection, "T", "t.none").has_value());
        CHECK_FALSE(stream_state(*fixture.connection, "NONE").has_value());
    }
}
