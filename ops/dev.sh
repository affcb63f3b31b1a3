#!/usr/bin/env bash
# Starts PostgreSQL, an L1, the contracts and the node; prints URLs and funded keys; Ctrl-C stops all of it.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ " $* " == *" --help "* ]] || ops/setup.sh
exec node ops/dev.mjs "$@"
