// Texts and messages that only somebody can open.
#include "shared/crypto/person_key.hpp"
#include "shared/crypto/sealed_box.hpp"
#include "shared/crypto/signing_key.hpp"
#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {

void attack(std::string_view input) {
    using namespace andvari::crypto;
    static const auto person = *PersonKey::from_bytes(std::string(32, 'p'));
    static const auto desk = *OpeningKey::from_bytes(std::string(32, 'd'));
    constexpr SealedPlace place{"user", "email"};

    promise(!open(person, place, input), "only the holder of a person's key seals its texts");
    promise(!open_sealed(desk, input), "bytes that nobody sealed do not open");
    const auto text = seal(person, place, input);
    promise(open(person, place, text) == input, "a sealed text opens to what it was");
    promise(!open(person, {"user", "name"}, text) && !open(person, {"other", "email"}, text), "a sealed text stays in its place");
    const auto message = open_sealed(desk, seal_to(desk.sealing(), input));
    promise(message && message->view() == input, "a sealed message opens to what it was");

    if (const auto sealing = SealingKey::parse(input)) promise(sealing->text() == input, "a sealing key has one spelling");
    if (const auto verifying = VerifyingKey::parse(input)) promise(verifying->x() == input, "a verifying key has one spelling");
}

}  // namespace andvari::fuzz
