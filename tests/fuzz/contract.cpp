// What outside senders may say: a line with the type's name, and the document.
#include <variant>

#include "events/contexts.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "shared/schema/schema.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using Inputs = std::variant<order::Place, order::Cancel, portfolio::Open, portfolio::Deposit, portfolio::Withdraw, stock::List,
                            stock::Quote, stock::Bar, stock::FxRate, stock::SetRules, stock::Halt, stock::AnnounceSplit,
                            stock::AnnounceDividend, stock::CancelAction, auth::Register, auth::OpenSession, auth::CreateKey,
                            security::Grant, security::DefineRole, user::UpdateProfile, user::SetPreferences>;

/// A service validates with the schema and then reads into the type: it must never find what passed unreadable.
template <class T>
void attack_type(std::string_view text) {
    const auto mistake = schema::check(T::type, text);
    const auto value = json::read<T>(text);
    if (mistake) return promise(!mistake->reason.empty(), "a refusal has a reason");
    if (!value) {
        // No pattern tells the 30th of February from other days; such a document goes to the dead letters all the same.
        return promise(value.error().reason.starts_with("must be a time"), "what fits the schema can be read");
    }
    const auto written = json::write(*value);
    promise(!schema::check(T::type, written), "what was read and written fits the schema");
    const auto again = json::read<T>(written);
    promise(again.has_value() && json::write(*again) == written, "what was read and written is the same when read");
}

template <std::size_t... I>
void attack_one(std::string_view type, std::string_view text, std::index_sequence<I...>) {
    const auto attempt = [&]<class T>(std::in_place_type_t<T>) {
        if (type == T::type) attack_type<T>(text);
        return type == T::type;
    };
    if (!(attempt(std::in_place_type<std::variant_alternative_t<I, Inputs>>) || ...))
        promise(schema::known(type) || schema::check(type, text).has_value(), "a type without a schema is refused");
}

}  // namespace

void attack(std::string_view input) {
    const auto type = "andvari." + std::string{take_until(input, "\n")} + ".v1";
    attack_one(type, input, std::make_index_sequence<std::variant_size_v<Inputs>>{});
}

}  // namespace andvari::fuzz
