// Bodies and messages as Alpaca's clients send them: JSON and MessagePack, read leniently.
#include "gateway/alpaca/fields.hpp"

#include <nlohmann/json.hpp>

#include "shared/money/amount.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

using gateway::alpaca::Fields;

void look(const Fields& fields) {
    for (const auto* name : {"qty", "limit_price", "take_profit.limit_price", "data.key_id", "action"}) {
        const auto text = fields.text(name);
        promise(!text || !text->empty(), "a text that is there is not empty");
        promise(!text || fields.has(name), "what has a text is there");
        const auto amount = fields.amount<Quantity>(name);
        if (!text) promise(amount.has_value() && !*amount, "what is absent is no amount, and no mistake");
        if (amount && *amount) promise(Quantity::parse(*text) == **amount, "an amount is what its text says");
    }
    promise(!fields.text("take_profit.limit_price") || fields.has_object("take_profit"), "a member stands in an object");
    if (const auto list = fields.list("data.streams")) promise(list->size() <= 100'000, "a list is no longer than its text");
}

}  // namespace

void attack(std::string_view input) {
    const auto json = Fields::parse(input);
    if (json) {
        look(*json);
        promise(nlohmann::json::accept(input), "what is taken is JSON");
    }
    if (const auto packed = Fields::parse_messagepack(input)) look(*packed);
}

}  // namespace andvari::fuzz
