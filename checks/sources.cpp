#include "checks/sources.hpp"

namespace andvari::checks {

bool Sources::next(const eventing::Envelope& envelope, std::string_view body) {
    const auto& source = envelope.place.source;
    auto& position = positions_[source];
    switch (eventing::judge(position, envelope, body)) {
        case eventing::Verdict::next:
            eventing::advance(position, envelope, {}, 0);
            ++facts_;
            return true;
        case eventing::Verdict::duplicate: ++repeats_; return false;
        case eventing::Verdict::hole: holes_[source] = envelope.place; return false;
        case eventing::Verdict::forged:
            if (auto& reported = forged_[source]; reported != envelope.place.sequence) {
                reported = envelope.place.sequence;
                findings_.add(Invariant::gapless, "the fact does not continue the chain of its source", envelope.id);
            }
            return false;
    }
    return false;
}

void Sources::finish() const {
    for (const auto& [source, behind] : holes_) {
        const auto& reached = positions_.find(source)->second;
        if (behind.sequence <= reached.sequence) continue;  // Filled since.
        findings_.add(Invariant::gapless,
                      "facts of " + source + " are missing after sequence " + std::to_string(reached.sequence),
                      eventing::fact_id(behind));
    }
}

}  // namespace andvari::checks
