#!/usr/bin/env bash
# Starts PostgreSQL, an L1, the contracts and the node; prints URLs and funded keys; Ctrl-C stops all of it.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v node > /dev/null || { echo "node is not installed: this needs the .NET SDK 10 and Node.js 20 or newer" >&2; exit 1; }
node ops/check-dev.mjs "$@"
[[ " $* " != *" --help "* ]] || exit 0
if [ ! -e src/Rollup.Node/bin/Release/net10.0/rollup.dll ]; then
  echo "installing the npm packages and building the contracts and the node: a few minutes the first time"
fi
ops/setup.sh
exec node ops/dev.mjs "$@"
