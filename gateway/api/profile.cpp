// What persons say of themselves. It is sealed with the person's own key before it leaves the door.
#include "gateway/api/bodies.hpp"
#include "gateway/api/endpoints.hpp"
#include "gateway/api/people.hpp"
#include "gateway/api/submission.hpp"
#include "gateway/api/worker.hpp"

namespace andvari::gateway {
namespace {

using security::AccessView;

/// The caller's row. Who holds the operator's key is no person.
Result<security::UserRow> own_row(Call& call) {
    const auto db = call.worker.models.open(Model::access);
    if (!db) return db.error();
    auto row = AccessView::user(**db, call.caller->user);
    if (!row) return not_found("user");
    return std::move(*row);
}

struct Sealed {
    std::string text;
};
/// For the caller, or a problem where the caller has no key to seal with.
Result<Sealed> sealed(Call& call, std::string_view field, std::string_view plain) {
    if (const auto vault = call.worker.persons.vault(); !vault) return vault.error();
    auto text = call.worker.persons.seal(call.caller->user, field, plain);
    if (!text)
        return Problem{
            .code = "not_registered", .status = 409, .detail = "Only who has registered says something of themselves."};
    return Sealed{std::move(*text)};
}

}  // namespace

std::optional<Problem> show_profile(Call& call) {
    const auto row = own_row(call);
    if (!row) return row.error();
    answer_one(call, json::write(shown(*row, call.worker.persons)));
    return std::nullopt;
}

std::optional<Problem> update_profile(Call& call) {
    const auto request = body_of<ProfileChange>(call, call.worker.document);
    if (!request) return request.error();
    const auto row = own_row(call);
    if (!row) return row.error();
    auto profile = profile_of(*row, call.worker.persons).value_or(user::Profile{});
    if (request->first_name) profile.first_name = *request->first_name;
    if (request->last_name) profile.last_name = *request->last_name;
    if (request->display_name) profile.display_name = *request->display_name;
    auto text = sealed(call, "profile", json::write(profile));
    if (!text) return text.error();
    return submit(call, command_for({new_id()}, row->id.text, user::UpdateProfile{row->id, std::move(text->text)}),
                  {Effect::Thing::me, row->id.text, 200});
}

std::optional<Problem> show_preferences(Call& call) {
    const auto row = own_row(call);
    if (!row) return row.error();
    answer_one(call, json::write(preferences_of(*row, call.worker.persons)));
    return std::nullopt;
}

std::optional<Problem> set_preferences(Call& call) {
    const auto request = body_of<user::Preferences>(call, call.worker.document);
    if (!request) return request.error();
    const auto row = own_row(call);
    if (!row) return row.error();
    auto text = sealed(call, "preferences", json::write(*request));
    if (!text) return text.error();
    return submit(call, command_for({new_id()}, row->id.text, user::SetPreferences{row->id, std::move(text->text)}),
                  {Effect::Thing::preferences, row->id.text, 200});
}

}  // namespace andvari::gateway
