#!/bin/sh
# Builds what attacks the readers of foreign bytes, in build-fuzz, and attacks with one target after the other. Ends with
# "N passed, N failed":
#   tests/fuzz/run.sh <seconds>   each for so long; what is new and interesting is added to build-fuzz/corpus
#   tests/fuzz/run.sh check       the kept corpus and a fixed number of inputs made from it, always the same ones
#   tests/fuzz/run.sh keep        adds to the kept corpus what of build-fuzz/corpus reaches new code
# An input that breaks a promise stays in build-fuzz/findings/<target>/.
set -u
cd "$(dirname "$0")/../.." || exit 2
mode=$1
build=$PWD/build-fuzz
export ASAN_OPTIONS=detect_leaks=1 UBSAN_OPTIONS=print_stacktrace=1
fixed_runs=20000
most_kept=60
passed=0 failed=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

built() {
    [ -f "$build/build.ninja" ] || cmake --preset fuzz || return 1
    cmake --build "$build" --parallel "$(nproc)" --target attacks
}
built >"$work/words" 2>&1 || { tail -100 "$work/words"; echo '0 passed, 1 failed'; exit 1; }
cd tests/fuzz || exit 2

attack() { # <target> <option of libFuzzer or folder of inputs>…
    target=$1
    shift
    [ ! -f "dictionaries/$target.dict" ] || set -- "-dict=dictionaries/$target.dict" "$@"
    "$build/tests/fuzz/$target" -timeout=20 -rss_limit_mb=2048 -print_final_stats=1 "-artifact_prefix=$build/findings/$target/" "$@"
}

# Adds the result of an attack, whose words are in $work/words.
count() { # <target> <status>
    inputs=$(awk '/number_of_executed_units/ { print $2, "inputs" }' "$work/words")
    if [ "$2" -eq 0 ]; then
        passed=$((passed + 1))
        printf 'ok %-14s %s\n' "$1" "${inputs:-$(ls "corpus/$1" | wc -l) kept}"
    else
        failed=$((failed + 1))
        tail -60 "$work/words"
        printf 'failed %s: ended with status %d\n' "$1" "$2"
    fi
}

# The kept corpus of a target as it should be: what was written by hand, and of the rest at most so many, the largest, because
# each reaches what no smaller one does. What libFuzzer found is named by a hash.
keep() { # <target>
    mkdir -p "$work/kept" "$work/made"
    for file in "corpus/$1"/* "$build/corpus/$1"/*; do
        [ -f "$file" ] || continue
        case ${file##*/} in *[!0-9a-f]*) cp "$file" "$work/kept/" ;; *) cp "$file" "$work/made/" ;; esac
    done
    # By what code is reached alone: counting how often would keep hundreds.
    if attack "$1" -merge=1 -use_counters=0 "$work/kept" "$work/made" >"$work/words" 2>&1; then
        rm -f "corpus/$1"/*
        by_hand=$(ls "$work/kept" | grep -c '[^0-9a-f]')
        for file in $(ls "$work/kept" | grep '[^0-9a-f]'; ls -S "$work/kept" | grep -v '[^0-9a-f]' | head -n $((most_kept - by_hand))); do
            cp "$work/kept/$file" "corpus/$1/"
        done
    fi
    count "$1" $?
    rm -rf "$work/kept" "$work/made"
}

for source in corpus/*/; do
    target=$(basename "$source")
    mkdir -p "$build/findings/$target" "$build/corpus/$target" "$work/new"
    case $mode in
        keep) keep "$target" ;;
        check) attack "$target" -seed=1 "-runs=$fixed_runs" "$work/new" "$source" >"$work/words" 2>&1; count "$target" $? ;;
        *) attack "$target" "-max_total_time=$mode" "$build/corpus/$target" "$source" >"$work/words" 2>&1; count "$target" $? ;;
    esac
    rm -rf "$work/new"
done

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
