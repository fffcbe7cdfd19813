#!/bin/sh
# Runs every part of the tests, whatever became of the one before, and ends with "N passed, N failed": infra/test.sh <build folder>
# A part that crashes, hangs or cannot start counts as one failure on top of what it reported.
set -u
cd "$(dirname "$0")/.."
build=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# Adds a part's counts; a status that its failures do not explain is a failure more.
count() { # <part> <status> <passed> <failed>
    [ "$2" -eq 0 ] || [ "${4:-0}" -gt 0 ] || { echo "$1: ended with status $2"; set -- "$1" "$2" "$3" 1; }
    [ "$2" -ne 0 ] || [ "${3:-0}" -gt 0 ] || { echo "$1: ran no test"; set -- "$1" "$2" 0 1; }
    passed=$((passed + ${3:-0})) failed=$((failed + ${4:-0}))
    summary="$summary$(printf '%-12s %5d passed  %d failed' "$1" "${3:-0}" "${4:-0}")
"
}
summary=

# Runs a command with its output shown and kept, and leaves its status in $status.
run() { # <part> <seconds> <command…>
    part=$1 limit=$2
    shift 2
    printf '\n== %s\n' "$part"
    { timeout -k 10 "$limit" "$@" 2>&1; echo $? >"$work/status"; } | tee "$work/output"
    status=$(cat "$work/status")
}

# How many of doctest's cases passed and failed.
verdict() { # <its output>
    awk '/^\[doctest\] test cases:/ { gsub(/[^0-9|]/, ""); split($0, n, "|"); print n[2], n[3] }' "$1" | tail -1
}

doctest() { # <part> <seconds>
    run "$1" "$2" env RC_PARAMS="max_success=1000 seed=1" "$build/tests/$1" --no-colors
    counts=$(verdict "$work/output")
    count "$1" "$status" ${counts:-0 0}
}

# 100,000 cases of each property of trading, by two processes. Random cases are always the same ones here, so that what fails is the
# change's doing; without the seed others are drawn:
# RC_PARAMS=max_success=50000 build/tests/unit_tests -tc="however orders*"
properties() {
    printf '\n== properties\n'
    pids=
    for half in 1 2; do
        { timeout -k 10 900 env RC_PARAMS="max_success=50000 seed=$half" "$build/tests/unit_tests" --no-colors \
            -tc='however orders*,engine: trades exactly*,portfolio: however trades*,portfolio: whatever is sent*' 2>&1
          echo "status $?"; } >"$work/half$half" &
        pids="$pids $!"
    done
    wait $pids
    for half in 1 2; do
        grep -v '^status ' "$work/half$half"
        counts=$(verdict "$work/half$half")
        count properties "$(sed -n 's/^status //p' "$work/half$half")" ${counts:-0 0}
    done
}

plain() { # <part> <seconds> <command…>: a command that ends with "N passed, N failed"
    run "$@"
    counts=$(awk '/^[0-9]+ passed, [0-9]+ failed$/ { print $1, $3 }' "$work/output" | tail -1)
    count "$1" "$status" ${counts:-0 0}
}

# Each file has its own bound, so that one that hangs costs its own tests and no others.
e2e() {
    tests/e2e/install.sh || { count e2e 1 0 1; return; }
    sum_passed=0 sum_failed=0
    for file in tests/e2e/*.test.mjs; do
        run "${file##*/}" 420 env ANDVARI="$build/cli/andvari" sh -c "cd tests/e2e && exec node --test \
            --test-reporter=spec --test-reporter-destination=stdout --test-reporter=tap --test-reporter-destination='$work/tap' '${file##*/}'"
        set -- $(awk '$1 == "#" && $2 == "pass" { p = $3 } $1 == "#" && ($2 == "fail" || $2 == "cancelled") { f += $3 }
                      END { print p + 0, f + 0 }' "$work/tap" 2>/dev/null)
        rm -f "$work/tap"
        [ "$status" -eq 0 ] && [ "${1:-0}" -gt 0 ] || [ "${2:-0}" -gt 0 ] || { echo "${file##*/}: ended with status $status"; set -- "${1:-0}" 1; }
        sum_passed=$((sum_passed + $1)) sum_failed=$((sum_failed + $2))
    done
    [ "$sum_failed" -eq 0 ]
    count e2e $? "$sum_passed" "$sum_failed"
}

plain lint 60 infra/lint/layers_test.sh
plain fuzz 900 tests/fuzz/run.sh check
doctest unit_tests 300
properties
doctest integration_tests 1200
e2e

printf '\n%s\n%d passed, %d failed\n' "$summary" "$passed" "$failed"
[ "$failed" -eq 0 ]
