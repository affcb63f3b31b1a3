#!/usr/bin/env bash
# Sets up and runs every test; the last line is "N passed, N failed".
set -uo pipefail
cd "$(dirname "$0")/.."
log=$(mktemp)
dotnet build Rollup.sln -c Release 2>&1 | tail -n 3 || exit 1
dotnet test Rollup.sln -c Release --no-build 2>&1 | tee "$log"
status=${PIPESTATUS[0]}
passed=$(grep -oE 'Passed: +[0-9]+' "$log" | grep -oE '[0-9]+' | paste -sd+ | bc)
failed=$(grep -oE 'Failed: +[0-9]+' "$log" | grep -oE '[0-9]+' | paste -sd+ | bc)
echo "${passed:-0} passed, ${failed:-0} failed"
exit "$status"
