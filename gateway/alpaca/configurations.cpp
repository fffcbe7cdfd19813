// What the account may do. Nothing of it can be changed here: cash accounts are what there is.
#include "gateway/alpaca/endpoints.hpp"
#include "gateway/alpaca/fields.hpp"
#include "gateway/alpaca/json_object.hpp"
#include "gateway/alpaca/problems.hpp"
#include "gateway/alpaca/trading_account.hpp"

namespace andvari::gateway::alpaca {
namespace {

struct Setting {
    std::string_view name, value;
    bool is_flag;
};
constexpr Setting settings[] = {{"dtbp_check", "entry", false},
                                {"pdt_check", "entry", false},
                                {"trade_confirm_email", "none", false},
                                {"max_margin_multiplier", "1", false},
                                {"suspend_trade", "false", true},
                                {"no_shorting", "true", true},
                                {"fractional_trading", "true", true},
                                {"ptp_no_exception_entry", "false", true},
                                {"disable_overnight_trading", "true", true}};

void append_settings(std::string& out) {
    JsonObject object{out};
    for (const auto& [name, value, is_flag] : settings) {
        if (is_flag) object.flag(name, value == "true");
        else object.text(name, value);
    }
    object.number("max_options_trading_level", 0);
}

}  // namespace

std::optional<Problem> show_configurations(Call& call) {
    if (const auto account = trading_account(call); !account) return account.error();
    append_settings(call.response->body);
    return std::nullopt;
}

/// Repeating what is so already is fine.
std::optional<Problem> change_configurations(Call& call) {
    if (const auto account = trading_account(call); !account) return account.error();
    const auto fields = Fields::parse(call.request.body);
    if (!fields) return fields.error();
    for (const auto& [name, value, is_flag] : settings) {
        if (!fields->has(name)) continue;
        const auto wanted =
            is_flag ? std::string{fields->flag(name).value_or(false) ? "true" : "false"} : fields->text(name).value_or("");
        if (wanted != value)
            return unprocessable("configuration_fixed",
                                 std::string{name} + " cannot be changed here: it is " + std::string{value});
    }
    append_settings(call.response->body);
    return std::nullopt;
}

}  // namespace andvari::gateway::alpaca
