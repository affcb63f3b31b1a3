#!/usr/bin/env bash
# Installs the npm packages when the lock file has changed and builds the contracts into src/contracts/out; quick when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")"
if ! cmp -s package-lock.json node_modules/.installed; then
  npm ci --no-progress --loglevel=error
  cp package-lock.json node_modules/.installed
fi
cd ../src/contracts
../../ops/node_modules/.bin/forge build --skip test --quiet
