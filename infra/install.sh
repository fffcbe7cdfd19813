#!/bin/sh
# Installs what is missing of infra/packages for the purposes given: infra/install.sh build run test …
# Says nothing and asks nobody where nothing is missing.
set -eu
cd "$(dirname "$0")"
export LC_ALL=C DEBIAN_FRONTEND=noninteractive

say() { printf 'andvari: %s\n' "$*" >&2; }

# The program of the third column does as well as the package. "node>=18" asks for a version.
program_serves() {
    program=${1%%>=*}
    command -v "$program" >/dev/null 2>&1 || return 1
    [ "$program" = "$1" ] && return 0
    major=$("$program" --version | sed 's/^[^0-9]*\([0-9]*\).*/\1/')
    [ "${major:-0}" -ge "${1##*>=}" ]
}

installed=" $(dpkg-query -W -f '${Package} ${db:Status-Status}\n' | awk '$2 == "installed" { printf "%s ", $1 }')"

satisfied() { # <alternatives> <program>
    for package in $(echo "$1" | tr '|' ' '); do
        case $installed in *" $package "*) return 0 ;; esac
    done
    [ -n "$2" ] && program_serves "$2"
}

missing=
while read -r purpose alternatives program; do
    case " $* " in *" $purpose "*) satisfied "$alternatives" "$program" || missing="$missing $alternatives" ;; esac
done <<LIST
$(grep -v -e '^#' -e '^$' packages)
LIST
[ -n "$missing" ] || exit 0

root=
if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { say "these packages are missing; install them as root:$missing"; exit 1; }
    root='sudo DEBIAN_FRONTEND=noninteractive'
fi

# Prints one package of each group of alternatives, or fails where the release's lists know none. The alternative "-", nothing,
# counts only when the lists are new.
choose() {
    for alternatives in $missing; do
        chosen=
        for package in $(echo "$alternatives" | tr '|' ' '); do
            [ "$package" = - ] && [ -n "$updated" ] && chosen=- && break
            if apt-cache show "$package" >/dev/null 2>&1; then chosen=$package; break; fi
        done
        [ -n "$chosen" ] || { unknown=$alternatives; return 1; }
        [ "$chosen" = - ] || echo "$chosen"
    done
}

install() {
    [ -s "$1" ] || return 0
    # A step that apt would ask about has no one to answer it.
    $root apt-get install -y -q --no-install-recommends -o Dpkg::Options::=--force-confold $(cat "$1")
}

say "installing:$missing"
updated=
list=$(mktemp)
trap 'rm -f "$list"' EXIT
if ! choose >"$list" || ! install "$list"; then
    $root apt-get update -q
    updated=yes
    choose >"$list" || { say "this release of Debian has no package for $(choose >/dev/null; echo "${unknown:-one of them}")"; exit 1; }
    install "$list"
fi

# Andvari starts nats-server itself; the service that Debian's package enables would hold its port.
if grep -qx nats-server "$list" && [ -d /run/systemd/system ]; then
    $root systemctl disable --now nats-server >/dev/null 2>&1 || say "nats-server also runs as a service of this machine"
fi
