#!/bin/sh
# Measures, and writes the table of docs/performance.md: tests/load/run.sh <build folder> [row…]
# Rows: outcome throughput visible updates get token logins replay fills engine books sweep; none given: all, and only then
# the page is written.
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
[ $# -eq 0 ] || shift
cmake --build "$build" --target load andvari engine_bench
exec "$build/tests/load/load" "$build" docs/performance.md "$@"
