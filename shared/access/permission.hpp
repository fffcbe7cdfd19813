// What somebody may be allowed to do. Roles are sets of permissions; users have roles.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "shared/json/fields.hpp"

namespace andvari {

/// At most 64; new ones are added at the end.
enum class Permission {
    view_stocks,
    order_stocks,
    manage_own_portfolio,
    manage_own_watchlist,
    manage_own_profile,
    manage_own_accounts,
    view_users,
    view_admin_dashboard,
    view_audit_logs,
    deactivate_users,
    reactivate_users,
    manage_roles,
    manage_sessions,     ///< See and end the sessions and API keys of others.
    erase_users,         ///< Erase others.
    rotate_keys,         ///< Replace the keys that access tokens are signed with.
    manage_instruments,  ///< List instruments, set their rules, halt them, announce splits and dividends.
    view_all_accounts,   ///< Read everybody's accounts, orders and trades.
};

template <>
struct json::EnumNames<Permission> {
    static constexpr std::array<std::string_view, 17> names{
        "view_stocks",         "order_stocks",     "manage_own_portfolio", "manage_own_watchlist", "manage_own_profile",
        "manage_own_accounts", "view_users",       "view_admin_dashboard", "view_audit_logs",      "deactivate_users",
        "reactivate_users",    "manage_roles",     "manage_sessions",      "erase_users",          "rotate_keys",
        "manage_instruments",  "view_all_accounts"};
};

/// A value; no permission twice.
class PermissionSet {
public:
    constexpr PermissionSet() = default;
    constexpr PermissionSet(std::initializer_list<Permission> permissions) {
        for (const auto permission : permissions) add(permission);
    }
    explicit PermissionSet(std::span<const Permission> permissions) {
        for (const auto permission : permissions) add(permission);
    }
    static constexpr PermissionSet all() {
        PermissionSet set;
        set.bits_ = (std::uint64_t{1} << json::EnumNames<Permission>::names.size()) - 1;
        return set;
    }

    constexpr bool has(Permission permission) const { return bits_ & bit(permission); }
    constexpr bool empty() const { return bits_ == 0; }
    constexpr PermissionSet& add(Permission permission) { return bits_ |= bit(permission), *this; }
    constexpr PermissionSet& operator|=(PermissionSet other) { return bits_ |= other.bits_, *this; }
    friend constexpr PermissionSet operator&(PermissionSet a, PermissionSet b) { return a.bits_ &= b.bits_, a; }
    friend constexpr bool operator==(PermissionSet, PermissionSet) = default;
    /// True when everything in `other` is in here, too.
    constexpr bool covers(PermissionSet other) const { return (bits_ & other.bits_) == other.bits_; }
    /// One bit for each permission, for storing a set as a number.
    constexpr std::uint64_t bits() const { return bits_; }
    static constexpr PermissionSet of_bits(std::uint64_t bits) {
        PermissionSet set;
        set.bits_ = bits & all().bits_;
        return set;
    }
    /// In the order of the enumeration.
    std::vector<Permission> list() const {
        std::vector<Permission> result;
        for (std::size_t i = 0; i < json::EnumNames<Permission>::names.size(); ++i)
            if (has(static_cast<Permission>(i))) result.push_back(static_cast<Permission>(i));
        return result;
    }

private:
    static constexpr std::uint64_t bit(Permission permission) { return std::uint64_t{1} << static_cast<unsigned>(permission); }
    std::uint64_t bits_ = 0;
};

/// What everybody who registers may do, and what an administrator may: an administrator does not trade.
inline constexpr PermissionSet member_permissions{Permission::view_stocks,          Permission::order_stocks,
                                                  Permission::manage_own_portfolio, Permission::manage_own_watchlist,
                                                  Permission::manage_own_profile,   Permission::manage_own_accounts};
inline constexpr PermissionSet admin_permissions{
    Permission::manage_own_profile, Permission::view_users,       Permission::view_admin_dashboard, Permission::view_audit_logs,
    Permission::deactivate_users,   Permission::reactivate_users, Permission::manage_roles,         Permission::manage_sessions,
    Permission::erase_users,        Permission::rotate_keys,      Permission::manage_instruments};
inline constexpr std::string_view member_role = "member", admin_role = "admin";

}  // namespace andvari
