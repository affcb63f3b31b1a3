#!/usr/bin/env bash
# Builds and tests the contracts; arguments go to `forge test` (for instance --gas-report, or --match-test Claim).
set -euo pipefail
cd "$(dirname "$0")"
./build-contracts.sh
./final-proof.sh
cd ../src/contracts
exec ../../ops/node_modules/.bin/forge test "$@"
