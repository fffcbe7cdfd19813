#include "gateway/api/router.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "gateway/alpaca/problems.hpp"
#include "gateway/api/bodies.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/roles.hpp"
#include "gateway/api/valuation.hpp"
#include "services/engine/trades_view.hpp"
#include "services/order/orders_view.hpp"
#include "services/portfolio/accounts_view.hpp"
#include "services/portfolio/performance.hpp"
#include "services/stock/stock_view.hpp"
#include "shared/embedded.hpp"
#include "shared/eventing/activity_view.hpp"
#include "shared/eventing/commands_view.hpp"

namespace andvari {
extern const Embedded gateway_files;
}

using namespace andvari;
using namespace andvari::gateway;
using Json = nlohmann::json;
using Names = std::set<std::string>;

namespace {

Json read_document(std::string_view path) {
    return Json::parse(std::ranges::find(gateway_files, path, &EmbeddedFile::path)->content);
}
const Json& document() {
    static const auto parsed = read_document("openapi.json");
    return parsed;
}
const Json& alpaca_document() {
    static const auto parsed = read_document("alpaca/openapi.json");
    return parsed;
}
/// What is below /v2 has a document of its own.
const Json& document_of(const Route& route) { return alpaca::is_path(route.pattern) ? alpaca_document() : document(); }

const Json& resolved(const Json& node, const Json& in = document()) {
    return node.contains("$ref") ? in.at(Json::json_pointer{node.at("$ref").get<std::string>().substr(1)}) : node;
}

Names words(std::string_view text) {
    Names all;
    while (!text.empty()) {
        const auto blank = text.find(' ');
        all.emplace(text.substr(0, blank));
        text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
    }
    return all;
}

std::string lower(std::string_view text) {
    std::string result{text};
    for (auto& c : result) c = static_cast<char>(std::tolower(c));
    return result;
}

void check_references(const Json& node, const Json& in) {
    if (node.is_object() && node.contains("$ref")) CHECK_MESSAGE(!resolved(node, in).is_null(), node.dump());
    if (node.is_structured())
        for (const auto& child : node) check_references(child, in);
}

/// The names of a described type's fields, and of those that must be there.
template <class T>
std::pair<Names, Names> members() {
    Names all, required;
    T::fields([&](const auto&... field) {
        ((all.emplace(field.name),
          andvari::json::Presence<std::remove_cvref_t<decltype(std::declval<T>().*field.member)>>::required
              ? (void)required.emplace(field.name)
              : void()),
         ...);
    });
    return {all, required};
}

template <class T>
void check_schema(const std::string& name) {
    CAPTURE(name);
    const auto& schema = document().at("components").at("schemas").at(name);
    const auto [all, required] = members<T>();
    Names documented;
    for (const auto& [member, ignored] : schema.at("properties").items()) documented.insert(member);
    CHECK(documented == all);
    CHECK(schema.at("required").get<Names>() == required);
    CHECK(schema.at("additionalProperties") == false);
}

}  // namespace

TEST_SUITE("gateway: routes") {
    TEST_CASE("are found by method and path") {
        const auto found = match(routes(), http::Method::get, "/api/v1/accounts/a-1/ledger");
        REQUIRE(found.route);
        CHECK(found.route->pattern == "/api/v1/accounts/{account}/ledger");
        CHECK(found.path[0] == "a-1");
        CHECK(match(routes(), http::Method::head, "/health").route);
        CHECK(match(routes(), http::Method::get, "/").route);
    }
    TEST_CASE("are not found by nearly the path") {
        for (const char* path : {"/api/v1/orders/", "/api/v1/orders//", "/api/v1/ordersx", "/api/v1/orders/a/b", "/api/v1",
                                 "/healthz", "//", "/api/v1/accounts//ledger", "*"}) {
            const auto found = match(routes(), http::Method::get, path);
            CHECK_MESSAGE(!found.route, path);
            CHECK_MESSAGE(found.allow.empty(), path);
        }
    }
    TEST_CASE("of oneself are not taken for those of a user called me") {
        for (const auto method : {http::Method::get, http::Method::patch, http::Method::remove})
            CHECK(match(routes(), method, "/api/v1/users/me").route->pattern == "/api/v1/users/me");
        CHECK(match(routes(), http::Method::get, "/api/v1/users/you").route->pattern == "/api/v1/users/{user}");
    }
    TEST_CASE("ask for a permission, a session or nothing, and refuse by name") {
        Caller caller{{.actor = "owner:alice", .user = {"alice"}}};
        CHECK_FALSE(refuse(anybody, caller));
        CHECK_FALSE(refuse(signed_in, caller));
        const auto denied = refuse(may(Permission::order_stocks), caller);
        REQUIRE(denied);
        CHECK(denied->status == 403);
        CHECK(denied->code == "permission_denied");
        CHECK(denied->detail.find("order_stocks") != std::string::npos);
        caller.permissions = {Permission::view_all_accounts};
        CHECK_FALSE(refuse(may(Permission::order_stocks, Permission::view_all_accounts), caller));
        CHECK(refuse(in_session, caller)->code == "session_required");
        caller.session = SessionId{"s"};
        CHECK_FALSE(refuse(in_session, caller));
    }
    TEST_CASE("tell which methods a path knows") {
        const auto found = match(routes(), http::Method::post, "/api/v1/orders/a");
        CHECK_FALSE(found.route);
        CHECK(found.allow == "GET, HEAD, DELETE, PATCH, OPTIONS");
    }
}

