#include "gateway/api/persons.hpp"

#include "gateway/http/uri.hpp"
#include "shared/observability/log.hpp"

namespace andvari::gateway {

secrets::Client client_of(const http::Request& request) {
    constexpr std::size_t longest_device = 256;
    auto device = request.field("User-Agent").substr(0, longest_device);
    while (!device.empty() && !http::is_utf8(device)) device.remove_suffix(1);  // It may have been cut inside a character.
    return {std::string{request.peer}, std::string{device}};
}

Persons::Persons(store::Location location) : location_{std::move(location)} {}

Result<vault::Vault*> Persons::vault() {
    try {
        if (!vault_) vault_ = vault::Vault::open_to_read(location_);
    } catch (const store::StoreError& e) {
        log::error("the vault cannot be opened", {{"reason", e.what()}});
    }
    if (!vault_) return unavailable("vault_unavailable", "Personal data cannot be read or written now.");
    return vault_.get();
}

std::optional<std::string> Persons::open(const UserId& user, std::string_view field, const std::optional<std::string>& sealed) {
    if (!sealed) return std::nullopt;
    const auto opened = vault();
    if (!opened) return std::nullopt;
    try {
        return (*opened)->open(user, field, *sealed);
    } catch (const store::StoreError&) {
        vault_.reset();  // The next one opens it anew.
        return std::nullopt;
    }
}

std::optional<std::string> Persons::seal(const UserId& user, std::string_view field, std::string_view plain) {
    const auto opened = vault();
    if (!opened) return std::nullopt;
    try {
        return (*opened)->seal(user, field, plain);
    } catch (const store::StoreError&) {
        vault_.reset();
        return std::nullopt;
    }
}

}  // namespace andvari::gateway
