// Decimals: money, prices, quantities.
#include <string>

#include "shared/money/amount.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

template <class Amount>
void attack_kind(std::string_view text) {
    const auto amount = Amount::parse(text);
    if (!amount) {
        promise(
            !Amount::parse(std::string{text}.append(Amount::scale + 1, '0')) || text.empty() || text.back() == '.' || text == "-",
            "what is refused stays refused with more digits behind it");
        return;
    }
    const auto written = amount->text();
    promise(Amount::parse(written) == amount, "an amount that is written again is the same");
    promise(written.size() <= text.size(), "the written form is the shortest");
    promise(!Amount::parse("0" + std::string{text}) && !Amount::parse("+" + std::string{text}) &&
                !Amount::parse(std::string{text} + " "),
            "one amount has no other spellings than trailing zeros");
    if (amount->positive()) promise(Amount::parse("-" + std::string{text}) == -*amount, "a minus sign negates");
}

}  // namespace

void attack(std::string_view input) {
    attack_kind<Money>(input);
    attack_kind<Quantity>(input);
    attack_kind<Rate>(input);
    const auto money = Money::parse(input);
    const auto quantity = Quantity::parse(input);
    if (money && quantity)
        promise(money->units() == quantity->units() / 1000 && quantity->units() % 1000 == 0, "both scales read the same number");
}

}  // namespace andvari::fuzz
