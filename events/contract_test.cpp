// Each type that travels has a schema, each schema has a type, and both accept and refuse the same documents.
#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <set>
#include <string>
#include <variant>

#include "events/contexts.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "shared/schema/schema.hpp"

using namespace andvari;

namespace {
// What comes from outside: the commands and the market's messages. Facts are found through the variants.
using Inputs =
    std::variant<order::Place, order::Cancel, order::Replace, portfolio::Open, portfolio::Deposit, portfolio::Withdraw,
                 portfolio::Transfer, portfolio::Close, portfolio::Reset, portfolio::SaveWatchlist, portfolio::WatchSymbol,
                 portfolio::UnwatchSymbol, portfolio::DropWatchlist, stock::List, stock::Quote, stock::Bar, stock::FxRate,
                 stock::Clock, stock::Status, stock::Halt, stock::Resume, stock::SetRules, stock::AnnounceSplit,
                 stock::AnnounceDividend, stock::CancelAction, auth::Register, auth::OfferVerification, auth::VerifyEmail,
                 auth::OpenSession, auth::NoteFailure, auth::RefreshSession, auth::EndSession, auth::EndAllSessions,
                 auth::ChangePassword, auth::OfferReset, auth::ResetPassword, auth::OfferSecondFactor, auth::EnableSecondFactor,
                 auth::DisableSecondFactor, auth::CreateKey, auth::RotateKey, auth::RevokeKey, auth::NoteUse, auth::ChangeRing,
                 security::Admit, security::Grant, security::Revoke, security::Deactivate, security::Reactivate,
                 security::DefineRole, security::RemoveRole, user::UpdateProfile, user::SetPreferences, user::Erase>;

template <class Variant, class Visit>
void for_each_alternative(Visit&& visit) {
    [&]<std::size_t... I>(std::index_sequence<I...>) { (visit(std::in_place_type<std::variant_alternative_t<I, Variant>>), ...); }
    (std::make_index_sequence<std::variant_size_v<Variant>>{});
}

template <class Visit>
void for_each_type(Visit&& visit) {
    for_each_alternative<Inputs>(visit);
    for_each_alternative<stock::Fact>(visit);
    for_each_alternative<order::Fact>(visit);
    for_each_alternative<engine::Fact>(visit);
    for_each_alternative<portfolio::Fact>(visit);
    for_each_alternative<auth::Fact>(visit);
    for_each_alternative<security::Fact>(visit);
    for_each_alternative<user::Fact>(visit);
}

// Something valid for every kind of member. Strings depend on the member's name, because only schemas know what they hold.
struct Sample {
    static constexpr std::string_view sealed[] = {"email", "password", "profile", "client", "seed", "details", "preferences"};
    bool optionals;

