// One description of a type's fields, from which reading and writing are both made.
//
//     struct Deposit {
//         AccountId account;
//         Money amount;
//         static constexpr auto fields = json::fields(json::field("account", &Deposit::account),
//                                                     json::field("amount", &Deposit::amount));
//     };
//
// An enumeration counts from 0 and lists its names: template <> struct json::EnumNames<Side> {
//     static constexpr std::array<std::string_view, 2> names{"buy", "sell"}; };
#pragma once

#include <array>
#include <string_view>
#include <type_traits>

namespace andvari::json {

template <class Struct, class Member>
struct Field {
    std::string_view name;
    Member Struct::*member;
};

template <class Struct, class Member>
constexpr Field<Struct, Member> field(std::string_view name, Member Struct::*member) {
    return {name, member};
}

/// Calls what it is given with all fields at once: T::fields([](const auto&... field) { … }). A closure and no std::tuple,
/// because the making of tuples took a third of the compiler's time.
template <class... F>
constexpr auto fields(F... all) {
    return [all...](auto&& visit) -> decltype(auto) { return visit(all...); };
}

/// The fields of a type with those of its base.
template <class Base, class Own>
constexpr auto joined(Base base, Own own) {
    return [base, own](auto&& visit) -> decltype(auto) {
        return base([&](const auto&... inherited) -> decltype(auto) {
            return own([&](const auto&... others) -> decltype(auto) { return visit(inherited..., others...); });
        });
    };
}

template <class T>
concept Described = requires {
    T::fields;
};

template <class T>
struct EnumNames;

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires {
    EnumNames<T>::names;
};

template <NamedEnum T>
constexpr std::string_view name_of(T value) {
    return EnumNames<T>::names[static_cast<std::size_t>(value)];
}

}  // namespace andvari::json
