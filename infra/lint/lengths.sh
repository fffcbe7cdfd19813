#!/bin/sh
# Files with many lines: a report above 200, a complaint above 400. Tests, being tables, may have twice as many.
cd "${1:-.}" || exit 2
git ls-files -co --exclude-standard '*.cpp' '*.hpp' '*.mjs' '*.sh' | while read -r file; do
    [ ! -f "$file" ] || printf '%s %s\n' "$(wc -l <"$file")" "$file"
done | awk '
    { factor = $2 ~ /_test\.cpp$|^tests\// ? 2 : 1 }
    $1 > 400 * factor { print $2 ": " $1 " lines are too many for one subject"; failed = 1; next }
    $1 > 200 * factor { print $2 ": " $1 " lines" }
    END { exit failed }'
