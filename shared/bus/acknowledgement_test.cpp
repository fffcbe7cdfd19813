#include "shared/bus/acknowledgement.hpp"

#include <doctest/doctest.h>

using namespace andvari;
using namespace andvari::bus;

TEST_SUITE("bus: the place of a delivered message") {
    TEST_CASE("is read from the subject that servers write today") {
        const auto place = read_place("$JS.ACK.EVENTS.reader.2.345.67.1795230265948046658.89");
        REQUIRE(place.has_value());
        CHECK(place->stream == "EVENTS");
        CHECK(place->consumer == "reader");
        CHECK(place->deliveries == 2);
        CHECK(place->stream_sequence == 345);
        CHECK(place->consumer_sequence == 67);
        CHECK(place->stored == Instant{1795230265948046});
        CHECK(place->pending == 89);
    }

    TEST_CASE("is read from the longer subject with a domain and an account") {
        for (const auto* subject :
             {"$JS.ACK._.ACCOUNT.EVENTS.reader.1.5.6.7000.8", "$JS.ACK.hub.ACCOUNT.EVENTS.reader.1.5.6.7000.8.token"}) {
            const auto place = read_place(subject);
            REQUIRE(place.has_value());
            CHECK(place->consumer == "reader");
            CHECK(place->stream_sequence == 5);
            CHECK(place->stored == Instant{7});
            CHECK(place->pending == 8);
        }
    }

    TEST_CASE("is nothing for any other subject") {
        for (const auto* subject :
             {"", "_INBOX.1", "$JS.ACK.", "$JS.ACK.S.c.1.2.3.4", "$JS.ACK.S.c.1.x.3.4.5", "$JS.ACK.S.c.1.2.3.4.5.6"})
            CHECK_FALSE(read_place(subject).has_value());
    }
}
