#include "shared/store/postgres_server.hpp"

namespace andvari::vault {
namespace {
struct Store {
    store::Location location = store::testing::fresh_postgres();
};
}  // namespace
}  // namespace andvari::vault

#include "shared/vault/vault_suite.hpp"
