// Small things that the rules of every context need.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>

namespace andvari::eventing {

/// Several lambdas as one visitor.
template <class... F>
struct Overloaded : F... {
    using F::operator()...;
};

/// "partially_filled" of "andvari.order.partially_filled.v1": the last token of the fact's subject.
constexpr std::string_view verb_of_type(std::string_view type) {
    const auto version = type.rfind('.');
    const auto before = type.rfind('.', version - 1);
    return type.substr(before + 1, version - before - 1);
}

template <class... Fact>
std::string_view verb_of(const std::variant<Fact...>& fact) {
    return std::visit([]<class F>(const F&) { return verb_of_type(F::type); }, fact);
}

/// For commands that a context only gives to itself: rules never refuse them, so a refusal is a mistake in the program.
[[noreturn]] inline void never_refused(std::string_view command, std::string_view code) {
    throw std::logic_error{std::string{command} + " cannot be refused, but was: " + std::string{code}};
}

}  // namespace andvari::eventing
