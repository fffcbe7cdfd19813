// Follows the facts of the context user: who is erased, and who wants to be warned.
#pragma once

#include <memory>
#include <thread>

#include "services/auth/desk/workbench.hpp"
#include "shared/eventing/dead_letters.hpp"
#include "shared/eventing/inbound.hpp"
#include "shared/eventing/repair.hpp"

namespace andvari::desk {

/// Has a thread of its own. A fact's place is noted after what it asks for was done, so that this happens at least once.
class Following {
public:
    Following(Workbench&, std::shared_ptr<bus::Connection>);
    ~Following();

    void stop();

private:
    void run();
    void take(const bus::Delivered&);
    /// Again and again, until it is done or the desk stops.
    void apply(const eventing::Envelope&, const bus::Delivered&);
    void apply_once(const eventing::Envelope&, const bus::Delivered&);

    Workbench& bench_;
    eventing::DeadLetters dead_letters_;
    eventing::Breaks breaks_;
    eventing::Position position_;
    json::Document document_;
    eventing::Inbound inbound_;
    std::unique_ptr<bus::Reader> reader_;
    std::thread thread_;
};

}  // namespace andvari::desk
