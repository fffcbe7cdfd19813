#!/bin/sh
# Plants one violation of each rule in a copy of the sources' shape and sees it caught; ends with "N passed, N failed".
set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

check() { # <what> <expected status> <actual>
    if [ "$2" -eq "$3" ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "FAILED: $1"; fi
}

# The check must refuse a tree that is clean but for one file, and name that file.
caught() { # <file> <line>
    rm -rf "$work/tree"
    mkdir -p "$work/tree/services/order" "$work/tree/services/portfolio" "$work/tree/$(dirname "$1")"
    printf '#include "events/order.hpp"\n' >"$work/tree/services/order/domain.hpp"
    printf '%s\n' "$2" >"$work/tree/$1"
    output=$("$here/layers.sh" "$work/tree") && status=1 || status=0
    case $output in "$1:"*) ;; *) status=1 ;; esac
    check "not caught: $2 in $1" 0 "$status"
}

# The same, where it is allowed.
let_pass() { # <file> <line>
    rm -rf "$work/tree"
    mkdir -p "$work/tree/services/order" "$work/tree/$(dirname "$1")"
    printf '%s\n' "$2" >"$work/tree/$1"
    "$here/layers.sh" "$work/tree" >/dev/null
    check "complained of: $2 in $1" 0 $?
}

caught services/order/domain.cpp '#include "shared/store/database.hpp"'
caught services/order/domain.hpp '#include "shared/bus/bus.hpp"'
caught services/order/reactions.cpp '#include <boost/asio.hpp>'
caught services/order/reactions.hpp '#include <fstream>'
caught services/order/domain.cpp '#  include <chrono>'
caught services/order/domain.cpp 'auto t = Instant::now();'
caught services/order/domain.cpp 'auto id = new_id();'
caught services/order/service.cpp '#include "services/portfolio/domain.hpp"'
caught services/order/service.cpp '#include "gateway/api/orders.hpp"'
caught shared/eventing/runtime.cpp '#include "services/order/domain.hpp"'
caught events/order.hpp '#include "shared/store/database.hpp"'
caught shared/eventing/runtime.cpp '#include <nats/nats.h>'
caught services/order/orders_view.cpp '#include <SQLiteCpp/SQLiteCpp.h>'
caught shared/eventing/journal.cpp '#include <pqxx/pqxx>'
caught services/order/service.cpp '#include <boost/beast.hpp>'
caught shared/store/sqlite.cpp '#include <nlohmann/json.hpp>'
caught gateway/http/server.cpp '#include <valijson/validator.hpp>'
caught gateway/http/server.cpp '#include <spdlog/spdlog.h>'
caught shared/bus/bus.cpp '#include <prometheus/counter.h>'
caught gateway/main.cpp '#include <CLI/CLI.hpp>'
caught cli/main.cpp '#include <toml++/toml.h>'
caught services/order/domain_test.cpp 'std::this_thread::sleep_for(1s);'
caught tests/e2e/order.test.sh 'sleep 1'
caught services/order/domain.hpp 'double price = 0;'
caught shared/bus/bus.cpp '// TODO: retry'

caught_beside() { # <header> <line> <file> <line>: the second file breaks a rule because of what the first includes
    rm -rf "$work/tree"
    mkdir -p "$work/tree/$(dirname "$1")" "$work/tree/$(dirname "$3")"
    printf '%s\n' "$2" >"$work/tree/$1"
    printf '%s\n' "$4" >"$work/tree/$3"
    output=$("$here/layers.sh" "$work/tree") && status=1 || status=0
    case $output in "$3:"*) ;; *) status=1 ;; esac
    check "not caught: $4 in $3" 0 "$status"
}
caught_beside shared/bus/native.hpp '#include <nats/nats.h>' shared/eventing/outbox.cpp '#include "shared/bus/native.hpp"'

let_pass services/order/domain.cpp '#include "events/portfolio.hpp"'
let_pass services/order/domain_test.cpp '#include "shared/store/database.hpp"'
let_pass services/order/service.cpp '#include "shared/store/database.hpp"'
let_pass shared/bus/connection.cpp '#include <nats/nats.h>'
let_pass shared/store/sqlite.cpp '#include <SQLiteCpp/SQLiteCpp.h>'
let_pass gateway/http/server.cpp '#include <boost/beast.hpp>'
let_pass shared/mail/smtp.cpp '#include <curl/curl.h>'
let_pass shared/crypto/totp.cpp '#include <openssl/hmac.h>'
let_pass shared/observability/metrics.cpp '#include <prometheus/counter.h>'

"$here/layers.sh" "$here/../.."
check 'the sources as they are' 0 $?

printf '%d passed, %d failed\n' "$passed" "$failed"
[ "$failed" -eq 0 ]
