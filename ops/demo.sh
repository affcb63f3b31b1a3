#!/usr/bin/env bash
# The whole story unattended: start, deposit, transfers, withdrawal, batch on L1, reconstruction (with --prove also the proof and the claim); one JSON line of figures last.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ " $* " == *" --help "* ]] || ops/setup.sh >&2
exec node ops/demo.mjs "$@"
