// JSON into described types. The first byte chooses the type.
#include "events/order.hpp"
#include "events/secrets.hpp"
#include "shared/json/read.hpp"
#include "shared/json/write.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

struct Everything {
    AccountId account;
    Money amount;
    order::Side side{};
    Instant time;
    std::int64_t count = 0;
    std::uint64_t sequence = 0;
    bool good = false;
    std::optional<std::string> note;
    std::vector<order::Place> places;
    std::map<std::string, Price> prices;
    static constexpr auto fields =
        json::fields(json::field("account", &Everything::account), json::field("amount", &Everything::amount),
                     json::field("side", &Everything::side), json::field("time", &Everything::time),
                     json::field("count", &Everything::count), json::field("sequence", &Everything::sequence),
                     json::field("good", &Everything::good), json::field("note", &Everything::note),
                     json::field("places", &Everything::places), json::field("prices", &Everything::prices));
};

void promise_pointer(const json::Mistake& mistake) {
    promise(!mistake.reason.empty(), "a mistake has a reason");
    promise(mistake.path.empty() || mistake.path.starts_with('/'), "a mistake's place is a JSON pointer");
    promise(mistake.path.size() <= 33 * (2 * 64 + 1), "a mistake's place has a bound");
    promise(json::read<std::vector<std::string>>(json::write(std::vector{mistake.text()})).has_value(),
            "a mistake can be told in JSON");
}

template <class T>
void attack_type(std::string_view text) {
    const auto first = json::read<T>(text);
    // One document for all inputs: what it was used for before must not matter.
    static json::Document used;
    const auto second = json::read<T>(used, text);
    promise(first.has_value() == second.has_value(), "a used document decides as a fresh one does");
    if (!first) {
        promise(first.error().text() == second.error().text(), "a used document complains as a fresh one does");
        return promise_pointer(first.error());
    }
    const auto written = json::write(*first);
    promise(written == json::write(*second), "a used document reads what a fresh one does");
    const auto again = json::read<T>(used, written);
    promise(again.has_value(), "what was read and written can be read");
    promise(json::write(*again) == written, "what was read and written is the same when read");
    const auto spaced = " " + written + "\n";
    promise(json::read<T>(used, spaced).has_value(), "blanks around a text do not matter");
    promise(!json::read<T>(used, written + written).has_value(), "one text is one value");
}

}  // namespace

void attack(std::string_view input) {
    if (input.empty()) return;
    const auto text = input.substr(1);
    switch (input.front()) {
        case 'p': return attack_type<order::Place>(text);
        case 't': return attack_type<order::Placed>(text);
        case 'l': return attack_type<secrets::LogIn>(text);
        case 'q': return attack_type<secrets::Request>(text);
        case 'r': return attack_type<secrets::Reply>(text);
        default: return attack_type<Everything>(text);
    }
}

}  // namespace andvari::fuzz
