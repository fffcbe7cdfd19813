#!/bin/sh
# Measures, and writes the table of docs/performance.md: tests/load/run.sh <build folder> [row…]
# Rows: outcome throughput visible get token logins replay engine; none given: all, and only then the page is written.
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
[ $# -eq 0 ] || shift
cmake --build "$build" --target load
exec "$build/tests/load/load" "$build" docs/performance.md "$@"
