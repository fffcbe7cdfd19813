#include "checks/invariants.hpp"

#include <stdexcept>

#include "events/contexts.hpp"
#include "shared/eventing/with_fact.hpp"

namespace andvari::checks {
namespace {
/// Of a context whose facts move nothing: whether the type is known. Throws BodyUnreadable.
template <class Fact>
bool is_readable(const eventing::Envelope& envelope, std::string_view body, json::Document& document) {
    return eventing::with_alternative<Fact>(envelope.type, body, document, [](const auto&) {});
}
}  // namespace

bool Invariants::apply(const eventing::Envelope& envelope, std::string_view body) {
    if (!sources_.next(envelope, body)) return false;
    try {
        judge(envelope, body);
    } catch (const eventing::BodyUnreadable& e) {
        findings_.add(Invariant::gapless, std::string{"the fact cannot be read: "} + e.what(), envelope.id);
    } catch (const std::overflow_error& e) {
        findings_.add(Invariant::conservation, e.what(), envelope.id);
    }
    return true;
}

void Invariants::judge(const eventing::Envelope& envelope, std::string_view body) {
    const std::string_view source = envelope.place.source;
    const auto context = source.substr(0, source.find('/'));
    commands_.on(context, envelope);
    bool known = false;
    if (context == "order") {
        known = eventing::with_alternative<order::Fact>(envelope.type, body, document_, [&](auto&& alternative) {
            const order::Fact fact{std::move(alternative)};
            commands_.on(envelope, fact);
            orders_.on(envelope, fact);
        });
    } else if (context == "engine") {
        known = eventing::with_alternative<engine::Fact>(envelope.type, body, document_, [&](auto&& alternative) {
            const engine::Fact fact{std::move(alternative)};
            ties_.on(envelope, fact, findings_);
            if (const auto* traded = std::get_if<engine::Traded>(&fact)) accounts_.on(*traded);
        });
    } else if (context == "portfolio") {
        known = eventing::with_alternative<portfolio::Fact>(envelope.type, body, document_, [&](auto&& alternative) {
            accounts_.on(envelope, portfolio::Fact{std::move(alternative)});
        });
    } else if (context == "stock") {
        // Quotes and bars are most of the log, and nothing here depends on what they say.
        known = true;
        eventing::with_alternative<std::variant<stock::Listed>>(envelope.type, body, document_,
                                                                [&](const stock::Listed& listed) { accounts_.on(listed); });
    } else if (context == "auth") {
        known = is_readable<auth::Fact>(envelope, body, document_);
    } else if (context == "security") {
        known = is_readable<security::Fact>(envelope, body, document_);
    } else if (context == "user") {
        known = is_readable<user::Fact>(envelope, body, document_);
    }
    if (!known) findings_.add(Invariant::gapless, "the fact's type " + envelope.type + " is not known", envelope.id);
}

bool Invariants::overdue(const Due& due) const { return commands_.overdue(due) || ties_.overdue(due) || accounts_.overdue(due); }

void Invariants::finish(const Due& due) {
    sources_.finish();
    commands_.finish(due);
    ties_.finish(findings_, due);
    accounts_.finish(due);
}

}  // namespace andvari::checks
