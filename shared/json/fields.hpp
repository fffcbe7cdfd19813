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
#include <tuple>
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

template <class... F>
constexpr std::tuple<F...> fields(F... all) {
    return {all...};
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
