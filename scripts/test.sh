#!/usr/bin/env bash
# Everything that must hold before a change is shared. It ends with the test runner's own summaries.
set -euo pipefail
cd "$(dirname "$0")/.."
scripts/lint.sh

echo "== cargo test"
cargo test --workspace --locked --no-fail-fast
