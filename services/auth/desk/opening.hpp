// What a desk does before it takes requests up: it makes sure that it knows everybody, and that everybody knows its keys.
#pragma once

#include "services/auth/desk/workbench.hpp"

namespace andvari::desk {

// Each does nothing where it was done before, whenever a crash came between. False where it must be tried again later: the
// services, or the read model of credentials, are not there yet. Throws store::StoreError for the same reason.

/// Where the desk's database is new: fills the directory from the read model, once that has caught up with the stream. Where the
/// facts know no ring either, the whole system is new, and gets its first administrator.
bool fill_directory(Workbench&, bus::Connection&);
/// Registers the first administrator, where there is to be one, and hands the token over.
bool introduce_administrator(Workbench&);

}  // namespace andvari::desk
