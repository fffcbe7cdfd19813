#!/bin/sh
# Lets tools that others wrote attack Andvari: tests/security/run.sh <build folder> [argument of run.mjs…]
set -eu
cd "$(dirname "$0")/../.."
ANDVARI=$(cd "$1" && pwd)/cli/andvari
export ANDVARI
shift
tests/e2e/install.sh
# A thousand slow clients are as many open files.
ulimit -n "$(ulimit -H -n)"
exec node tests/security/run.mjs "$@"
