#!/usr/bin/env bash
# Sets up and runs every test: contracts (forge), unit, property and end-to-end tests (dotnet). The last line is "N passed, N failed".
# With --faults only the long end-to-end tests of a world that misbehaves, which it leaves out otherwise.
set -uo pipefail
cd "$(dirname "$0")/.."
filter='Category!=Faults'
if [ "${1:-}" = --faults ]; then filter='Category=Faults'; elif [ $# -gt 0 ]; then echo "ops/test.sh [--faults]" >&2; exit 2; fi
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# The program that is proven is compiled anew and compared with the pinned one where the compiler can be had; the tests that need it are skipped elsewhere.
if ! { command -v clang-19 && command -v ld.lld-19; } > /dev/null; then
  if [ "$(id -u)" = 0 ] && command -v apt-get > /dev/null && { apt-get update && apt-get install -y --no-install-recommends clang-19 lld-19; } > "$log" 2>&1; then
    echo "clang-19 and lld-19 installed"
  else
    echo "clang-19 and lld-19 could not be installed: nothing is compiled for the machine, the pinned program is tested alone"
  fi
fi

ops/build-contracts.sh || exit 1
dotnet build Rollup.sln -c Release -v quiet -nologo || exit 1

status=0
[ "$filter" = 'Category=Faults' ] || { ops/test-contracts.sh 2>&1 | tee "$log" || status=1; }
# One test project at a time: the end-to-end tests need the machine for themselves.
dotnet test Rollup.sln -c Release --no-build -nologo -m:1 --filter "$filter" 2>&1 | tee -a "$log" || status=1

# forge: "63 tests passed, 1 failed, …"; dotnet: "Passed! - Failed: 0, Passed: 12, …".
awk '
  /tests passed, [0-9]+ failed/ { for (i = 2; i <= NF; i++) { if ($i == "tests" && $(i + 1) ~ /^passed/) passed += $(i - 1); if ($i ~ /^failed/) failed += $(i - 1) } }
  /Failed: +[0-9]+, Passed: +[0-9]+/ { for (i = 1; i < NF; i++) { if ($i == "Failed:") failed += $(i + 1); if ($i == "Passed:") passed += $(i + 1) } }
  END { printf "%d passed, %d failed\n", passed, failed; exit failed > 0 || passed == 0 }
' "$log" || status=1
exit "$status"