    void fill(std::string_view name, std::string& text) const {
        if (name == "currency" || name.ends_with("_currency") || name == "base" || name == "quote") text = "USD";
        else if (name == "code") text = "insufficient_cash";
        else if (name == "client_order_id") text = "my first order!";
        else if (name == "actor") text = "owner:alice";
        else if (name == "owner") text = "owner:alice";
        else if (name == "command" || name == "action") text = "command-1";
        else if (name == "market") text = "XNYS";
        else if (name == "role" || name == "roles") text = "member";
        else if (name == "subject" || name == "kid") text = "kP4_Zz-1";
        else if (name.ends_with("_hash") || name.ends_with("_hashes")) text = std::string(64, 'a');
        else if (name == "public_key" || name == "sealing") text = std::string(43, 'A');
        else if (std::ranges::find(sealed, name) != std::end(sealed)) text = "v1." + std::string(40, 'A');
        else text = "Åse's \"savings\" \\ 100 %";
    }
    void fill(std::string_view, bool& truth) const { truth = true; }
    void fill(std::string_view, std::int64_t& number) const { number = 20'483; }
    void fill(std::string_view, std::uint64_t& number) const { number = 20'483; }
    template <class T>
    void fill(std::string_view name, std::vector<T>& list) const {
        fill(name, list.emplace_back());
    }
    void fill(std::string_view, Instant& moment) const { moment = {1'769'783'400'123'456}; }
    void fill(std::string_view, Symbol& symbol) const { symbol.text = "BRK.B"; }
    template <class Tag>
    void fill(std::string_view, Id<Tag>& id) const {
        id.text = new_id();
    }
    template <class Tag, int Scale>
    void fill(std::string_view, Amount<Tag, Scale>& amount) const {
        amount = Amount<Tag, Scale>::of_units(-9'000'000'000'000'000'000);
    }
    template <json::NamedEnum T>
    void fill(std::string_view, T& value) const {
        value = static_cast<T>(json::EnumNames<T>::names.size() - 1);
    }
    template <class T>
    void fill(std::string_view name, std::optional<T>& value) const {
        if (optionals) fill(name, value.emplace());
    }
    template <json::Described T>
    void fill(std::string_view, T& object) const {
        T::fields([&](const auto&... field) { (fill(field.name, object.*field.member), ...); });
    }
};

std::string check(std::string_view type, std::string_view body) {
    const auto mistake = schema::check(type, body);
    return mistake ? mistake->text() : "";
}

template <class T>
void round_trip(const T& object) {
    const auto text = json::write(object);
    CAPTURE(text);
    CHECK_EQ(check(T::type, text), "");
    const auto again = json::read<T>(text);
    REQUIRE_MESSAGE(again.has_value(), again.error().text());
    CHECK_EQ(json::write(*again), text);
}

// The JSON texts of a schema's examples: each value of the list "examples", cut out by counting brackets.
std::vector<std::string_view> examples_of(std::string_view type) {
    const auto document = schema::document(type);
    const auto begin = document.find('[', document.rfind("\"examples\""));
    std::vector<std::string_view> examples;
    bool quoted = false;
    int depth = 0;
    for (std::size_t i = begin, start = begin; i < document.size(); ++i) {
        if (document[i] == '"' && document[i - 1] != '\\') quoted = !quoted;
        if (quoted) continue;
        if (document[i] == '{' && depth++ == 0) start = i;
        if (document[i] == '}' && --depth == 0) examples.push_back(document.substr(start, i + 1 - start));
        if (document[i] == ']' && depth == 0) break;
    }
    return examples;
}
}  // namespace

TEST_SUITE("contract: types and schemas") {
    TEST_CASE("each type has a schema, and each schema a type") {
        std::set<std::string_view> types;
        for_each_type([&]<class T>(std::in_place_type_t<T>) {
            CHECK_MESSAGE(types.insert(T::type).second, "two types are called ", T::type);
            CHECK_MESSAGE(schema::known(T::type), "no schema for ", T::type);
        });
        for (const auto type : schema::types()) CHECK_MESSAGE(types.contains(type), "no type for the schema of ", type);
    }

    TEST_CASE("each type round-trips through its schema, with its optional members and without") {
        for_each_type([]<class T>(std::in_place_type_t<T>) {
            for (const bool optionals : {true, false}) {
                T object{};
                Sample{optionals}.fill("", object);
                round_trip(object);
            }
        });
    }

    TEST_CASE("each example in a schema is valid and reads as the type") {
        for_each_type([]<class T>(std::in_place_type_t<T>) {
            const auto examples = examples_of(T::type);
            CHECK_MESSAGE(!examples.empty(), "no example in the schema of ", T::type);
            for (const auto example : examples) {
                CAPTURE(example);
                CHECK_EQ(check(T::type, example), "");
                const auto object = json::read<T>(example);
                CHECK_MESSAGE(object.has_value(), object.error().text());
            }
        });
    }

    TEST_CASE("each value of each enumeration is in the schemas") {
        for (const auto kind : {"market", "limit", "stop", "stop_limit", "trailing_stop"})
            for (const auto tif : {"day", "gtc", "ioc", "fok", "opg", "cls"})
                for (const auto side : {"buy", "sell"}) {
                    const auto body = R"({"account":"a","symbol":"A","side":")" + std::string{side} + R"(","kind":")" + kind +
                                      R"(","time_in_force":")" + tif + R"(","quantity":"1"})";
                    CHECK_EQ(check(order::Place::type, body), "");
                    CHECK(json::read<order::Place>(body).has_value());
                }
    }

