#!/bin/sh
# Checks who may include what, and prints each line that breaks a rule: infra/lint/layers.sh [folder of the sources]
# The rules are CONTRIBUTING's: what is pure stays pure, and each heavy library stays behind one interface.
set -u
cd "${1:-.}" || exit 2
export LC_ALL=C
complaints=$(mktemp)
trap 'rm -f "$complaints"' EXIT

# Sources below the folders, without what is built or fetched; all paths begin with the folder's name.
sources() {
    for folder in "$@"; do
        [ ! -d "$folder" ] || find "$folder" -name node_modules -prune -o -type f \( -name '*.cpp' -o -name '*.hpp' \) -print
    done | sort
}
everything() { sources checks cli events feed gateway services shared tests; }
programs() { everything | grep -v '_test\.cpp$'; }
rules() { sources services | grep -E '/(domain|reactions)[a-z_]*\.(cpp|hpp)$' | grep -v '_test\.cpp$'; }

# Reads file names; complains of lines that match the pattern.
forbid() { # <pattern> <why>
    xargs -r grep -nHE "$1" | awk -v why="$2" '{ print $0 "   <- " why }' >>"$complaints"
}

# Only files below `home` may include what the pattern names.
only_in() { # <home, an extended pattern> <header pattern>
    programs | grep -vE "$1" | forbid "^[[:space:]]*#[[:space:]]*include[[:space:]]*[<\"]($2)" "only $1 may include this"
}

include='^[[:space:]]*#[[:space:]]*include[[:space:]]*[<"]'

rules | forbid "$include(shared/(store|bus|observability|configuration|lifecycle|mail)/|boost/(asio|beast)|gateway/|feed/|cli/)" 'rules have no I/O'
rules | forbid "$include(fstream|iostream|cstdio|filesystem|thread|mutex|future|condition_variable|random|chrono|ctime|sys/|unistd)" 'rules have no I/O, clock, chance or threads'
rules | forbid '(Instant::now|_clock::now|new_id\(|std::rand|random_device|getenv|std::time\()' 'rules have no clock and no chance'

for service in services/*/; do
    name=$(basename "$service")
    [ "$name" = views ] && continue
    others=$(for other in services/*/; do basename "$other"; done | grep -vx -e "$name" -e views | paste -sd '|' -)
    [ -z "$others" ] || sources "${service%/}" | forbid "$include(services/($others)/)" 'services include no other service'
done
sources services events shared | forbid "$include(gateway|cli|feed)/" 'the inside knows nothing of the doors'
sources shared events | forbid "$include(services)/" 'what is shared knows no service'
sources events | forbid "$include(shared/(store|bus|eventing|observability|configuration|lifecycle)/)" 'the contract stands on values alone'

only_in '^shared/bus/' 'nats'
only_in '^shared/store/' 'SQLiteCpp|sqlite3|pqxx|libpq'
only_in '^gateway/|^feed/|^cli/|^tests/' 'boost/(asio|beast)'
only_in '^(shared/(schema|bus|eventing)|gateway|feed|cli|tests)/' 'nlohmann'
only_in '^shared/schema/' 'valijson'
only_in '^shared/observability/' 'spdlog|prometheus'
only_in '^shared/configuration/' 'toml'
only_in '^cli/' 'CLI/'
only_in '^shared/json/' 'simdjson'
only_in '^(shared|gateway)/' 'sodium'
only_in '^(shared/crypto|gateway/http)/' 'openssl'
only_in '^shared/mail/' 'curl'
# A header of ours that needs a heavy one is private to its folder: elsewhere it would be compiled again and again.
heavy='(nats/|openssl/|curl/|SQLiteCpp|sqlite3|pqxx|libpq|boost/(asio|beast)|nlohmann|valijson|spdlog|prometheus|toml|CLI/|simdjson|sodium)'
for header in $(programs | grep '\.hpp$' | xargs -r grep -lE "$include$heavy"); do
    everything | grep -v "^$(dirname "$header")/[^/]*$" | forbid "$include$header\"" "$header brings a heavy header along"
done

everything | grep -E '(_test\.cpp$|^tests/)' | forbid '(sleep_for|sleep_until|[^a-z_]u?sleep\()' 'tests wait for events, not for time'
[ ! -d tests ] || find tests -name node_modules -prune -o -type f \( -name '*.mjs' -o -name '*.js' -o -name '*.sh' \) -print |
    forbid '(^|[^a-zA-Z_.])(sleep|usleep) [0-9$]' 'tests wait for events, not for time'
programs | grep -vE '^shared/(observability|configuration)/' | forbid '(^|[^a-z_])(double|float) +[a-z_]*(price|amount|quantity|money|cash|cost)' 'amounts are integers'
everything | forbid '(TODO|FIXME)' 'unfinished business belongs in an issue'

cat "$complaints"
[ ! -s "$complaints" ]
