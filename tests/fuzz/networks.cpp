// Addresses, networks and mail addresses as people write them.
#include <algorithm>

#include "shared/identity/email_address.hpp"
#include "shared/network/network.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {
namespace {

void attack_network(std::string_view text) {
    const auto network = Network::parse(text);
    if (!network) return;
    const auto written = network->text();
    const auto again = Network::parse(written);
    promise(again && again->text() == written, "a network that is written again is the same");
    const std::string_view plain = written;
    const auto address = plain.substr(0, plain.find('/'));
    promise(network->contains(address), "a network contains its own address");
    const bool all_of_v6 = written == "::/0";
    promise(all_of_v6 || !network->contains("2001:db8::1") || !network->contains("192.0.2.1") || written.starts_with("::"),
            "only networks of the mapped addresses hold both kinds");
}

void attack_address(std::string_view text) {
    const auto exact = Network::around(text, 32, 128);
    const auto wide = Network::around(text, 24, 48);
    promise(exact.has_value() == wide.has_value(), "whether a text is an address does not depend on the width");
    if (!exact) return;
    promise(exact->contains(text) && wide->contains(text), "an address lies in what is around it");
    promise(Network::parse(text).has_value(), "an address is a network of one");
}

bool is_harmless(char c) { return c > ' ' && c < 0x7f && std::string_view{"<>(),;:\\\"[]"}.find(c) == std::string_view::npos; }

}  // namespace

void attack(std::string_view input) {
    attack_network(input);
    attack_address(input);
    if (is_email_address(input))
        promise(std::ranges::all_of(input, is_harmless) && input.size() <= 254,
                "a mail address is safe in any header and any command");
}

}  // namespace andvari::fuzz
