#!/usr/bin/env bash
# The whole story unattended: start, deposit, transfers, an ERC-20, withdrawal, batch on L1, reconstruction, proof on L1 and claim; one JSON line of figures last.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ " $* " == *" --help "* ]] || ops/setup.sh >&2
exec node ops/demo.mjs "$@"