    TEST_CASE("every schema names its draft, its id, its title and its words, and closes its objects") {
        for (const auto type : schema::types()) {
            CAPTURE(type);
            const auto text = schema::document(type);
            auto id = std::string{type.substr(std::string_view{"andvari."}.size())};
            std::ranges::replace(id, '.', ':');
            CHECK_NE(text.find("\"$schema\": \"http://json-schema.org/draft-07/schema#\""), text.npos);
            CHECK_NE(text.find("\"$id\": \"urn:andvari:schema:" + id + "\""), text.npos);
            for (const auto* keyword : {"\"title\": ", "\"description\": ", "\"required\": ", "\"additionalProperties\": false"})
                CHECK_MESSAGE(text.find(keyword) != text.npos, "no ", keyword);
        }
    }
}

TEST_SUITE("contract: bad documents") {
    // Replaces the value of `member`, which is in every document once, by `value`; an empty one takes the member out.
    std::string with(std::string text, const std::string& member, const std::string& value) {
        const auto name = text.find("\"" + member + "\":");
        const auto begin = name + member.size() + 3;
        auto end = text.find_first_of(",}", begin);
        if (!value.empty()) return text.replace(begin, end - begin, value);
        if (text[end] == ',') ++end;
        text.erase(name, end - name);
        const auto comma = text.find(",}");
        return comma == text.npos ? text : text.erase(comma, 1);
    }

    template <class T>
    void both_refuse(const std::string& body) {
        CAPTURE(body);
        CHECK(schema::check(T::type, body).has_value());
        CHECK_FALSE(json::read<T>(body).has_value());
    }

    template <class T>
    void both_accept(const std::string& body) {
        CAPTURE(body);
        CHECK_EQ(check(T::type, body), "");
        CHECK(json::read<T>(body).has_value());
    }

    const std::string place =
        R"({"account":"alice","symbol":"AAPL","side":"buy","kind":"limit","time_in_force":"day","quantity":"10","limit_price":"1.5","client_order_id":"x"})";
    const std::string quote = R"({"bid":"1","ask":"1.01","bid_size":"10","ask_size":"10","time":"2026-01-31T14:30:00Z"})";

    TEST_CASE("the two documents that are spoilt here are good") {
        both_accept<order::Place>(place);
        both_accept<stock::Quote>(quote);
    }

    TEST_CASE("a required member that is missing") {
        for (const auto* member : {"account", "symbol", "side", "kind", "time_in_force"})
            both_refuse<order::Place>(with(place, member, ""));
        for (const auto* member : {"bid", "ask", "bid_size", "ask_size", "time"})
            both_refuse<stock::Quote>(with(quote, member, ""));
        both_accept<order::Place>(with(with(place, "client_order_id", ""), "limit_price", ""));
        both_accept<order::Place>(with(place, "quantity", "\"10\",\"notional\":\"5\""));
    }

    TEST_CASE("a member that nobody knows, or that stands twice") {
        for (const auto* member : {R"("note":"hello")", R"("Account":"alice")", R"("":"")", R"("account":"alice")"})
            both_refuse<order::Place>(std::string{place}.insert(1, std::string{member} + ","));
    }

    TEST_CASE("a value of the wrong kind, null included") {
        for (const auto* member :
             {"account", "symbol", "side", "kind", "time_in_force", "quantity", "limit_price", "client_order_id"})
            for (const auto* value : {"null", "1", "1.5", "true", "[]", "{}", "[\"1\"]"})
                both_refuse<order::Place>(with(place, member, value));
        for (const auto* value : {"null", "\"1\"", "1.5", "true", "1e3"})
            both_refuse<engine::Booked>(
                R"({"ticket":{"order":"o","account":"a","symbol":"A","side":"buy","kind":"market","time_in_force":"day",)"
                R"("quantity":"1"},"protection":"1","session":)" +
                std::string{value} + "}");
    }

    TEST_CASE("a decimal that is none, or too precise, or too large") {
        for (const auto* value : {"\"\"", "\"1.\"", "\".5\"", "\"+1\"", "\" 1\"", "\"1 \"", "\"01\"", "\"1e3\"", "\"1,5\"",
                                  "\"0x10\"", "\"--1\"", "\"-\"", "\"NaN\"", "\"Infinity\"", "\"1.2.3\"", "\"1.0000000001\"",
                                  "\"9223372036854775808\"", "\"१\"", "\"1\\n\""}) {
            both_refuse<order::Place>(with(place, "limit_price", value));
            both_refuse<order::Place>(with(place, "quantity", value));
        }
        both_refuse<order::Place>(with(place, "limit_price", "\"1.0000001\""));
        both_refuse<order::Place>(with(place, "limit_price", "\"9300000000000\""));
        both_refuse<order::Place>(with(place, "quantity", "\"9300000000\""));
        for (const auto* value : {"\"0\"", "\"-0\"", "\"-1.5\"", "\"0.000001\"", "\"8999999999.999999\""}) {
            both_accept<order::Place>(with(place, "limit_price", value));
            both_accept<order::Place>(with(place, "quantity", value));
        }
    }

    TEST_CASE("a name that is no name") {
        for (const auto* value : {"\"\"", "\"a b\"", "\"a.b\"", "\"a*\"", "\">\"", "\"é\"", "\"a\\n\"", "\"../x\""})
            both_refuse<order::Place>(with(place, "account", value));
        both_refuse<order::Place>(with(place, "account", "\"" + std::string(65, 'a') + "\""));
        for (const auto* value :
             {"\"\"", "\"aapl\"", "\"AAPL.\"", "\".A\"", "\"A.B.C\"", "\"AAPL \"", "\"TOOLONGAA\"", "\"BRK.TOOLO\"", "\"*\""})
            both_refuse<order::Place>(with(place, "symbol", value));
        for (const auto* value : {"\"\"", "\"BUY\"", "\"buy \"", "\"hold\""})
            both_refuse<order::Place>(with(place, "side", value));
    }

    TEST_CASE("a time that is none") {
        for (const auto* value :
             {"\"\"", "\"2026-01-31\"", "\"2026-01-31 14:30:00Z\"", "\"2026-01-31T14:30:00\"", "\"2026-13-01T00:00:00Z\"",
              "\"2026-01-32T00:00:00Z\"", "\"2026-01-31T24:00:00Z\"", "\"2026-01-31T14:60:00Z\"", "\"2026-01-31T14:30:60Z\"",
              "\"1969-12-31T23:59:59Z\"", "\"2200-01-01T00:00:00Z\"", "\"2026-01-31T14:30:00.Z\"",
              "\"2026-01-31T14:30:00+24:00\"", "\"2026-01-31T14:30:00.1234567890123Z\"", "1769869800"})
            both_refuse<stock::Quote>(with(quote, "time", value));
        for (const auto* value : {"\"2026-01-31t14:30:00z\"", "\"2026-01-31T14:30:00.123456789012+14:00\"",
                                  "\"1970-01-01T00:00:00Z\"", "\"2199-12-31T23:59:59+23:59\""})
            both_accept<stock::Quote>(with(quote, "time", value));
    }

    TEST_CASE("what is not an object, not JSON or nested too deeply") {
        for (const auto* body : {"", "null", "[]", "{}", "\"\"", "{", "nonsense", "{\"bid\":\"\\ud800\"}", "\xFF\xFE"})
            both_refuse<stock::Quote>(body);
        both_refuse<stock::Quote>(std::string(100'000, '['));
        both_refuse<stock::Quote>(std::string(2'000'000, ' '));
    }
}
