#!/bin/sh
# Fetches the packages of package-lock.json, where it has changed since they were fetched last.
set -eu
cd "$(dirname "$0")"
cmp -s package-lock.json node_modules/.lock-installed ||
    { npm ci --no-audit --no-fund --loglevel=error && cp package-lock.json node_modules/.lock-installed; }
