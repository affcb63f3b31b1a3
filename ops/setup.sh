#!/usr/bin/env bash
# Installs the npm packages, builds the contracts and the node; quick when nothing has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
for tool in dotnet node npm; do
  command -v "$tool" > /dev/null || { echo "$tool is not installed: this needs the .NET SDK 10 and Node.js 20 or newer" >&2; exit 1; }
done
ops/build-contracts.sh
dotnet build src/Rollup.Node -c Release -v quiet -nologo