TEST_SUITE("gateway: the OpenAPI document") {
    TEST_CASE("has every route, and no other") {
        Names served, documented;
        for (const auto& route : routes()) served.insert(lower(name_of(route.method)) + ' ' + std::string{route.pattern});
        for (const auto* each : {&document(), &alpaca_document()})
            for (const auto& [path, item] : each->at("paths").items())
                for (const auto& [method, ignored] : item.items()) documented.insert(method + ' ' + path);
        CHECK(served == documented);
    }
    TEST_CASE("has each route's parameters, and who may ask") {
        for (const auto& route : routes()) {
            CAPTURE(route.pattern);
            const auto& operation =
                document_of(route).at("paths").at(std::string{route.pattern}).at(lower(name_of(route.method)));
            Names query, fields;
            for (const auto& parameter : operation.value("parameters", Json::array())) {
                const auto& p = resolved(parameter, document_of(route));
                if (p.at("in") == "query") query.insert(p.at("name"));
                if (p.at("in") == "header") fields.insert(p.at("name"));
            }
            if (route.parameters != any_parameter) CHECK(query == words(route.parameters));
            CHECK(fields.contains("Andvari-Min-Sequence") == (route.models != 0));
            CHECK(operation.at("x-access") == name_of(route.access.who));
            Names permissions;
            for (const auto permission : route.access.any_of.list()) permissions.emplace(andvari::json::name_of(permission));
            CHECK(operation.value("x-permissions", Names{}) == permissions);
            using enum Access::Who;
            const auto who = route.access.who;
            CHECK((operation.contains("security") && operation.at("security").empty()) ==
                  (who == anybody || who == this_machine));
            if (who != anybody) CHECK(operation.at("responses").contains("401"));
            if (who != anybody && who != signed_in) CHECK(operation.at("responses").contains("403"));
        }
    }
    TEST_CASE("refers to nothing that is not there, and names each operation once") {
        Names ids;
        for (const auto* each : {&document(), &alpaca_document()}) {
            check_references(*each, *each);
            for (const auto& [path, item] : each->at("paths").items())
                for (const auto& [method, operation] : item.items()) CHECK(ids.insert(operation.at("operationId")).second);
        }
    }
    TEST_CASE("describes what is read and what is written") {
        check_schema<OpenAccount>("OpenAccount");
        check_schema<MoveMoney>("MoveMoney");
        check_schema<PlaceOrder>("PlaceOrder");
        check_schema<ReplaceOrder>("ReplaceOrder");
        check_schema<portfolio::AccountRow>("Account");
        check_schema<portfolio::PositionRow>("Position");
        check_schema<ValuedAccount>("ValuedAccount");
        check_schema<ValuedPosition>("ValuedPosition");
        check_schema<portfolio::WatchlistRow>("Watchlist");
        check_schema<portfolio::ActivityRow>("Activity");
        check_schema<portfolio::LotRow>("Lot");
        check_schema<portfolio::HistoryPoint>("HistoryPoint");
        check_schema<MakeTransfer>("MakeTransfer");
        check_schema<ResetAccount>("ResetAccount");
        check_schema<SaveList>("SaveWatchlist");
        check_schema<WatchRequest>("WatchSymbol");
        check_schema<portfolio::LedgerRow>("LedgerEntry");
        check_schema<portfolio::LedgerLine>("LedgerLine");
        check_schema<order::OrderRow>("Order");
        check_schema<engine::TradeRow>("Trade");
        check_schema<stock::InstrumentRow>("Instrument");
        check_schema<stock::Rules>("Rules");
        check_schema<stock::Ratio>("Ratio");
        check_schema<stock::ActionRow>("CorporateAction");
        check_schema<stock::InstrumentAct>("InstrumentAct");
        check_schema<DefineInstrument>("DefineInstrument");
        check_schema<HaltInstrument>("HaltInstrument");
        check_schema<AnnounceSplit>("AnnounceSplit");
        check_schema<AnnounceDividend>("AnnounceDividend");
        check_schema<stock::QuoteRow>("Quote");
        check_schema<stock::Bar>("Bar");
        check_schema<eventing::ActivityRow>("Event");
    }
    TEST_CASE("describes what is read and what is written about identity and access") {
        check_schema<secrets::Register>("Register");
        check_schema<secrets::VerifyEmail>("Token");
        check_schema<secrets::ResendVerification>("Email");
        check_schema<secrets::RequestReset>("Email");
        check_schema<LogInRequest>("LogIn");
        check_schema<secrets::Refresh>("Refresh");
        check_schema<secrets::ChangePassword>("ChangePassword");
        check_schema<secrets::ResetPassword>("ResetPassword");
        check_schema<secrets::OfferSecondFactor>("Password");
        check_schema<secrets::EraseMe>("Password");
        check_schema<secrets::EnableSecondFactor>("Code");
        check_schema<secrets::DisableSecondFactor>("PasswordAndCode");
        check_schema<secrets::OfferedFactor>("OfferedFactor");
        check_schema<secrets::RecoveryCodes>("RecoveryCodes");
        check_schema<secrets::CreateKey>("CreateKey");
        check_schema<secrets::KeySecret>("KeySecret");
        check_schema<Person>("User");
        check_schema<ShownSession>("Session");
        check_schema<ShownKey>("Key");
        check_schema<ShownRole>("Role");
        check_schema<ShownAct>("Act");
        check_schema<ProfileChange>("ProfileChange");
        check_schema<user::Preferences>("Preferences");
        check_schema<Reason>("Reason");
        check_schema<RoleGrant>("RoleGrant");
        check_schema<RoleDefinition>("RoleDefinition");
    }
    TEST_CASE("knows every permission") {
        const auto names = document().at("components").at("schemas").at("Permission").at("enum").get<std::vector<std::string>>();
        CHECK(std::ranges::equal(names, andvari::json::EnumNames<Permission>::names));
    }
    TEST_CASE("gives examples that are read") {
        const auto& schemas = document().at("components").at("schemas");
        andvari::json::Document scratch;
        for (const auto& example : schemas.at("PlaceOrder").at("examples"))
            CHECK(read_body<PlaceOrder>(scratch, example.dump()).has_value());
        for (const auto& example : schemas.at("OpenAccount").at("examples"))
            CHECK(read_body<OpenAccount>(scratch, example.dump()).has_value());
        for (const auto& example : schemas.at("MoveMoney").at("examples"))
            CHECK(read_body<MoveMoney>(scratch, example.dump()).has_value());
        const auto reads = [&]<class T>(std::type_identity<T>, const char* name) {
            for (const auto& example : schemas.at(name).at("examples")) {
                const auto read = read_body<T>(scratch, example.dump());
                CHECK_MESSAGE(read.has_value(), name << ": " << (read ? "" : read.error().text()));
            }
        };
        reads(std::type_identity<MakeTransfer>{}, "MakeTransfer");
        reads(std::type_identity<ResetAccount>{}, "ResetAccount");
        reads(std::type_identity<SaveList>{}, "SaveWatchlist");
        reads(std::type_identity<WatchRequest>{}, "WatchSymbol");
        reads(std::type_identity<stock::Rules>{}, "Rules");
        reads(std::type_identity<DefineInstrument>{}, "DefineInstrument");
        reads(std::type_identity<HaltInstrument>{}, "HaltInstrument");
        reads(std::type_identity<AnnounceSplit>{}, "AnnounceSplit");
        reads(std::type_identity<AnnounceDividend>{}, "AnnounceDividend");
        reads(std::type_identity<secrets::Register>{}, "Register");
        reads(std::type_identity<secrets::VerifyEmail>{}, "Token");
        reads(std::type_identity<secrets::RequestReset>{}, "Email");
        reads(std::type_identity<LogInRequest>{}, "LogIn");
        reads(std::type_identity<secrets::Refresh>{}, "Refresh");
        reads(std::type_identity<secrets::ChangePassword>{}, "ChangePassword");
        reads(std::type_identity<secrets::ResetPassword>{}, "ResetPassword");
        reads(std::type_identity<secrets::EraseMe>{}, "Password");
        reads(std::type_identity<secrets::EnableSecondFactor>{}, "Code");
        reads(std::type_identity<secrets::DisableSecondFactor>{}, "PasswordAndCode");
        reads(std::type_identity<secrets::CreateKey>{}, "CreateKey");
        reads(std::type_identity<ProfileChange>{}, "ProfileChange");
        reads(std::type_identity<user::Preferences>{}, "Preferences");
        reads(std::type_identity<Reason>{}, "Reason");
        reads(std::type_identity<RoleGrant>{}, "RoleGrant");
        reads(std::type_identity<RoleDefinition>{}, "RoleDefinition");
    }
}
