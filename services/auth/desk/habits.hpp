// What the desk remembers of persons besides their addresses: how they want to be told of things, and the devices they come with.
#pragma once

#include <string>
#include <string_view>

#include "services/auth/desk/persons.hpp"
#include "services/auth/desk/records.hpp"

namespace andvari::desk {

/// Thread-safe.
class Habits {
public:
    static constexpr std::int64_t most_devices = 20;  ///< Of one person; beyond this the one seen longest ago is forgotten.

    Habits(Records& records, Persons& persons) : records_{records}, persons_{persons} {}

    /// True as long as the person did not say otherwise.
    bool wants_warnings(const UserId&);
    /// Notes that the person came with a device, known by a hash. True where it is another one than all before, and there was
    /// one before.
    bool is_new_device(const UserId&, std::string_view device_hash, Instant now);

    // Inside the caller's `Records::write`.

    /// As a fact of the context user says it.
    static void set_preferences(store::Database&, const UserId&, std::string_view sealed);
    static void forget(store::Database&, const UserId&);

private:
    Records& records_;
    Persons& persons_;
};

}  // namespace andvari::desk
