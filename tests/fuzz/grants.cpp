// Grants as they travel in a command's header.
#include "shared/access/grants.hpp"

#include "tests/fuzz/property.hpp"

namespace andvari::fuzz {

void attack(std::string_view input) {
    const auto grants = parse_grants(input);
    if (!grants) return;
    promise(to_text(*grants) == input, "grants have one spelling");
    promise(PermissionSet::all().covers(grants->permissions), "there are no permissions but those that are known");
}

}  // namespace andvari::fuzz
